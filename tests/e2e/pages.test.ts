import { createHash } from 'node:crypto';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { ENDED_REMINDERS } from '../../src/features/account/index.js';
import { STATES as STATES_OF_ITEMS } from '../../src/features/inventory/states.js';
import { unsubscribeUrl } from '../../src/features/mail/index.js';
import { leadsOf } from '../../src/records/record/act.js';
import { routesOf } from '../support/app.js';
import { axeFindings, hasBrowser, useSite } from '../support/browser.js';
import { act } from '../support/bulk.js';
import { insertCompany } from '../support/companies.js';
import { insertContact } from '../support/contact-form.js';
import { insert } from '../support/database.js';
import { sendTable } from '../support/imports.js';
import { insertItem } from '../support/items.js';
import { insertNote } from '../support/notes.js';
import { PEOPLE } from '../support/people.js';
import { styleFaults } from '../support/styles.js';
import { inDays, insertTask } from '../support/tasks.js';
import { sendFiles } from '../support/uploads.js';

const LONG =
  'Sunshade-stroller-organiser-with-insulated-cup-holder-and-rain-cover of Donaudampfschifffahrtselektrizitaetenhauptbetriebswerk';
const UNBROKEN = `https://x.example/${'W'.repeat(180)}`;
const { ada } = PEOPLE;

/** What is no page of its own: files, parts of a page; and the setup, which is there before anybody. */
const NO_PAGE =
  /export|\.(vcf|csv|zip|ics)$|\/vcard$|suggestions$|subjects$|\/duplicates$|:file$|\/(thumbnail|large)$|^\/(setup|auth|admin|help)$/;
/** The acts of an item have one template: the widest and a narrow one are looked at. */
const ALIKE = leadsOf(STATES_OF_ITEMS)
  .map(({ act }) => act.name)
  .filter((name) => name !== 'sell' && name !== 'list');
/** So have those of collabs and of rows, of which a few are looked at, and what is kept about any record. */
const SEEN_ELSEWHERE =
  /^\/(?:auth\/two-factor|account\/two-factor\/.*)$|^\/(pipeline|collabs|templates|guide(\/shows)?|affiliates(\/programmes)?)\/(views|bulk|:id\/(notes|tags|files|merge|merges|withdrawal|sharing|archiving|estimate|lock|invoice|reverse|agree|sign|start|send-to-review|go-live|complete|cancel|plan|script|record|start-editing|publish|shelve|.*:row\/(start|submit|revise|approve|verify|miss|invoice|read)))\b/;
/** What each module has of one template: its first is held to all rules at 320 px too, the others at 1440 px alone. */
const OF_ONE_TEMPLATE =
  /\/(columns|totals|filters|bulk|views|views\/new|views\/:id\/edit|notes\/:id|notes\/:id\/edit|:id\/tags|photo|merges?|possible-duplicates)$/;
/** Pages for who is not logged in. */
const OPEN = [
  '/auth/login',
  '/auth/register',
  '/auth/pending',
  '/auth/left',
  '/auth/forgot-password',
  '/auth/forgot-password?sent',
  '/auth/reset-password',
  '/auth/verify-email',
  '/privacy',
  '/terms',
  '/api/v1/docs',
  '/auth/invitation',
  '/no-such-page',
];
/** The secret of a link that a mail has. */
const TOKEN = 'of-a-mail';
const BY_MAIL = [
  `/auth/reset-password?token=${TOKEN}-password_reset`,
  `/auth/verify-email?token=${TOKEN}-verification`,
  `/auth/confirm-address?token=${TOKEN}-address_change`,
  `/auth/invitation?token=${TOKEN}-invitation`,
  '/auth/invitation?token=none',
];
/** What a list looks like otherwise than as it opens. */
const STATES = [
  '/account/export',
  '/inventory?q=trailcap&state=sold',
  '/inventory?q=nothing-like-it',
  '/inventory/filters?field=received_on',
  '/inventory/filters?state=sold&tag=autumn&rating_from=2',
  '/inventory?columns=location&columns=brand&columns=quantity',
  '/companies?q=nothing-like-it',
  '/contacts?q=nothing-like-it',
  '/contacts?columns=email&columns=warmth',
  '/tasks?view=all&columns=repeats&columns=remind_at&columns=state',
  '/tasks?view=all&q=nothing-like-it',
  '/tasks/filters?field=due_on',
  '/pipeline?layout=list',
  '/calendar?month=2026-01&layout=agenda',
  '/calendar?month=2026-01&kind=inventory',
  '/calendar?day=2026-01-15',
  '/calendar?day=late',
  '/search?q=sunshade',
  '/search?q=nothing-like-it',
];

describe.skipIf(!hasBrowser)('each page', () => {
  const site = useSite();
  /** Whose id stands for the parameter after a part of a path. */
  const ids: Record<string, string> = {};
  /** Records with names that have no place to break. */
  const more: string[] = [];
  const templates = new Set<string>();
  const darkColours: string[] = [];

  beforeAll(async () => {
    const { app } = site;
    const { db } = app;
    const sold = {
      state: 'sold',
      sold_on: '2026-11-18',
      sale_price: 8000,
      marketplace_fee: 1040,
      outbound_shipping: 760,
    };
    // Not one's own account: on that, hardly anything is done.
    ids['admin'] = PEOPLE.bob.id;
    more.push(`/admin/users/${ada.id}`);
    ids['account'] = await insert(db, 'passkeys', {
      user_id: ada.id,
      credential_id: 'x',
      public_key: '',
      sign_count: 0,
      name: LONG.slice(0, 60),
    });
    const webhook = { url: UNBROKEN, events: ['*'], sealed: 'x', failures: 2 };
    ids['webhooks'] = await insert(db, 'webhooks', { user_id: ada.id, ...webhook });
    const tried = { tries: 2, tried_at: new Date(), status: 500, took_ms: 1_200, fault: 'It answered 500.' };
    await insert(db, 'webhook_deliveries', {
      ...{ user_id: ada.id, webhook_id: ids['webhooks'], act: 'test', answer: UNBROKEN, ...tried },
    });
    ids['inventory'] = await insertItem(db, ada.id, {
      quantity: 3,
      fair_market_value: 12000,
      received_on: '2026-09-11',
      ...sold,
    });
    ids['day'] = await insertItem(db, ada.id, {
      name: LONG,
      brand: LONG.slice(0, 90),
      currency: 'EUR',
      review_due_on: '2026-01-02',
    });
    ids['companies'] = await insertCompany(db, { name: LONG, kind: 'agency', do_not_contact: true, address: LONG });
    const gone = await insertCompany(db, { name: `${LONG}s` });
    ids['contacts'] = await insertContact(db, {
      first_name: LONG.slice(0, 60),
      company: LONG,
      email: 'a@long.example',
    });
    await insertContact(db, { first_name: LONG.slice(0, 60) });
    for (const [about, record] of [
      ['inventory_item_id', ids['inventory']],
      ['company_id', ids['companies']],
      ['contact_id', ids['contacts']],
    ] as const) {
      ids[record] = await insertNote(db, ada.id, {
        body: `# ${LONG}\n\n- [a link](https://x.example)\n\n\`\`\`\n${LONG}\n\`\`\``,
        [about]: record,
      });
      ids['tasks'] = await insertTask(db, ada.id, { title: LONG, due_on: inDays(-2), [about]: record });
    }
    await insertTask(db, ada.id, { title: 'Ring back', due_on: inDays(0), remind_at: new Date() });
    for (const module of ['inventory', 'companies', 'contacts', 'tasks']) {
      ids[`${module} view`] = await insert(db, 'saved_views', {
        user_id: ada.id,
        module,
        name: LONG.slice(0, 60),
        query: 'q=a',
      });
    }
    await insert(db, 'history', {
      user_id: ada.id,
      actor_id: ada.id,
      act: 'changed',
      changes: JSON.stringify({ link: ['https://x.example', UNBROKEN] }),
      inventory_item_id: ids['inventory'],
    });
    const other = await insertCompany(db, { name: UNBROKEN.slice(0, 150) });
    more.push(`/companies/${other}`, `/companies/${ids['companies']}/merge?with=${other}`);
    const visitor = await app.as('ada');
    await visitor.get(`/inventory/${ids['inventory']}`);
    const photo = await sharp({ create: { width: 400, height: 300, channels: 3, background: '#47a' } })
      .png()
      .toBuffer();
    for (const path of ['inventory', 'companies', 'contacts']) {
      const record = `/${path}/${ids[path]}`;
      await visitor.postAndFollow(`${record}/tags`, { tag: `autumn, ${LONG.slice(0, 50)}` });
      const sent = await sendFiles(visitor, record, [
        { name: `${LONG}.png`, body: photo, type: 'image/png' },
        { name: 'terms.txt', body: 'Net 30', type: 'text/plain' },
      ]);
      expect(sent.status).toBe(303);
      const shown = await visitor.get(`${record}?tab=files`);
      ids[`${path} file`] = /\/files\/([^/"]+)\/photo/.exec(shown.text)?.[1] ?? '';
    }
    const cells =
      ['Name', 'Received on', 'Market value', UNBROKEN].join() +
      `\n${UNBROKEN},02/03/2026,"1.234,50",${LONG.replace(/"/g, '')}`;
    ids['table'] = (await sendTable(visitor, 'inventory', cells)).split('/').at(-1) ?? '';
    const company = { company: LONG, currency: 'USD', compensation: 'cash' };
    const made = async (path: string, fields: Record<string, string>) =>
      String((await visitor.post(path, fields)).headers['location'])
        .split('/')
        .at(-1)
        ?.split('?')[0] ?? '';
    ids['pipeline'] = await made('/pipeline', {
      name: LONG,
      amount: '1300',
      person_name_0: `Ada ${LONG.slice(0, 60)}`,
      ...company,
    });
    ids['collabs'] = await made('/collabs', {
      name: LONG,
      fee: '3200',
      state: 'agreed',
      talking_points: LONG,
      ...company,
    });
    ids['programmes'] = await made('/affiliates/programmes', {
      name: LONG,
      tracking_code_0: LONG.slice(0, 90),
      ...company,
    });
    ids['affiliates'] = await made('/affiliates', {
      programme_id: ids['programmes'],
      month: '2026-10',
      currency: 'USD',
      state: 'estimated',
      clicks: '4212',
      items_shipped: '268',
      commission: '276.16',
      tracking_id: LONG.slice(0, 90),
    });
    ids['templates'] = await made('/templates', {
      name: LONG,
      category: 'cold_pitch',
      language: 'en',
      state: 'current',
      subject: `{{contact.first_name|there}}, ${LONG}`,
      body: `Hello {{contact.first_name}},\n\n${UNBROKEN}\n\n{{deal.amount}} {{constructor}}\n\n${LONG}`,
    });
    ids['shows'] = await made('/guide/shows', {
      name: LONG,
      website: UNBROKEN,
      target_length: '55:00',
      checklist: `Transcript read, with ${'W'.repeat(150)}`,
      season_number_0: '4',
      season_title_0: LONG,
      person_name_0: LONG,
    });
    ids['guide'] = await made('/guide', {
      name: LONG,
      show_id: ids['shows'],
      season: '4',
      number: '117',
      state: 'idea',
      record_on: '2026-10-12',
      publish_on: '2026-11-25',
      publish_time: '06:00',
      hook: LONG,
      summary: LONG,
      person_name_0: LONG,
      person_part_0: 'guest',
    });
    const [category] = await db.rows<{ name: string }>(
      'select name from company_categories where parent_id is null limit 1',
    );
    for (const [path, fields] of [
      ['/pipeline/:id/offers', { side: 'theirs', amount: '900', offered_on: '2026-10-12', terms: LONG }],
      ['/pipeline/:id/deliverables', { kind: 'short', title: LONG, channel: LONG, live_on: '2026-12-01' }],
      ['/collabs/:id/deliverables', { kind: 'short', title: LONG, channel: LONG, live_on: '2026-12-01' }],
      ['/collabs/:id/payments', { label: LONG, amount: '1200', due_when: 'date', due_on: '2026-01-02' }],
      ['/collabs/:id/rights', { use: 'organic', from_on: '2026-10-01', until_on: '2027-10-01' }],
      ['/guide/:id/segments', { kind: 'main', title: LONG, planned_seconds: '8:00', actual_start: '0:00' }],
      ['/guide/:id/segments', { kind: 'sponsor', title: UNBROKEN, planned_seconds: '1:00', actual_start: '9:15' }],
      ['/guide/:id/spots', { company: LONG, title: LONG, place: 'pre', code: LONG.slice(0, 90), collab: LONG }],
      ['/guide/:id/links', { url: UNBROKEN, title: LONG, kind: 'guest' }],
      [
        '/collabs/:id/exclusivities',
        { category: category?.name ?? '', competitors: LONG, from_on: '2026-10-01', until_on: '2027-01-14' },
      ],
    ] as [string, Record<string, string>][]) {
      const sent = await visitor.post(address(path), fields);
      expect([path, sent.status]).toEqual([path, 303]);
    }
    for (const [part, table, column] of [
      ['pipeline offers', 'deal_offers', 'deal_id'],
      ['pipeline deliverables', 'deal_deliverables', 'deal_id'],
      ['collabs deliverables', 'collab_deliverables', 'collab_id'],
      ['collabs payments', 'collab_payments', 'collab_id'],
      ['collabs rights', 'collab_rights', 'collab_id'],
      ['collabs exclusivities', 'collab_exclusivities', 'collab_id'],
      ['guide segments', 'guide_segments', 'episode_id'],
      ['guide spots', 'guide_spots', 'episode_id'],
      ['guide links', 'guide_links', 'episode_id'],
      ['guide checklist', 'guide_checks', 'episode_id'],
    ] as const) {
      const [row] = await db.rows<{ id: string }>(`select id from ${table} where ${column} = $1`, [
        ids[part.split(' ')[0] ?? ''],
      ]);
      ids[part] = row?.id ?? '';
    }
    for (const [part, table] of [
      ['pipeline :row', 'deal_stages'],
      ['pipeline reasons', 'lost_reasons'],
    ] as const) {
      const [row] = await db.rows<{ id: string }>(`select id from ${table} where user_id = $1 limit 1`, [ada.id]);
      ids[part] = row?.id ?? '';
    }
    const list = `/collabs/${ids['collabs']}/deliverables/${ids['collabs deliverables']}/disclosure`;
    ids['rule'] = new RegExp(`${list}/([\\w-]+)"`).exec((await visitor.get(list)).text)?.[1] ?? '';
    ids['batches'] = await act(app, visitor, '/companies', { act: 'delete', ids: [gone] });
    const [tag] = await db.rows<{ id: string }>(`select id from tags where user_id is null and name = 'autumn'`);
    ids['tags'] = tag?.id ?? '';
    ids['sends'] = await insert(db, 'template_sends', {
      user_id: ada.id,
      submission_id: ada.id,
      template_id: ids['templates'],
      template_name: LONG.slice(0, 190),
      revision: 1,
      contact_id: ids['contacts'],
      company_id: ids['companies'],
      to_name: LONG.slice(0, 90),
      to_address: `${'a'.repeat(60)}@long.example`,
      subject: UNBROKEN,
      body: `${LONG}\n\n${UNBROKEN}`,
      language: 'en',
      way: 'mail_program',
    });
    const mail = `template_id=${ids['templates']}&contact_id=${ids['contacts']}`;
    more.push(
      `/templates/send?${mail}`,
      `/templates/send?${mail}&change=1`,
      `/templates/several?${mail}`,
      `/templates/sends?template_id=${ids['templates']}`,
    );
    ids['dev'] = await insert(db, 'mails', {
      user_id: ada.id,
      about: 'test',
      to_address: 'ada@park.example',
      subject: LONG,
      body_text: LONG,
      body_html: app.views.render('mail/layout.njk', {
        subject: LONG,
        lines: [LONG],
        why: LONG,
        rows: [{ title: LONG, detail: LONG, href: '/' }],
      }),
      message_id: '<1@park.example>',
    });
    for (const purpose of ['password_reset', 'verification', 'address_change']) {
      const address = purpose === 'verification' ? PEOPLE.bob : ada;
      await db.rows(
        `insert into mail_links (token_hash, user_id, purpose, address, expires_at) values ($1, $2, $3, $4, now() + interval '1 hour')`,
        [createHash('sha256').update(`${TOKEN}-${purpose}`).digest('base64url'), address.id, purpose, address.email],
      );
    }
    await db.rows(
      `insert into invitations (id, address, token_hash, expires_at) values (gen_random_uuid(), $1, $2, now() + interval '1 day')`,
      [`${'invited'.repeat(9)}@park.example`, createHash('sha256').update(`${TOKEN}-invitation`).digest('base64url')],
    );
    more.push(
      unsubscribeUrl(app.config, ENDED_REMINDERS, ada.id).replace(app.config.appUrl, ''),
      '/unsubscribe?token=none',
    );
    await visitor.get('/contacts/import');
    const cards = `BEGIN:VCARD\nFN:${LONG.slice(0, 90)}\nORG:${LONG}\nEMAIL:nowhere${LONG}\nEND:VCARD\nBEGIN:VCARD\nFN:J?rg`;
    const looked = await visitor.post('/contacts/import/check', { cards: `${cards}\nEND:VCARD\nbye\nEND:VCARD` });
    ids['import'] = looked.headers['location']?.split('/').at(-1) ?? '';
    await db.rows('update users set is_approved = false where id = $1', [PEOPLE.bob.id]);
  });

  // /inventory/:id/notes/:note/edit: the item of `inventory`, the note of that item.
  function address(path: string): string {
    const [, module = '', , part = ''] = path.split('/');
    return path
      .replace('/programmes/:id', `/programmes/${ids['programmes']}`)
      .replace('/sends/:id', `/sends/${ids['sends']}`)
      .replace('/shows/:id', `/shows/${ids['shows']}`)
      .replace(':row', ids[`${module} ${part}`] ?? '')
      .replace(':rule', ids['rule'] ?? '')
      .replace(':number', '1')
      .replace('/texts/:name', '/texts/privacy')
      .replace(/\/closure$/, '/closure?to=won')
      .replace('/webhooks/:id', `/webhooks/${ids['webhooks']}`)
      .replace(/^\/import\/:id/, `/import/${ids['table']}`)
      .replace('/import/:id', `/import/${ids['import']}`)
      .replace(':id', ids[module] ?? '')
      .replace(':note', ids[ids[module] ?? ''] ?? '')
      .replace(':view', ids[`${module} view`] ?? '')
      .replace(':key', `inventory.review.${ids['day']}`)
      .replace(':file', ids[`${module} file`] ?? '');
  }

  function pages(): string[] {
    const found = routesOf(site.app)
      .filter(({ method, path }) => method === 'get' && !NO_PAGE.test(path) && !OPEN.includes(path))
      .filter(({ path }) => !SEEN_ELSEWHERE.test(path))
      .filter(({ path }) => !ALIKE.includes(path.split('/:id/')[1] ?? ''))
      .map(({ path }) => address(path));
    const record = `/inventory/${ids['inventory']}`;
    return [
      ...found,
      ...STATES,
      ...more,
      ...['tasks', 'files', 'timeline'].map((tab) => `${record}?tab=${tab}`),
      '/no-such-page',
    ];
  }

  it('has no fault that axe finds in either theme, no console error, and never scrolls sideways', async () => {
    const { page, faults, close } = await site.open({ reducedMotion: 'reduce' });
    const found: string[] = [];
    for (const path of [...OPEN, ...BY_MAIL]) found.push(...(await look(page, path)));
    await site.logIn(page, ada);
    let since = Date.now();
    for (const path of pages()) {
      // What asks for the password again does not within ten minutes of a login, which this walk may take longer than.
      if (Date.now() - since > 240_000) {
        await page.context().clearCookies();
        await site.logIn(page, ada);
        since = Date.now();
      }
      found.push(...(await look(page, path)));
    }
    expect(found).toEqual([]);
    expect(faults).toEqual([]);
    await close();
  }, 1_200_000);

  /** What is wrong with a page: at three widths, and in the dark what differs there, the contrasts. */
  async function look(page: Page, path: string): Promise<string[]> {
    const found: string[] = [];
    const note = (faults: string[], where: string) => found.push(...faults.map((it) => `${path} ${where}: ${it}`));
    const known = isOfKnownTemplate(path);
    await page.emulateMedia({ colorScheme: 'light' });
    const answer = await page.goto(site.url + path);
    if (answer?.status() !== (/^\/no-such-page|token=none$/.test(path) ? 404 : 200))
      note([`${answer?.status()}`], 'answered');
    // A mail brings its own.
    if (!path.startsWith('/dev/mail')) note(await styleFaults(page), 'styles');
    for (const width of [320, 768, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      note(await page.evaluate<string[]>(STICKS_OUT), `too wide at ${width}`);
      // Its contrasts are those of 1440 px.
      if (width === 320 && !known) note(await axeFindings(page, { without: ['color-contrast'] }), 'at 320');
    }
    // A field in error has the focus: what then lies half under the bar, which stays, is no fault.
    await page.evaluate('scrollTo(0, 0)');
    note(await axeFindings(page), 'in light');
    note(await contrastsInDark(page), 'in dark');
    return found;
  }

  function isOfKnownTemplate(path: string): boolean {
    const [template] = OF_ONE_TEMPLATE.exec(path.replaceAll(/\/[\da-f-]{36}/g, '/:id')) ?? [];
    if (!template) return false;
    const known = templates.has(template);
    templates.add(template);
    return known;
  }

  // A contrast is one of colours and sizes: those that a page before had are not measured again.
  async function contrastsInDark(page: Page): Promise<string[]> {
    await page.emulateMedia({ colorScheme: 'dark' });
    const colours = await page.evaluate<string[]>(`(${MARK_NEW_COLOURS})(${JSON.stringify(darkColours)})`);
    darkColours.push(...colours);
    return colours.length > 0 ? axeFindings(page, { rules: ['color-contrast'], within: '[data-new-colours]' }) : [];
  }
});

/** Marks the texts one sees whose colours and sizes are none of `known`, and answers these. It runs in the browser. */
const MARK_NEW_COLOURS = `(known) => {
  const seen = new Set(known);
  for (const it of document.querySelectorAll('body, body *')) {
    const { width, height } = it.getBoundingClientRect();
    const texts = it.matches('input, select, textarea') ? [it.value] : [...it.childNodes].map((node) => node.data ?? '');
    const speaks = texts.some((text) => text.trim().length > 1);
    if (!speaks || width < 3 || height < 3 || !it.checkVisibility({ visibilityProperty: true })) continue;
    const { color, fontSize, fontWeight, textShadow } = getComputedStyle(it);
    const parts = [color, fontSize, fontWeight, textShadow, it.matches(':disabled')];
    for (let behind = it; behind; behind = behind.parentElement) {
      const { backgroundColor, backgroundImage, opacity, position } = getComputedStyle(behind);
      parts.push([backgroundColor, backgroundImage, opacity, position].join());
    }
    const look = parts.filter((part) => part !== 'rgba(0, 0, 0, 0),none,1,static').join(' ');
    if (seen.has(look)) continue;
    seen.add(look);
    it.setAttribute('data-new-colours', '');
  }
  return [...seen].slice(known.length);
}`;

/** What stands out of the page at its right, where the page can be scrolled sideways. It runs in the browser. */
const STICKS_OUT = `(() => {
  const { clientWidth, scrollWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  const out = [...document.querySelectorAll('body *')].filter((it) => it.getBoundingClientRect().right > clientWidth);
  return [scrollWidth - clientWidth + ' px: ' + out.slice(-5).map((it) => it.localName + '.' + it.className)];
})()`;
