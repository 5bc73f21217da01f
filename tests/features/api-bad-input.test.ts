import { describe, expect, it } from 'vitest';
import { MODULES } from '../../src/features/modules.js';
import type { Field } from '../../src/records/fields/field.js';
import { created, errorsOf, problemOf, useProgram } from '../support/api.js';
import { useApp } from '../support/app.js';
import { patiently } from '../support/visitor.js';

const app = useApp();
const alice = useProgram(app, 'alice');
const ITEM = { name: 'Lamp', source: 'purchase', state: 'received', received_on: '2026-01-05' };
const ODD = [
  null,
  7,
  -1,
  1.5,
  true,
  '',
  'x',
  '\0',
  '\ud800',
  '9'.repeat(400),
  [],
  {},
  [null],
  [7],
  [[]],
  [{}],
  { a: 1 },
];

describe.each(MODULES.map((module) => [module.kind.name, module] as const))('what is sent of %s', (_, module) => {
  it.each(ODD.map((value) => [JSON.stringify(value).slice(0, 20), value] as const))(
    'is refused with its places where each field is %s, and where each cell of its rows is',
    async (_said, value) => {
      const { fields, kind } = module;
      const row = ({ rows }: Field) => Object.fromEntries((rows?.fields.names ?? []).map((cell) => [cell, value]));
      const ofRows = fields.names.flatMap((name) => {
        const field = fields.field(name) as Field;
        return field.rows ? [[name, [row(field)]]] : [];
      });
      for (const body of [Object.fromEntries(fields.names.map((name) => [name, value])), Object.fromEntries(ofRows)]) {
        const answer = await patiently(async () => alice.post(kind.path, body));
        expect([answer.status, errorsOf(answer).length > 0]).toEqual([422, true]);
      }
    },
  );
});

describe('a value that cannot be read', () => {
  it('is told with what may stand there, in a body and in an address', async () => {
    const item = await created(alice, '/inventory', ITEM);
    const change = async (body: object) => errorsOf(await alice.patch(`/inventory/${item.id}`, body));
    expect(await change({ condition: 'shiny' })).toEqual([['/condition', 'Send one of new, open_box, used, damaged.']]);
    expect(await change({ company_id: 7 })).toEqual([['/company_id', 'Send a text.']]);
    expect(await change({ company_id: [], brand: 'Lumen Goods' })).toEqual([['/company_id', 'Send a text.']]);
    const asked = async (query: string) => errorsOf(await alice.get(query));
    expect(await asked('/inventory?condition=shiny')).toEqual([
      ['condition', 'Send one of new, open_box, used, damaged.'],
    ]);
    expect(await asked('/inventory?currency=shiny')).toEqual([
      ['currency', expect.stringContaining('Send one of USD, EUR,')],
    ]);
    expect(await asked('/affiliates?month=may')).toEqual([['month', 'Ask for a range by month_from and month_to.']]);
    for (const path of [`/inventory/${item.id}/notes`, '/tasks'])
      expect(errorsOf(await alice.post(path, { [path === '/tasks' ? 'title' : 'body']: 7 }))).toEqual([
        [expect.any(String), 'Send a text.'],
      ]);
  });

  it('is no body: compressed, of another type, or none where one is wanted', async () => {
    const item = await created(alice, '/inventory', ITEM);
    const path = `/inventory/${item.id}`;
    const refused = async (asked: PromiseLike<Parameters<typeof problemOf>[0]>) => problemOf(await asked).status;
    expect(await refused(alice.post(`${path}/restoration`, '{}', { 'Content-Encoding': 'gzip' }))).toBe(415);
    expect(await refused(alice.post('/inventory', '{}', { 'Content-Encoding': 'gzip' }))).toBe(415);
    expect(await refused(alice.post('/inventory', '{}', { 'Content-Type': 'text/plain' }))).toBe(415);
    expect(await refused(alice.post('/inventory', '{}', { 'Content-Type': 'application/json; charset=latin1' }))).toBe(
      415,
    );
    expect(await refused(alice.post('/inventory'))).toBe(400);
    expect(await refused(alice.post(`${path}/restoration`, '{}'))).toBe(400);
    expect(await refused(alice.post('/inventory', '[]'))).toBe(422);
    expect((await alice.get(path)).body).toMatchObject({ version: 1 });
  });
});
