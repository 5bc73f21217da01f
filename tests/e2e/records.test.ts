import { describe, expect, it } from 'vitest';
import { hasBrowser, useSite } from '../support/browser.js';
import { insert } from '../support/database.js';
import { insertItem } from '../support/items.js';
import { PEOPLE } from '../support/people.js';

const WIDTHS = [1440, 768, 360];

/** The page of a record in a browser: its acts, its tabs. */
describe.skipIf(!hasBrowser)('the page of a record', () => {
  const site = useSite();
  const reviewed = (fields = {}) =>
    insertItem(site.app.db, PEOPLE.alice.id, {
      name: 'Shoulder strap with quick links',
      state: 'reviewed',
      review_state: 'published',
      received_on: '2026-09-11',
      review_published_on: '2026-10-01',
      ...fields,
    });

  it('keeps its place when a tab is chosen, and shows the tabs below the bar to who comes by a link', async () => {
    const { page, faults, close } = await site.open({ reducedMotion: 'reduce' });
    await site.logIn(page, PEOPLE.alice);
    const id = await reviewed();
    for (let n = 0; n < 30; n += 1)
      await insert(site.app.db, 'notes', {
        user_id: PEOPLE.alice.id,
        inventory_item_id: id,
        body: `Note ${n}`,
        author_id: PEOPLE.alice.id,
      });
    const tab = (name: string) => page.getByRole('navigation', { name: 'Record' }).getByRole('link', { name });
    const topOf = async (name: string) => (await tab(name).boundingBox())?.y ?? -1;
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 800 });
      await page.goto(`${site.url}/inventory/${id}`);
      await tab('Tasks').scrollIntoViewIfNeeded();
      await page.evaluate('scrollBy(0, 60)');
      for (const [name, shows] of [
        ['Tasks', 'No tasks'],
        ['Files', 'Attach'],
        ['Activity', 'Note 29'],
      ] as const) {
        const before = await topOf(name);
        await tab(name).click();
        await page.locator(`#activity [aria-current]`, { hasText: name }).waitFor();
        await page.locator('#activity').getByText(shows).first().waitFor();
        expect([width, name, Math.round(await topOf(name))]).toEqual([width, name, Math.round(before)]);
      }
      await page.goto(`${site.url}/inventory/${id}?tab=tasks#activity`);
      const bar = await page.locator('.bar').boundingBox();
      expect(await topOf('Tasks')).toBeGreaterThanOrEqual((bar?.height ?? 0) - 1);
    }
    await page.goBack();
    await tab('Activity').waitFor();
    expect(faults).toEqual([]);
    await close();
  });

  it('leads to the log-in where the session ended before a tab was chosen', async () => {
    const { page, close } = await site.open({ reducedMotion: 'reduce' });
    await site.logIn(page, PEOPLE.alice);
    await page.goto(`${site.url}/inventory/${await reviewed()}`);
    await page.context().clearCookies();
    await page.getByRole('navigation', { name: 'Record' }).getByRole('link', { name: 'Tasks' }).click();
    await page.getByRole('button', { name: 'Log in' }).waitFor();
    await close();
  });

  it('has its acts in one row at every width, whatever it is called', async () => {
    const { page, close } = await site.open({ reducedMotion: 'reduce' });
    await site.logIn(page, PEOPLE.alice);
    const long = 'A travel backpack with an uncommonly long name, in two colours and with a rain cover';
    for (const fields of [{}, { name: long }, { name: long, state: 'requested', review_state: 'not_started' }]) {
      const id = await reviewed(fields);
      for (const width of [...WIDTHS, 900, 320]) {
        await page.setViewportSize({ width, height: 800 });
        await page.goto(`${site.url}/inventory/${id}`);
        const tops = await page.evaluate<number[]>(
          `[...document.querySelectorAll('.head.rec .acts .btn')].map((it) => it.getBoundingClientRect().top)`,
        );
        expect([width, tops.length, new Set(tops.map(Math.round)).size]).toEqual([width, 4, 1]);
        expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
      }
    }
    await close();
  });

  it('is in a list that keeps its title in one line beside thousands of rows and whatever else stands there', async () => {
    const { page, close } = await site.open({ reducedMotion: 'reduce' });
    await site.logIn(page, PEOPLE.alice);
    for (const list of ['affiliates', 'guide', 'pipeline?layout=list', 'contacts', 'tasks']) {
      await page.setViewportSize({ width: 768, height: 800 });
      await page.goto(`${site.url}/${list}`);
      const lines = await page.evaluate<number>(
        `document.querySelector('.head').insertAdjacentHTML('afterbegin', '<span class="count">1,000+ of 1,000+</span>'),
        document.querySelector('.head h1').clientHeight / parseFloat(getComputedStyle(document.querySelector('.head h1')).lineHeight)`,
      );
      expect([list, lines]).toEqual([list, 1]);
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    }
    await close();
  });
});
