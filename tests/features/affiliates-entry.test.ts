import { describe, expect, it } from 'vitest';
import { idIn, insertMonths, makeProgramme, sendMonth } from '../support/affiliates.js';
import { useApp } from '../support/app.js';
import { fieldsOf } from '../support/item-form.js';
import { PASSWORD } from '../support/people.js';
import { newMember } from '../support/two-factor.js';
import { type Fields, textOf, type Visitor } from '../support/visitor.js';

/** The page on which a whole month is entered. */
const app = useApp();
const rows = <T = Record<string, unknown>>(sql: string, values: unknown[] = []) => app.current.db.rows<T>(sql, values);
const alice = () => app.current.as('alice');
const entryOf = async (writer: Visitor, month = '2026-10') => writer.get(`/affiliates/entry?month=${month}`);
const monthsOf = (programme: string) =>
  rows('select * from affiliate_months where programme_id = $1 and deleted_at is null order by month, currency', [
    programme,
  ]);

/** What the form of a page holds, and which row is that of a programme. */
async function formAt(writer: Visitor, programme: string, month = '2026-10') {
  const { text } = await entryOf(writer, month);
  const fields = fieldsOf(text);
  const n = Object.keys(fields)
    .find((name) => name.startsWith('programme_id_') && fields[name] === programme)
    ?.slice(13);
  return { fields: Object.fromEntries(Object.entries(fields).filter(([name]) => /_\d+$|^month$/.test(name))), n };
}
/** One row of that, as the page sends it by itself. */
async function rowOf(writer: Visitor, programme: string, typed: Record<string, string>): Promise<Fields> {
  const { fields, n } = await formAt(writer, programme);
  const own = Object.entries(fields).filter(([name]) => name === 'month' || name.endsWith(`_${n}`));
  return {
    ...Object.fromEntries(own),
    ...Object.fromEntries(Object.entries(typed).map(([name, it]) => [`${name}_${n}`, it])),
  };
}

describe('the page of a month', () => {
  it('has a row for each programme that runs and each tracking id, with last month beside it', async () => {
    const writer = await alice();
    const one = await makeProgramme(writer, {
      name: 'Aisle',
      tracking_code_0: 'parkbag',
      tracking_code_1: 'turnstile',
    });
    await makeProgramme(writer, { name: 'Over', ended_on: '2026-09-30' });
    const abroad = await makeProgramme(writer, { name: 'Abroad', currency: 'EUR' });
    await sendMonth(writer, one, {
      tracking_id: 'parkbag',
      clicks: '3980',
      commission: '252.42',
      adjustments: '-4.20',
    });
    await insertMonths(app.current, abroad, [
      { month: '2026-10', currency: 'USD', commission: 900, state: 'paid', paid_on: '2026-11-01' },
    ]);
    const { text } = await entryOf(writer);
    const said = textOf(text);
    expect(said).toMatch(/October 2026 .*1 of 4 saved/);
    expect(said).not.toContain('Over');
    expect(said).toMatch(
      /Aisle parkbag, USD Last month 3,980 .*Last month 252\.42 .*Last month −4\.20 – 248\.22 Not entered/,
    );
    expect(said).toMatch(/Aisle turnstile, USD/);
    // What is no estimate any more is read, not typed.
    expect(said).toMatch(/Abroad USD .*9\.00 .*Paid/);
    expect(said).toMatch(/USD, 1 of 3 .*9\.00 .*EUR, 0 of 1/);
    expect(text).toContain('data-take="252.42"');
  });

  it('is of the last month that is over, and says over that one which is none', async () => {
    const writer = await alice();
    const last = new Date(new Date().getFullYear(), new Date().getMonth() - 1, 15).toISOString().slice(0, 7);
    expect((await writer.get('/affiliates/entry')).text).toContain(`name="month" value="${last}"`);
    for (const month of ['2026-13', '2026-00', 'x', '1800-01', ''])
      expect([month, (await entryOf(writer, month)).status]).toEqual([month, 422]);
    const none = await entryOf(writer, '2026-13');
    expect(textOf(none.text)).toMatch(/Type a month such as 2026-11\. This is \w+ \d{4}\./);
    expect(none.text).toContain(`name="month" value="${last}"`);
  });
});

describe('a row', () => {
  it('is saved by itself: entered as an estimate, then changed, with its version and its history', async () => {
    const writer = await alice();
    const id = await makeProgramme(writer, { name: 'By itself' });
    const sent = await rowOf(writer, id, { clicks: '1,188', commission: '60.5' });
    const saved = await writer.post('/affiliates/entry/row', sent);
    expect(saved.body).toMatchObject({ state: 'saved', version: 1, typed: { clicks: '1188', commission: '60.50' } });
    expect(await monthsOf(id)).toMatchObject([
      { clicks: 1188, commission: 6050, state: 'estimated', earnings: '6050' },
    ]);
    const again = await writer.post(
      '/affiliates/entry/row',
      await rowOf(writer, id, { clicks: '1200', bounties: '3' }),
    );
    expect(again.body).toMatchObject({ state: 'saved', version: 2 });
    expect(await rows('select act from history where affiliate_month_id = $1 order by at', [saved.body.id])).toEqual([
      { act: 'created' },
      { act: 'changed' },
    ]);
    // An empty row is none.
    const other = await makeProgramme(writer, { name: 'Left empty' });
    expect((await writer.post('/affiliates/entry/row', await rowOf(writer, other, {}))).body).toEqual({
      state: 'empty',
    });
    expect(await monthsOf(other)).toEqual([]);
  });

  it('is refused with a message by its field', async () => {
    const writer = await alice();
    const id = await makeProgramme(writer, { name: 'Refused' });
    const answer = await writer.post(
      '/affiliates/entry/row',
      await rowOf(writer, id, { items_shipped: '12', items_returned: '14', clicks: '-1', adjustments: '1e5' }),
    );
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toEqual({
      clicks: 'Type a whole number from 0 to 1,000,000,000.',
      adjustments: 'Type an amount such as 329.00.',
      items_returned: 'Returned is 14 and shipped is 12. Type a number up to 12, or raise what was shipped.',
    });
    expect(await monthsOf(id)).toEqual([]);
  });

  it('that two windows enter at once is one, and the second is told', async () => {
    const writer = await alice();
    const id = await makeProgramme(writer, { name: 'Two windows' });
    const [one, two] = [await rowOf(writer, id, { clicks: '1' }), await rowOf(writer, id, { clicks: '2' })];
    const answers = await Promise.all([one, two].map((row) => writer.post('/affiliates/entry/row', row)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422]);
    const refused = answers.find(({ status }) => status === 422)?.body;
    expect(refused.text).toBe('October 2026 of Two windows is there already in USD.');
    expect(refused.href).toMatch(/^\/affiliates\/[\w-]{36}$/);
    expect(await monthsOf(id)).toHaveLength(1);
  });

  it('that was changed meanwhile is not saved over, until it is sent again', async () => {
    const writer = await alice();
    const id = await makeProgramme(writer, { name: 'Meanwhile' });
    const month = idIn(await sendMonth(writer, id, { month: '2026-10', clicks: '10' }));
    const stale = await rowOf(writer, id, { clicks: '11' });
    await writer.post('/affiliates/entry/row', await rowOf(writer, id, { clicks: '12', commission: '5' }));
    const refused = await writer.post('/affiliates/entry/row', stale);
    expect(refused.body.text).toMatch(
      /^This row was changed .* in another window: Clicks 12, Commission 5\.00\. Save again/,
    );
    expect(await monthsOf(id)).toMatchObject([{ clicks: 12 }]);
    const n = Object.keys(stale)
      .find((name) => name.startsWith('version_'))
      ?.slice(8);
    const now = await writer.post('/affiliates/entry/row', {
      ...stale,
      [`version_${n}`]: String(refused.body.version),
    });
    expect(now.body).toMatchObject({ state: 'saved', id: month, typed: { clicks: '11' } });
  });

  it('of somebody else, of no programme, or of another’s tracking id is refused', async () => {
    const writer = await alice();
    const bob = await app.current.as('bob');
    const bobs = await makeProgramme(bob, { name: 'Bob’s' });
    const theirs = idIn(await sendMonth(bob, bobs, { month: '2026-10', clicks: '7' }));
    const own = await makeProgramme(writer, { name: 'Own' });
    await makeProgramme(writer, { name: 'Other', tracking_code_0: 'others' });
    const row = await rowOf(writer, own, { clicks: '1' });
    const n = Object.keys(row)
      .find((name) => name.startsWith('version_'))
      ?.slice(8);
    const post = (fields: Fields) => writer.post('/affiliates/entry/row', { ...row, ...fields });
    expect((await post({ [`id_${n}`]: theirs })).status).toBe(404);
    expect((await post({ [`programme_id_${n}`]: bobs })).body.text).toMatch(/^No programme of yours/);
    expect((await post({ [`programme_id_${n}`]: 'x' })).status).toBe(422);
    expect((await post({ [`tracking_id_${n}`]: 'others' })).body.text).toMatch(/^others is no tracking id of Own/);
    expect((await post({ [`currency_${n}`]: 'XXQ' })).body.text).toBe('Choose a currency.');
    expect((await post({ month: '2026-13' })).status).toBe(400);
    expect((await writer.post('/affiliates/entry/row', { month: '2026-10' })).status).toBe(400);
    expect(await rows('select clicks from affiliate_months where id = $1', [theirs])).toEqual([{ clicks: 7 }]);
    expect(await monthsOf(own)).toEqual([]);
  });
});

describe('a whole month sent as one form', () => {
  it('saves what can be, and shows the rest as it was typed with what is wrong', async () => {
    const writer = await alice();
    const good = await makeProgramme(writer, { name: 'Good one' });
    const bad = await makeProgramme(writer, { name: 'Bad one' });
    const { fields, n } = await formAt(writer, good);
    const wrong = (await formAt(writer, bad)).n;
    const answer = await writer.post('/affiliates/entry', {
      ...fields,
      [`clicks_${n}`]: '100',
      [`commission_${n}`]: '9.99',
      [`clicks_${wrong}`]: 'many',
      [`sales_amount_${wrong}`]: '3212',
    });
    expect([answer.status, textOf(answer.text)]).toEqual([422, expect.stringMatching(/1 row saved\. 1 could not be/)]);
    expect(textOf(answer.text)).toContain('Not saved');
    expect(fieldsOf(answer.text)).toMatchObject({ [`clicks_${wrong}`]: 'many', [`sales_amount_${wrong}`]: '3212' });
    expect(await monthsOf(good)).toMatchObject([{ clicks: 100, commission: 999 }]);
    expect(await monthsOf(bad)).toEqual([]);
    // What was read, not typed, stands as it stood.
    expect(await rows(`select commission, version from affiliate_months where state = 'paid'`)).toEqual([
      { commission: 900, version: 1 },
    ]);
    const mended = (await formAt(writer, bad)).fields;
    const done = await writer.postAndFollow('/affiliates/entry', { ...mended, [`clicks_${wrong}`]: '5' });
    expect(textOf(done.text)).toContain('1 row saved.');
  });

  it('has no more rows than one form takes: the others stand on pages of their own, and none sent is left out', async () => {
    const { id } = await newMember(app.current, 'many@programmes.example');
    const writer = app.current.visitor();
    await writer.logIn('many@programmes.example', PASSWORD);
    await rows(
      `insert into affiliate_programmes (id, user_id, name, currency)
       select gen_random_uuid(), $1, 'Programme ' || lpad(n::text, 3, '0'), 'USD' from generate_series(1, 130) n`,
      [id],
    );
    const first = await entryOf(writer);
    expect(textOf(first.text)).toMatch(/0 of 130 saved .*Programme 100 .*1–100 of 130, summed by themselves/);
    expect(first.text).not.toContain('Programme 101');
    const second = await writer.get('/affiliates/entry?month=2026-10&page=2');
    expect(textOf(second.text)).toMatch(/Programme 101 .*Programme 130 .*101–130 of 130/);
    const fields = fieldsOf(second.text.slice(second.text.indexOf('<form class="mt"')));
    const slip = await writer.post('/affiliates/entry', { ...fields, clicks_28: '7', clicks_29: 'many' });
    expect(textOf(slip.text)).toMatch(/1 row saved\. 1 could not be/);
    expect(fieldsOf(slip.text)).toMatchObject({ page: '2', clicks_29: 'many' });
    const sent = await writer.post('/affiliates/entry', fieldsOf(slip.text.replace('value="many"', 'value="8"')));
    expect(sent.headers['location']).toBe('/affiliates/entry?month=2026-10&page=2');
    const saved = await rows('select name, clicks from affiliate_months where user_id = $1 order by clicks', [id]);
    expect(saved).toMatchObject([{ clicks: 7 }, { clicks: 8 }]);
    for (const page of ['0', 'x', '1.5', '-3'])
      expect(textOf((await writer.get(`/affiliates/entry?month=2026-10&page=${page}`)).text)).toContain('1–100 of 130');
    expect(textOf((await writer.get('/affiliates/entry?month=2026-10&page=9')).text)).toContain('101–130 of 130');
    const more = Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`programme_id_${n}`, id]));
    expect((await writer.post('/affiliates/entry', { month: '2026-10', ...more })).status).toBe(400);
  });

  it('is locked at once, with Undo', async () => {
    const writer = await app.current.as('bob');
    const id = await makeProgramme(writer, { name: 'To lock' });
    await sendMonth(writer, id, { month: '2026-04', commission: '5' });
    const { text } = await entryOf(writer, '2026-04');
    const form = /<form method="post" action="\/affiliates\/bulk">[\s\S]*?<\/form>/.exec(text)?.[0] ?? '';
    const locked = await writer.postAndFollow('/affiliates/bulk', fieldsOf(form));
    expect(textOf(locked.text)).toContain('1 month set to Locked.');
    expect(await monthsOf(id)).toMatchObject([{ state: 'locked' }]);
  });

  it('is no page for who may only read', async () => {
    const vera = await app.current.as('vera');
    expect((await vera.get('/affiliates/entry')).status).toBe(403);
    expect((await vera.post('/affiliates/entry/row', { month: '2026-10' })).status).toBe(403);
    expect((await vera.get('/affiliates')).text).not.toContain('/affiliates/entry');
  });
});
