import { describe, expect, it } from 'vitest';
import { PAYMENTS } from '../../src/features/collabs/payments.js';
import { MODULES } from '../../src/features/modules.js';
import { raw, sql } from '../../src/platform/postgres/sql.js';
import { readForApi, recordJson } from '../../src/records/api/json.js';
import { recordWriter } from '../../src/records/api/writer.js';
import type { Module } from '../../src/records/module.js';
import { useApp } from '../support/app.js';
import { insert } from '../support/database.js';
import { layEverything } from '../support/everything.js';
import { insertItem } from '../support/items.js';
import { PEOPLE } from '../support/people.js';

const { alice, charlie } = PEOPLE;
const app = useApp();
const named = (name: string) => MODULES.find(({ kind }) => kind.name === name) as Module;
/** A record as it is read by itself, which is how a list writes it, too. */
const read = (who: { id: string }, module: Module, id: string) =>
  app.current.database.readAsUser(who.id, async (db) => {
    const told = await readForApi(db, module, id);
    const { columns, write } = recordWriter(module);
    const { kind, list } = module;
    const of = sql`from ${raw(`${kind.table} ${list.alias}`)} where ${raw(list.alias)}.id = ${id}::uuid`;
    const [cells] = await db.texts(sql`select ${columns} ${of}`);
    expect(cells && JSON.parse(write(cells, 0)), kind.name).toEqual(told);
    expect(cells && Object.keys(JSON.parse(write(cells, 0))), kind.name).toEqual(told && Object.keys(told));
    return told;
  });

describe('the JSON of a record', () => {
  it('of each module has what every record has, all its fields and the figures of its export, for its own people alone', async () => {
    await layEverything(app.current.db, alice, 'Told');
    for (const module of MODULES) {
      const { kind, fields, list } = module;
      const [row] = await app.current.db.rows<{ id: string; version: number; name: string }>(
        `select id, version, name from ${kind.table} where created_by = $1 limit 1`,
        [alice.id],
      );
      const told = await read(alice, module, row?.id ?? '');
      expect(told, kind.name).toMatchObject({ id: row?.id, version: 1, deleted_at: null, name: row?.name });
      expect(Object.keys(told ?? {}).sort()).toEqual(
        [
          ...new Set(['id', 'version', 'created_at', 'updated_at', 'deleted_at', 'name', ...fields.names]),
          ...Object.keys(list.exported ?? {}),
          ...(kind.untagged ? [] : ['tags']),
        ].sort(),
      );
      expect(JSON.parse(JSON.stringify(told))).toEqual(told);
      if (kind.own) expect(await read(charlie, module, row?.id ?? '')).toBeUndefined();
    }
  });

  it('writes amounts as decimals of their currency, days as days, tags by name and rows with their ids', async () => {
    const { db } = app.current;
    const item = await insertItem(db, alice.id, {
      ...{ name: '=1+1', currency: 'KWD', cash_price: 1_250, rating: 4, received_on: '2026-02-03', state: 'sold' },
      ...{ sold_on: '2026-03-01', sale_price: 500, model: 'a "b" \\ c\u0085é' },
    });
    const tag = await insert(db, 'tags', { user_id: alice.id, name: 'b, no' });
    await insert(db, 'taggings', { user_id: alice.id, tag_id: tag, inventory_item_id: item });
    expect(await read(alice, named('inventory'), item)).toMatchObject({
      ...{ name: '=1+1', currency: 'KWD', cash_price: '1.250', sale_price: '0.500', cash_profit: '-0.750', rating: 4 },
      ...{
        model: 'a "b" \\ c\u0085é',
        received_on: '2026-02-03',
        brand: null,
        company_id: null,
        disclosure_made: false,
        tags: ['b, no'],
      },
    });
    const collab = await insert(db, 'collabs', { user_id: alice.id, name: 'Yen', currency: 'JPY' });
    const payment = { user_id: alice.id, collab_id: collab, label: 'On signing', amount: 1200 };
    const row = await insert(db, 'collab_payments', payment);
    expect(await read(alice, named('collabs'), collab)).toMatchObject({
      payments: [{ row, label: 'On signing', amount: '1200', paid_amount: null, currency: 'JPY' }],
      rights: [],
    });
  });

  it('of rows is read back as they were, amounts of each currency too', () => {
    for (const currency of ['USD', 'JPY', 'KWD']) {
      const kept = { ...EMPTY, row: alice.id, amount: 1250, paid_amount: 5, currency };
      const json = JSON.parse(JSON.stringify(PAYMENTS.json([kept as never], { currency: '' })));
      expect(PAYMENTS.parse({ currency }).parse(PAYMENTS.fromJson(json))).toEqual([kept]);
    }
  });

  it('is made of a row of the other door as well', () => {
    const row = { id: alice.id, version: 2, name: 'x', created_at: '2026-01-02T03:04:05.006+00:00', deleted_at: null };
    expect(recordJson(named('templates'), row)).toMatchObject({ created_at: '2026-01-02T03:04:05.006Z', tags: [] });
  });

  it('tells moments in UTC, whatever the database is in', () => {
    const { write } = recordWriter(named('templates'));
    for (const [text, told] of [
      ['2026-01-02 03:04:05+00', '2026-01-02T03:04:05.000Z'],
      ['2026-01-02 03:04:05.06+00', '2026-01-02T03:04:05.060Z'],
      ['2026-01-02 08:34:05.006+05:30', '2026-01-02T03:04:05.006Z'],
      ['2026-01-01 22:04:05.6-05', '2026-01-02T03:04:05.600Z'],
    ] as const)
      expect(JSON.parse(write([alice.id, '2', text], 0))).toMatchObject({ id: alice.id, version: 2, created_at: told });
  });
});

const EMPTY = {
  ...{ label: 'x', due_when: 'live', invoice_number: null, invoiced_on: null, due_on: null },
  ...{ paid_on: '2026-01-02', note: null },
};
