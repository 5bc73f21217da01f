import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { insertItem } from '../support/items.js';
import { readList } from '../support/list.js';
import { PEOPLE } from '../support/people.js';

const app = useApp();
const add = (fields: Record<string, unknown> = {}) => insertItem(app.current.db, PEOPLE.alice.id, fields);
const wipe = () => app.current.db.rows('delete from inventory_items');
const list = (query?: string) => readList(app.current, query);

describe('the pages of the list', () => {
  const SORTS: Record<string, string> = {
    updated_at: 'updated_at',
    name: 'name collate "und-x-icu"',
    brand: `coalesce(brand, '') collate "und-x-icu"`,
    state: 'state',
    received_on: `coalesce(received_on, '-infinity')`,
    fair_market_value: 'coalesce(fair_market_value, -1)',
    cash_cost: 'cash_cost',
    cash_profit: 'coalesce(cash_profit, -9000000000000)',
    taxable_gain: 'coalesce(taxable_gain, -9000000000000)',
  };
  const nullable = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
  // Few values each, so that ties and rows without a value are common.
  const row = fc.record({
    name: fc.constantFrom('Lamp', 'lamp', 'Émile', 'mug', '_x', 'Zebra'),
    brand: nullable(fc.constantFrom('a', 'B', 'Ä')),
    state: fc.constantFrom('kept', 'sold', 'refunded', 'listed'),
    received_on: nullable(fc.constantFrom('2026-01-01', '2026-01-02')),
    fair_market_value: nullable(fc.constantFrom(0, 5, 700)),
    cash_price: nullable(fc.constantFrom(0, 5)),
    sale_price: nullable(fc.constantFrom(0, 9)),
    updated_at: fc.constantFrom('2026-01-01T00:00:00Z', '2026-01-01T00:00:00.001Z', '2026-05-05T10:00:00Z'),
  });

  it('show every row once and in order, forwards and back, whatever the sort', async () => {
    const way = fc.constantFrom('', '-');
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 14 }),
        fc.constantFrom(...Object.keys(SORTS)),
        way,
        fc.integer({ min: 1, max: 5 }),
        async (rows, sort, sign, limit) => {
          await wipe();
          for (const [index, fields] of rows.entries()) await add({ ...fields, serial: String(index) });
          const direction = sign === '-' ? 'desc' : 'asc';
          const expected = await app.current.db.rows<{ id: string }>(
            `select id from inventory_items order by ${SORTS[sort]} ${direction}, id ${direction}`,
          );
          const ids = expected.map(({ id }) => id);
          const { forwards, last } = await walk(`?sort=${sign}${sort}&limit=${limit}`, 'next');
          expect(forwards.flat()).toEqual(ids);
          const back = await walk(last, 'previous');
          expect(back.forwards.reverse()).toEqual(forwards);
        },
      ),
      { numRuns: 40 },
    );
  });

  async function walk(start: string, to: 'next' | 'previous') {
    const forwards: string[][] = [];
    let at: string | undefined = start;
    let last = start;
    while (at !== undefined && forwards.length < 20) {
      last = at;
      const page = await list(at);
      forwards.push(page.links.map((address) => address.slice('/inventory/'.length, '/inventory/'.length + 36)));
      at = page[to];
    }
    return { forwards, last };
  }

  it('say where they are', async () => {
    await wipe();
    for (let n = 0; n < 7; n += 1) await add({ name: `Mug ${n}` });
    const first = await list('?sort=name&limit=3');
    expect(first.text).toContain('1–3 of 7');
    const second = await list(first.next);
    expect(second.text).toContain('4–6 of 7');
    const third = await list(second.next);
    expect(third.text).toContain('7–7 of 7');
    expect(third.next).toBeUndefined();
    expect((await list(third.previous)).names).toEqual(['Mug 3', 'Mug 4', 'Mug 5']);
  });

  it('begin anew when all rows behind a cursor are gone', async () => {
    await wipe();
    for (let n = 0; n < 2; n += 1) await add({ name: `Mug ${n}` });
    const { next } = await list('?limit=1');
    await wipe();
    const answer = await (await app.current.as('alice')).get(`/inventory${next}`);
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toBe('/inventory?limit=1');
  });
});
