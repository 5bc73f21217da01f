import { describe, expect, it } from 'vitest';
import { type FieldName, ITEM_FIELDS } from '../../src/features/inventory/fields.js';
import { useApp } from '../support/app.js';
import { errorAt, fieldsOf, itemForm } from '../support/item-form.js';
import { insertItem } from '../support/items.js';
import { PEOPLE } from '../support/people.js';
import { textOf } from '../support/visitor.js';

const app = useApp();
const count = async () =>
  (await app.current.db.rows<{ n: number }>('select count(*)::int as n from inventory_items'))[0]?.n;

const BAD_TEXT = ['nul \0 here', 'x'.repeat(2001)];
const LONGEST: Partial<Record<FieldName, number>> = { name: 200, asin: 20, link: 2000, review_link: 2000 };
const BAD_NUMBERS = [
  '',
  'many',
  '1.5',
  '-1',
  '0',
  '1e308',
  '999999999999999999999',
  'NaN',
  '__proto__',
  '<b>',
  'nul\0',
];
const BAD_AMOUNTS = [
  '-1',
  '\u22121',
  '1e308',
  '1.234',
  'Infinity',
  'NaN',
  '0x10',
  '10000000.01',
  '99999999999999999999',
  '329,oo',
  '1 2',
  '__proto__',
  '<b>',
  'nul\0',
  '5 bottles',
];
const BAD_DATES = [
  '2024-02-30',
  '2023-02-29',
  '18.11.2026',
  '2026-13-01',
  '0000-01-01',
  '99999-01-01',
  'tomorrow',
  '1e308',
  '__proto__',
  '<b>',
  'nul\0',
];
const BAD_CHOICES = ['unknown', '__proto__', 'constructor', 'toString', '<b>', 'nul\0'];
const BAD_LINKS = [
  'javascript:alert(1)',
  'ftp://a.example',
  'example',
  'https://',
  'http://a b.example',
  'data:text/html,x',
  '//a.example',
  '__proto__',
  ...BAD_TEXT,
];
const BAD_IDS = ['1', 'no-uuid', '__proto__', 'nul\0', "' or 1=1"];

function badValues(name: FieldName): string[] {
  if (name === 'link' || name === 'review_link') return BAD_LINKS;
  if (name === 'category' || name === 'fmv_method') return BAD_CHOICES;
  if (name === 'rating') return [...BAD_NUMBERS.filter((it) => it !== ''), '6'];
  switch (ITEM_FIELDS.all[name].kind) {
    case 'text':
      return name === 'name' ? ['', '   ', ...BAD_TEXT] : BAD_TEXT;
    case 'number':
      return [...BAD_NUMBERS, '100001'];
    case 'money':
      return BAD_AMOUNTS;
    case 'date':
      return BAD_DATES;
    case 'choice':
      return ['', ...BAD_CHOICES];
    case 'tick':
      return ['yes', '2', '__proto__', 'nul\0'];
    case 'id':
      return BAD_IDS;
    case 'record':
      return ['No such thing', ...BAD_TEXT];
    default:
      throw new Error(`nothing bad is known of a field such as ${name}`);
  }
}

describe('bad input', () => {
  it.each(ITEM_FIELDS.names)('in %s is refused beside the field, and what was typed is kept', async (name) => {
    const alice = await app.current.as('alice');
    await alice.get('/inventory/new');
    const before = await count();
    // An id is sent by a hidden field, so its message stands beside the name.
    const beside = ITEM_FIELDS.field(name)?.beside ?? name;
    for (const value of badValues(name)) {
      const answer = await alice.post(
        '/inventory',
        itemForm({ name: 'Bad input', location: 'Kept shelf', [name]: value }),
      );
      expect([answer.status, value]).toEqual([422, value]);
      expect([errorAt(answer.text, beside) !== '', value]).toEqual([true, value]);
      expect(answer.text).toContain(`href="#f-${beside}"`);
      const kept = fieldsOf(answer.text);
      if (name !== 'location') expect(kept.location).toBe('Kept shelf');
      if (
        ['text', 'link', 'money', 'date', 'number'].includes(ITEM_FIELDS.all[name].kind) &&
        !['category'].includes(name)
      )
        expect(kept[name]).toBe(value.replaceAll('\0', '\uFFFD'));
    }
    expect(await count()).toBe(before);
  });

  it.each([...ITEM_FIELDS.names, 'submission_id'] as const)(
    'of a wrong shape in %s (a list, an object, half a character) never breaks the page',
    async (name) => {
      const alice = await app.current.as('alice');
      await alice.get('/inventory/new');
      const { csrf_token } = Object.fromEntries(
        [...(await alice.get('/inventory/new')).text.matchAll(/name="(csrf_token)" value="([^"]*)"/g)].map(
          ([, key, value]) => [key, value],
        ),
      );
      const before = await count();
      const base = new URLSearchParams(
        Object.entries({ ...itemForm(), [name]: undefined }).flatMap(([key, value]) =>
          typeof value === 'string' ? [[key, value] as [string, string]] : [],
        ),
      );
      const wrong = [
        `${name}=1&${name}=2`,
        `${name}[]=1&${name}[]=2`,
        `${name}[a]=1`,
        `${name}[__proto__]=1`,
        `${name}=%ED%A0%80`,
        `${name}=%00`,
      ];
      for (const pairs of wrong) {
        const answer = await alice.agent
          .post('/inventory')
          .set('Accept', 'text/html')
          .type('form')
          .send(`csrf_token=${csrf_token}&${base}&${pairs}`);
        expect([answer.status < 500, pairs]).toEqual([true, pairs]);
        if (answer.status !== 303) expect([400, 422]).toContain(answer.status);
      }
      expect(((await count()) ?? 0) - (before ?? 0)).toBeLessThanOrEqual(wrong.length);
    },
  );

  it.each(
    ITEM_FIELDS.names.filter(
      (name) => ITEM_FIELDS.all[name].kind === 'text' && !['link', 'review_link', 'category'].includes(name),
    ),
  )('holds %s to its longest, counted in characters as people see them', async (name) => {
    const alice = await app.current.as('alice');
    await alice.get('/inventory/new');
    const longest = LONGEST[name] ?? (name === 'sku' || name === 'order_number' || name === 'channel' ? 100 : 200);
    expect((await alice.post('/inventory', itemForm({ [name]: '🎢'.repeat(longest) }))).status).toBe(303);
    const over = await alice.post('/inventory', itemForm({ [name]: '🎢'.repeat(longest + 1) }));
    expect([over.status, errorAt(over.text, name)]).toEqual([422, `Use ${longest} characters at most.`]);
  });

  it('says all at once: a field that cannot be read beside one that breaks a rule', async () => {
    const alice = await app.current.as('alice');
    await alice.get('/inventory/new');
    const answer = await alice.post(
      '/inventory',
      itemForm({ received_on: '2026-11-12', return_due_on: '2026-11-02', fair_market_value: '329,oo' }),
    );
    expect(errorAt(answer.text, 'return_due_on')).toBe('Choose 12 Nov 2026 or later, the day it came.');
    expect(errorAt(answer.text, 'fair_market_value')).toBe('Type an amount such as 329.00.');
    expect(textOf(answer.text)).toContain('Two fields need another look. Nothing you typed is lost.');
    expect(answer.text).toMatch(/<title>Error: New item/);
  });

  it.each([
    [{ state: 'sold', sale_price: '80' }, 'sold_on', 'Choose the day it was sold.'],
    [{ state: 'sold', sold_on: '2026-11-18' }, 'sale_price', 'Type the price it was sold for.'],
    [
      { state: 'refunded', sold_on: '2026-11-18', sale_price: '80', refunded_on: '2026-11-20' },
      'refund',
      'Type what was refunded.',
    ],
    [
      { state: 'refunded', sold_on: '2026-11-18', sale_price: '80', refund: '80' },
      'refunded_on',
      'Choose the day it was refunded.',
    ],
    [
      { state: 'refunded', sold_on: '2026-11-18', sale_price: '80', refund: '80', refunded_on: '2026-11-17' },
      'refunded_on',
      'Choose 18 Nov 2026 or later, the day it was sold.',
    ],
    [
      { state: 'sold', sold_on: '2026-09-10', sale_price: '80' },
      'sold_on',
      'Choose 11 Sep 2026 or later, the day it came.',
    ],
    [{ state: 'received', received_on: '' }, 'received_on', 'Choose the day it came.'],
    [{ state: 'requested' }, 'requested_on', 'Choose the day it was requested.'],
    [{ state: 'listed' }, 'listed_on', 'Choose the day it was listed.'],
    [{ state: 'donated' }, 'donated_on', 'Choose the day it was donated.'],
    [{ currency: 'JPY', cash_price: '1.5' }, 'cash_price', 'JPY has no digits after the point.'],
    [{ currency: 'KWD', cash_price: '1.2345' }, 'cash_price', 'KWD has 3 digits after the point.'],
    [{ currency: 'KWD', cash_price: '0,500' }, 'cash_price', 'Did you mean 0.500 or 500?'],
    [{ currency: 'KWD', sale_price: '1,234' }, 'sale_price', 'Did you mean 1.234 or 1234?'],
    [{ cash_price: '0,500' }, 'cash_price', 'Did you mean 0.50 or 500?'],
    [{ cash_price: '000,001' }, 'cash_price', 'Type an amount such as 329.00.'],
    [{ quantity: '1.000' }, 'quantity', 'Type a whole number from 1 to 100,000.'],
    [{ review_due_on: '2026-09-10' }, 'review_due_on', 'Choose 11 Sep 2026 or later, the day it came.'],
  ])('against the rules of a state or of the days: %j', async (fields, name, message) => {
    const alice = await app.current.as('alice');
    await alice.get('/inventory/new');
    const answer = await alice.post('/inventory', itemForm(fields));
    expect([answer.status, errorAt(answer.text, name)]).toEqual([422, message]);
    expect(fieldsOf(answer.text)).toMatchObject(fields);
  });

  it('in an edit keeps the version, so that the next save is held against it', async () => {
    const alice = await app.current.as('alice');
    const id = await insertItem(app.current.db, PEOPLE.alice.id, { received_on: '2026-09-11', version: 7 });
    await alice.get(`/inventory/${id}/edit`);
    const answer = await alice.post(`/inventory/${id}`, itemForm({ version: '5', cash_price: 'much' }));
    expect(answer.status).toBe(422);
    expect(fieldsOf(answer.text)).toMatchObject({ version: '5', cash_price: 'much' });
  });

  it('in the query fills nothing and breaks nothing', async () => {
    const alice = await app.current.as('alice');
    for (const query of [
      'name[a]=1',
      'name=1&name=2',
      'state=__proto__',
      '__proto__[x]=1',
      'received_on=x',
      'currency=%00',
      'name=%ED%A0%80',
    ]) {
      expect((await alice.get(`/inventory/new?${query}`)).status, query).toBe(200);
    }
    const id = await insertItem(app.current.db, PEOPLE.alice.id);
    for (const query of ['state=nowhere', 'state[]=sold', 'state=__proto__', 'state=sold&state=kept'])
      expect((await alice.get(`/inventory/${id}/edit?${query}`)).status, query).toBe(200);
    expect((await alice.get(`/inventory/${id}?earlier=nowhere`)).status).toBe(400);
    expect((await alice.get(`/inventory/${id}?earlier=${id}&earlier=${id}`)).status).toBe(400);
  });

  it('shows HTML as the text it is', async () => {
    const alice = await app.current.as('alice');
    await alice.get('/inventory/new');
    const html = '<script>alert(1)</script>"\'';
    const answer = await alice.post('/inventory', itemForm({ name: html, serial: html, cash_price: 'x' }));
    expect(answer.text).not.toContain('<script>alert');
    expect(fieldsOf(answer.text)).toMatchObject({ name: html, serial: html });
  });
});
