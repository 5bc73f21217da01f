import type { BrowserContext, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, useSite } from '../support/browser.js';
import { insertMugs } from '../support/bulk.js';
import { insert } from '../support/database.js';
import { insertSegments } from '../support/guide.js';
import { insertItem } from '../support/items.js';
import { PEOPLE } from '../support/people.js';
import { insertTemplate } from '../support/sends.js';
import { shiftOf } from '../support/shift.js';
import { styleFaults } from '../support/styles.js';

const { alice } = PEOPLE;
/** Bytes of a page's answers as they are sent, without their heads. */
const MOST = { document: 40_000, stylesheet: 15_000, script: 40_000 };
/** A form has what its fields do. */
const MOST_OF_FORM = { ...MOST, script: 42_500 };
/** Of its window, as Chromium counts what moves. */
const MOST_MOVED = 0.02;
const PHONE = {
  viewport: { width: 412, height: 823 },
  userAgent:
    'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Mobile Safari/537.36',
};
const DESK = { viewport: { width: 1440, height: 900 } };
/** Paragraphs that wrap anew in a font of another width. */
const LONG_TEXT = Array.from({ length: 20 }, (_, n) =>
  'We film how bags fare on rides, {{contact.first_name|there}}. '.repeat(2 + (n % 7)),
).join('\n\n');
type Kind = keyof typeof MOST;
type Cookies = Awaited<ReturnType<BrowserContext['storageState']>>;

/** What a browser that was never there loads for a page, until nobody touches it. */
describe.skipIf(!hasBrowser)('the weight of a page', () => {
  const site = useSite();
  const ids = { item: '', episode: '', template: '' };
  let loggedIn: Cookies;

  beforeAll(async () => {
    const { db } = site.app;
    await insertMugs(db, alice.id, 40);
    ids.item = await insertItem(db, alice.id, { name: 'Weighed tripod' });
    // Whoever opens the board has its stages.
    await (await site.app.as('alice')).get('/pipeline');
    await db.rows(
      `insert into deals (id, user_id, name, currency, amount, stage_id)
       select gen_random_uuid(), user_id, name, 'USD', 1000, id from deal_stages where user_id = $1`,
      [alice.id],
    );
    const show_id = await insert(db, 'guide_shows', { name: 'Weighed show' });
    ids.episode = await insert(db, 'guide_episodes', { name: 'Weighed episode', show_id });
    await insertSegments(site.app, ids.episode, [{ title: 'Open' }, { title: 'Close' }]);
    ids.template = await insertTemplate(db, { body: LONG_TEXT });
    const way = await site.open();
    await site.logIn(way.page, alice);
    loggedIn = await way.page.context().storageState();
    await way.close();
  });

  it.each([
    ['login', () => '/auth/login'],
    ['dashboard', () => '/'],
    ['list', () => '/inventory'],
    ['item', () => `/inventory/${ids.item}`],
    ['board', () => '/pipeline'],
    ['episode', () => `/guide/${ids.episode}`],
    ['form', () => '/inventory/new'],
    ['calendar', () => '/calendar'],
  ])('%s: HTML, styles and scripts stay under their limits, none lacking or twice', async (name, path) => {
    const { page, faults, close } = await site.open(name === 'login' ? {} : { storageState: loggedIn });
    const most = name === 'form' ? MOST_OF_FORM : MOST;
    const weighed = await weigh(page, site.url + path());
    for (const kind of Object.keys(MOST) as Kind[])
      expect([kind, weighed[kind] <= most[kind] ? 'fits' : weighed[kind]]).toEqual([kind, 'fits']);
    expect(await styleFaults(page)).toEqual([]);
    expect(faults).toEqual([]);
    await close();
  });

  it.each([
    ['list', () => '/inventory'],
    ['item', () => `/inventory/${ids.item}`],
    ['board', () => '/pipeline'],
    ['template', () => `/templates/${ids.template}`],
  ])('%s: hardly moves while its font and its scripts come', async (_name, path) => {
    for (const screen of [PHONE, DESK]) {
      const moved = async () => {
        const { page, faults, close } = await site.open({ storageState: loggedIn, ...screen });
        const far = await shiftOf(page, site.url + path());
        expect(faults).toEqual([]);
        await close();
        return far;
      };
      // A busy machine paints a page that it has read by half now and then; what a page itself moves, it moves each time.
      const once = await moved();
      expect(once < MOST_MOVED ? once : await moved()).toBeLessThan(MOST_MOVED);
    }
  });
});

async function weigh(page: Page, address: string): Promise<Record<Kind, number>> {
  const sizes: Promise<[kind: string, bytes: number]>[] = [];
  page.on('requestfinished', (request) =>
    sizes.push(request.sizes().then(({ responseBodySize }) => [request.resourceType(), responseBodySize])),
  );
  await page.goto(address, { waitUntil: 'networkidle' });
  const sum = { document: 0, stylesheet: 0, script: 0 };
  for (const [kind, bytes] of await Promise.all(sizes)) if (kind in sum) sum[kind as Kind] += bytes;
  return sum;
}
