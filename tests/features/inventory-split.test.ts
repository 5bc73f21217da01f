import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { ITEM_FIELDS, type ItemData } from '../../src/features/inventory/fields.js';
import { AMOUNTS, splitFields } from '../../src/features/inventory/split.js';
import { useApp } from '../support/app.js';
import { errorAt } from '../support/item-form.js';
import { insertItem } from '../support/items.js';
import { PEOPLE } from '../support/people.js';
import { textOf } from '../support/visitor.js';

const app = useApp();
const LOT = {
  name: 'Pin set',
  quantity: 3,
  fair_market_value: 1000,
  cash_price: 200,
  asking_price: 101,
  state: 'listed',
  listed_on: '2026-10-06',
  location: 'Shelf B',
};

const lot = (fields: Record<string, unknown> = {}) =>
  insertItem(app.current.db, PEOPLE.alice.id, { ...LOT, ...fields });
const rowsNamed = (name: string) =>
  app.current.db.rows(
    'select id, quantity, fair_market_value, cash_price, asking_price, location, version from inventory_items where name = $1 order by quantity',
    [name],
  );

describe('splitting a row', () => {
  it('gives the new row its share, rounded half up, and the old one the rest', async () => {
    const alice = await app.current.as('alice');
    const id = await lot();
    await alice.get(`/inventory/${id}/split`);
    const answer = await alice.post(`/inventory/${id}/split`, { quantity: '1', version: '1', submission_id: uuidv7() });
    expect(answer.status).toBe(303);
    const [taken, kept] = await rowsNamed('Pin set');
    expect(taken).toMatchObject({
      quantity: 1,
      fair_market_value: 333,
      cash_price: 67,
      asking_price: 34,
      location: 'Shelf B',
      version: 1,
    });
    expect(kept).toMatchObject({
      id,
      quantity: 2,
      fair_market_value: 667,
      cash_price: 133,
      asking_price: 67,
      version: 2,
    });
    expect(answer.headers.location).toBe(`/inventory/${taken?.id}`);
    expect(textOf((await alice.get(`/inventory/${id}`)).text)).toContain(
      'You split 1 of 3 off into an item of its own',
    );
    expect(textOf((await alice.get(`/inventory/${taken?.id}`)).text)).toContain(
      'You split 1 off another item into this one',
    );
  });

  it('makes one row of a double submit, also when both come at once', async () => {
    const alice = await app.current.as('alice');
    const id = await lot({ name: 'Double pins' });
    const form = { quantity: '1', version: '1', submission_id: uuidv7() };
    await alice.get(`/inventory/${id}/split`);
    const answers = await Promise.all([1, 2, 3].map(() => alice.post(`/inventory/${id}/split`, form)));
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303]);
    expect(new Set(answers.map(({ headers }) => headers.location)).size).toBe(1);
    expect((await rowsNamed('Double pins')).map(({ quantity }) => quantity)).toEqual([1, 2]);
  });

  it('refuses a stale version, and keeps what was typed', async () => {
    const alice = await app.current.as('alice');
    const id = await lot({ name: 'Stale pins', version: 4 });
    const answer = await alice.post(`/inventory/${id}/split`, { quantity: '2', version: '3' });
    expect(answer.status).toBe(409);
    expect(textOf(answer.text)).toContain('This was changed meanwhile');
    expect(answer.text).toContain('name="version" value="4"');
    expect(answer.text).toMatch(/value="2"[^>]*id="f-quantity"/);
    expect(await rowsNamed('Stale pins')).toHaveLength(1);
  });

  it.each(['', '0', '3', '-1', '1.5', '1e3', 'two', '99999999999999999999', '\0', '__proto__'])(
    'refuses %j pieces of three',
    async (quantity) => {
      const alice = await app.current.as('alice');
      const id = await lot({ name: `Odd pins ${quantity.replaceAll('\0', 'nul')}` });
      const answer = await alice.post(`/inventory/${id}/split`, { quantity, version: '1' });
      expect(answer.status).toBe(422);
      expect(errorAt(answer.text, 'quantity')).not.toBe('');
    },
  );

  it('has nothing to split off a single piece', async () => {
    const alice = await app.current.as('alice');
    const id = await lot({ name: 'One pin', quantity: 1 });
    expect((await alice.get(`/inventory/${id}/split`)).status).toBe(409);
    expect((await alice.post(`/inventory/${id}/split`, { quantity: '1', version: '1' })).status).toBe(409);
  });

  it('loses no cent and no piece, whatever the amounts', () => {
    const blank = ITEM_FIELDS.of({});
    const amounts = fc.record(
      Object.fromEntries(AMOUNTS.map((name) => [name, fc.option(fc.integer({ min: 0, max: 1_000_000_000 }))])),
    );
    fc.assert(
      fc.property(amounts, fc.integer({ min: 2, max: 100_000 }), fc.nat(), (money, quantity, seed) => {
        const n = 1 + (seed % (quantity - 1));
        const whole = { ...blank, ...money, quantity } as ItemData;
        const { taken, kept } = splitFields(whole, n);
        expect(Number(taken.quantity) + Number(kept.quantity)).toBe(quantity);
        for (const name of AMOUNTS) {
          if (whole[name] === null) expect([taken[name], kept[name]]).toEqual([null, null]);
          else expect(Number(taken[name]) + Number(kept[name])).toBe(whole[name]);
          expect(Math.min(Number(taken[name]), Number(kept[name]))).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });
});
