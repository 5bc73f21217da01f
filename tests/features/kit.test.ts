import { parse as parseCsv } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { MODULES } from '../../src/features/modules.js';
import { useApp } from '../support/app.js';
import { insert } from '../support/database.js';
import { PEOPLE, type PersonName } from '../support/people.js';
import { type Fields, textOf } from '../support/visitor.js';
import { VOYAGES_MIGRATION, voyagesModule } from '../support/voyages.js';

/** What every module gets of the kit, through a small one of a test's own: its fields, states, list and record are all it says. */
const app = useApp({}, { modules: [...MODULES, voyagesModule], migration: VOYAGES_MIGRATION });
const { alice } = PEOPLE;
const voyage = (fields: Record<string, unknown> = {}) =>
  insert(app.current.db, 'voyages', { user_id: alice.id, name: 'Round the Horn', ...fields });
const row = async (id: string) =>
  (await app.current.db.rows('select to_jsonb(v) as row from voyages v where id = $1', [id]))[0]?.row;
const historyOf = (id: string) =>
  app.current.db.rows('select act, changes from history where voyage_id = $1 order by at, id', [id]);

async function at(path: string, who: PersonName = 'alice') {
  const answer = await (await app.current.as(who)).get(path);
  const names = [...answer.text.matchAll(/<td class="name"[^>]*><a href="[^"]+">([^<]+)<\/a>/g)].map(
    ([, name]) => name,
  );
  return { status: answer.status, html: answer.text, text: textOf(answer.text), names };
}

const WHOLE: Fields = {
  name: 'Fjords  and   lights',
  ship: 'Dream',
  deck: 'sun',
  site: 'https://sea.example/x',
  cabins: '2',
  currency: 'KWD',
  fare: '1,200.5',
  booked_in: '2026-03',
  refundable: 'true',
  packing: ' coat\r\n\r\nboots ',
  state: 'booked',
  sails_on: '2026-06-01',
  back_on: '2026-06-08',
};

describe('a form', () => {
  it('holds an input of each kind, what a new one begins with, and what a link says', async () => {
    const { html } = await at('/voyages/new?ship=Wish&toString=x');
    expect(html).toMatch(/<input class="in" type="text" value="" id="f-name" name="name" required autofocus/);
    expect(html).toMatch(/value="Wish" id="f-ship"/);
    expect(html).toMatch(
      /<select class="in" id="f-deck" name="deck"><option value="">None<\/option><option value="sun">/,
    );
    expect(html).toMatch(/type="url" value="" id="f-site"/);
    expect(html).toMatch(
      /value="1" id="f-cabins" name="cabins" required inputmode="numeric"|value="1" id="f-cabins" name="cabins"/,
    );
    expect(html).toMatch(/<option value="USD" selected>/);
    expect(html).toMatch(/<span class="cur" id="f-fare-cur">USD<\/span>/);
    expect(html).toMatch(/id="f-refundable" name="refundable"/);
    expect(html).toMatch(/<textarea class="in" rows="3" id="f-packing"/);
    expect(html).toMatch(/<option value="planned" selected>Planned/);
    expect(html).toMatch(/type="date" value="" id="f-sails_on"/);
  });

  it('opens with the state that a link chose, and today as the day of it', async () => {
    const id = await voyage();
    const { html } = await at(`/voyages/${id}/edit?state=booked`);
    expect(html).toMatch(/<option value="booked" selected>/);
    expect(html).toMatch(/type="date" value="\d{4}-\d{2}-\d{2}" id="f-sails_on"/);
    expect((await at(`/voyages/${id}/edit?state=toString`)).html).toMatch(/<option value="planned" selected>/);
  });

  it('saves each field as it is kept, once, however often it is sent, and tells its history', async () => {
    const visitor = await app.current.as('alice');
    const { text: page } = await visitor.get('/voyages/new');
    const submission_id = /name="submission_id" value="([^"]+)"/.exec(page)?.[1] ?? '';
    const first = await visitor.post('/voyages', { ...WHOLE, submission_id });
    const second = await visitor.post('/voyages', { ...WHOLE, submission_id });
    expect([first.status, second.headers['location']]).toEqual([303, first.headers['location']]);
    const id = String(first.headers['location']).replace('/voyages/', '');
    expect(await row(id)).toMatchObject({
      user_id: alice.id,
      name: 'Fjords and lights',
      ship: 'Dream',
      deck: 'sun',
      site: 'https://sea.example/x',
      cabins: 2,
      currency: 'KWD',
      fare: 1_200_500,
      booked_in: '2026-03',
      refundable: true,
      packing: 'coat\nboots',
      state: 'booked',
      sails_on: '2026-06-01',
      back_on: '2026-06-08',
      version: 1,
      created_by: alice.id,
    });
    expect(await historyOf(id)).toEqual([{ act: 'created', changes: { state: [null, 'booked'] } }]);
    const shown = await at(`/voyages/${id}`);
    expect(shown.text).toMatch(
      /Deck Sun deck .*Fare 1,200.500 .*Booked in March 2026 Refundable yes Packing list coat, boots/,
    );
  });

  it('says beside each field what is wrong, and keeps what was typed', async () => {
    const visitor = await app.current.as('alice');
    await visitor.get('/voyages/new');
    const sent = {
      name: ' ',
      ship: 'x'.repeat(61),
      deck: 'toString',
      site: 'sea',
      cabins: '10',
      currency: 'XXX',
      fare: 'much',
      booked_in: '2026-13',
      refundable: 'maybe',
      packing: 'x'.repeat(501),
      state: 'sunk',
      sails_on: '2026-02-30',
      back_on: 'soon',
      submission_id: 'x',
    };
    const answer = await visitor.post('/voyages', sent);
    expect(answer.status).toBe(422);
    const said = [...answer.text.matchAll(/<p class="err" id="f-(\w+)-error">[\s\S]*?<span>([^<]+)<\/span>/g)];
    expect(Object.fromEntries(said.map(([, name, message]) => [name, message]))).toEqual({
      name: 'Give it a name.',
      ship: 'Use 60 characters at most.',
      deck: 'Choose one of the list.',
      site: 'Type a web address such as https://example.com.',
      cabins: 'Type a whole number from 1 to 9.',
      currency: 'Choose a currency.',
      fare: 'Type an amount such as 329.00.',
      booked_in: 'Type a month such as 2026-11.',
      refundable: 'Tick it or leave it.',
      packing: 'Use 500 characters at most.',
      state: 'Choose one.',
      sails_on: 'Type a date such as 2026-11-18.',
      back_on: 'Type a date such as 2026-11-18.',
    });
    for (const typed of ['sea', 'much', '2026-13', '2026-02-30', 'soon'])
      expect(answer.text).toContain(`value="${typed}"`);
  });

  it('holds the rules of its states and days', async () => {
    const visitor = await app.current.as('alice');
    await visitor.get('/voyages/new');
    const send = async (fields: Fields) => textOf((await visitor.post('/voyages', { ...WHOLE, ...fields })).text);
    expect(await send({ state: 'back', back_on: '' })).toContain('Choose the day it was back.');
    expect(await send({ fare: '', sails_on: '' })).toMatch(/Choose the day it sails\..*Type the fare\./);
    expect(await send({ back_on: '2026-05-01' })).toContain('Choose 1 Jun 2026 or later, the day it sails.');
  });

  it('is changed: what differs alone is written and told; nothing for nothing', async () => {
    const id = await voyage({ ship: 'Dream', cabins: 3 });
    const visitor = await app.current.as('alice');
    const edit = await visitor.get(`/voyages/${id}/edit`);
    expect(edit.text).toContain('value="Dream"');
    const fields = {
      name: 'Round the Horn',
      ship: 'Dream',
      cabins: '3',
      currency: 'USD',
      state: 'planned',
      version: '1',
    };
    expect(textOf((await visitor.postAndFollow(`/voyages/${id}`, fields)).text)).toContain('Nothing was changed.');
    expect(await historyOf(id)).toEqual([]);
    await visitor.postAndFollow(`/voyages/${id}`, { ...fields, ship: 'Wish', deck: 'main' });
    expect(await row(id)).toMatchObject({ ship: 'Wish', deck: 'main', version: 2 });
    expect(await historyOf(id)).toEqual([
      { act: 'changed', changes: { ship: ['Dream', 'Wish'], deck: [null, 'main'] } },
    ]);
    expect((await at(`/voyages/${id}`)).text).toMatch(/changed 2 fields .*Ship Dream .*Wish .*Deck .*Main deck/);
  });

  it('shows both versions where somebody was quicker, and sets a field back from its history', async () => {
    const id = await voyage({ ship: 'Dream' });
    const visitor = await app.current.as('alice');
    await visitor.get(`/voyages/${id}/edit`);
    const fields = { name: 'Round the Horn', cabins: '1', currency: 'USD', state: 'planned', version: '1' };
    await visitor.post(`/voyages/${id}`, { ...fields, ship: 'Wish' });
    const late = await visitor.post(`/voyages/${id}`, { ...fields, ship: 'Magic', deck: 'sun' });
    expect(late.status).toBe(409);
    expect(late.text).toMatch(/name="ship" value="Magic" checked[\s\S]*name="ship" value="Wish"/);
    expect(late.text).toMatch(/name="deck" value="sun" checked[\s\S]*Sun deck/);
    const [entry] = await app.current.db.rows('select id from history where voyage_id = $1', [id]);
    await visitor.post(`/voyages/${id}/history/${entry?.id}/restoration`, { field: 'ship' });
    expect(await row(id)).toMatchObject({ ship: 'Dream', version: 3 });
  });

  it('belongs to its owner alone, and no reader changes it', async () => {
    const id = await voyage();
    for (const path of [`/voyages/${id}`, `/voyages/${id}/edit`]) expect((await at(path, 'charlie')).status).toBe(404);
    const charlie = await app.current.as('charlie');
    await charlie.get('/voyages/new');
    for (const path of [`/voyages/${id}`, `/voyages/${id}/delete`, `/voyages/${id}/restoration`])
      expect((await charlie.post(path, WHOLE)).status, path).toBe(404);
    const vera = await app.current.as('vera');
    await vera.get('/voyages');
    expect((await vera.post('/voyages', WHOLE)).status).toBe(403);
    expect((await at('/voyages/not-an-id')).status).toBe(404);
    expect(await row(id)).toMatchObject({ name: 'Round the Horn', deleted_at: null });
  });

  it('goes to the trash and comes back', async () => {
    const id = await voyage({ name: 'Gone for a while' });
    const visitor = await app.current.as('alice');
    await visitor.get(`/voyages/${id}`);
    expect(textOf((await visitor.postAndFollow(`/voyages/${id}/delete`)).text)).toContain(
      '1 voyage moved to the trash.',
    );
    expect((await at(`/voyages/${id}`)).status).toBe(404);
    const saved = await visitor.post(`/voyages/${id}`, { ...WHOLE, version: '1' });
    expect([saved.status, textOf(saved.text)]).toEqual([
      409,
      expect.stringContaining('was moved to the trash meanwhile'),
    ]);
    await visitor.postAndFollow(`/voyages/${id}/restoration`);
    expect((await historyOf(id)).map(({ act }) => act)).toEqual(['deleted', 'restored']);
    expect((await at(`/voyages/${id}`)).status).toBe(200);
  });
});

describe('a list', () => {
  const MARK = 'Listed';
  async function three() {
    await app.current.db.rows('delete from voyages');
    await voyage({ name: `${MARK} a`, ship: 'Dream', deck: 'sun', cabins: 2, fare: 10_000, booked_in: '2026-01' });
    await voyage({ name: `${MARK} b`, state: 'booked', sails_on: '2026-06-01', fare: 20_000, refundable: true });
    await voyage({ name: `${MARK} c`, state: 'cancelled', currency: 'JPY', fare: 900, cabins: 3 });
  }

  it.each([
    ['', ['a', 'b', 'c'], ''],
    ['q=dream', ['a'], ''],
    ['state=booked&state=cancelled', ['b', 'c'], 'State is any of Booked, Cancelled'],
    ['deck=sun', ['a'], 'Deck is Sun deck'],
    ['cabins_from=2&cabins_to=2', ['a'], 'Cabins 2'],
    ['fare_from=150', ['b'], 'Fare from 150.00 USD'],
    ['fare_from=1&currency=JPY', ['c'], 'Fare from 1 JPY'],
    ['booked_in_from=2025-12', ['a'], 'Booked in from December 2025'],
    ['refundable=yes', ['b'], 'Refundable Yes'],
    ['refundable=no', ['a', 'c'], 'Refundable No'],
    ['sails_on_to=2026-06-01', ['b'], 'Sails on to 1 Jun 2026'],
    ['sort=-name', ['c', 'b', 'a'], ''],
  ])('is narrowed and sorted by %s, which it tells', async (query, names, chip) => {
    await three();
    const list = await at(`/voyages?${query}`);
    expect([list.status, list.names]).toEqual([200, names.map((name) => `${MARK} ${name}`)]);
    expect(list.text).toContain(chip);
    if (chip) expect(list.html).toMatch(/aria-label="Remove filter/);
  });

  it.each([
    ['state=toString', 'Choose from the list.'],
    ['deck=bow', 'Choose one of the list.'],
    ['cabins_from=many', 'Type a whole number from 1 to 9.'],
    ['cabins_from=3&cabins_to=2', 'Type 3 or more.'],
    ['fare_from=much', 'Type an amount such as 329.00.'],
    ['fare_from=2&fare_to=1', 'Type 2.00 or more.'],
    ['booked_in_from=x', 'Type a month such as 2026-11.'],
    ['sails_on_from=2026-06-02&sails_on_to=2026-06-01', 'Choose 2 Jun 2026 or later.'],
    ['refundable=maybe', 'Choose one of the list.'],
    ['sort=toString', 'This list has no order “toString”.'],
    ['columns=constructor', 'This list has no column “constructor”.'],
    ['limit=101', 'A page has 1 to 100 rows.'],
  ])('says of %s what is wrong, and shows and exports no row', async (query, message) => {
    const list = await at(`/voyages?${query}`);
    expect([list.status, list.names]).toEqual([422, []]);
    expect(list.text).toContain(message);
    expect((await at(`/voyages/filters?${query}`)).text).toContain(message);
    expect((await at(`/voyages/export.csv?${query}`)).status).toBe(422);
  });

  it('shows the columns that are chosen, each sum by its currency, and where a record stands in it', async () => {
    await three();
    const { html, text } = await at('/voyages?columns=ship&columns=fare&columns=a_cabin&sort=-name');
    expect(text).toMatch(/Listed c Cancelled – 900 JPY 300 JPY .*Listed a Planned Dream 100.00 50.00/);
    const totals = await at('/voyages/totals');
    expect(totals.text).toMatch(/All 2 in USD 300.00 in all .*All 1 in JPY 900 in all/);
    const href = /<a href="(\/voyages\/[^"]+at=2)"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect((await at(href)).text).toContain('2 of 3');
  });

  it('goes on page by page', async () => {
    await three();
    const first = await at('/voyages?limit=2');
    const next = /rel="next" href="([^"]+)"/.exec(first.html)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect((await at(next)).names).toEqual([`${MARK} c`]);
  });

  it('is exported whole, or by its columns, also for Excel; a cell reads back by its field', async () => {
    await three();
    await voyage({ name: `${MARK} d`, ship: '=1+1', packing: '-coat\n+boots' });
    const file = (await at('/voyages/export.csv')).html;
    const whole: Record<string, string>[] = parseCsv(file, { columns: true, record_delimiter: ['\r\n', '\n', '\r'] });
    expect(Object.keys(whole[0] ?? {})).toEqual(['id', ...voyagesModule.names, 'tags']);
    expect(whole[0]).toMatchObject({ name: 'Listed a', fare: '100.00', cabins: '2', refundable: 'false', deck: 'sun' });
    expect(whole[3]).toMatchObject({ ship: "'=1+1", packing: "'-coat\n'+boots" });
    const chosen = (await at('/voyages/export.csv?columns=fare&columns=a_cabin&deck=sun')).html;
    expect(chosen).toMatch(/^id,name,fare,a_cabin\r\n[0-9a-f-]{36},Listed a,100.00,50.00\r\n$/);
    const excel = (await at('/voyages/export.csv?columns=fare&bom=1')).html;
    expect([excel.charCodeAt(0), chosen.charCodeAt(0)]).toEqual([0xfeff, 'i'.charCodeAt(0)]);
    expect((await at('/voyages')).html).toContain('href="/voyages/export.csv?bom=1"');
  });

  it('sets a state of many with its day, and leaves alone what its form would refuse', async () => {
    const [ready, bare] = [await voyage({ fare: 100 }), await voyage()];
    const visitor = await app.current.as('alice');
    const asked = await visitor.get(`/voyages/bulk?ids=${ready}&ids=${bare}&state=booked`);
    expect(textOf(asked.text)).toMatch(
      /Set 1 voyage to Booked\? .*1 voyage stays? .*Booked wants fare on each, .* on the voyage/,
    );
    await visitor.post('/voyages/bulk', { ids: [ready, bare], state: 'booked', sails_on: '2026-07-01' });
    expect(await row(ready)).toMatchObject({ state: 'booked', sails_on: '2026-07-01' });
    expect(await row(bare)).toMatchObject({ state: 'planned', sails_on: null });
    const emptied = await visitor.get(`/voyages/bulk?ids=${ready}&ids=${bare}&field=sails_on&sails_on=`);
    expect(textOf(emptied.text)).toContain('their state wants it.');
    await visitor.post('/voyages/bulk', { ids: [ready, bare], act: 'set', field: 'sails_on', sails_on: '' });
    expect(await row(ready)).toMatchObject({ state: 'booked', sails_on: '2026-07-01' });
  });

  it('keeps the rows that were ticked while it is narrowed further', async () => {
    const [one] = [await voyage({ name: 'Ticked' })];
    const { html } = await at(`/voyages/filters?ids=${one}&ids=nonsense`);
    expect(html).not.toContain('value="nonsense"');
    expect((await at(`/voyages/filters?ids=${one}`)).html).toContain(`<input type="hidden" name="ids" value="${one}">`);
  });

  it('says what to do where it is empty, to those who may do it', async () => {
    await app.current.db.rows('delete from voyages');
    expect((await at('/voyages')).text).toContain('No voyages yet Plan the first one.');
    expect((await at('/voyages', 'vera')).text).toContain('No voyages yet Nothing was planned.');
    expect((await at('/voyages?q=zzz')).text).toContain('Nothing matches these filters');
  });
});
