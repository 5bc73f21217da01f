import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, it } from 'vitest';
import { MODULES } from '../../src/features/modules.js';
import { taskList } from '../../src/features/tasks/list.js';
import { readCsvText } from '../../src/http/csv.js';
import { kindsOf } from '../../src/records/module.js';
import { program } from '../support/api.js';
import { useApp } from '../support/app.js';
import { layEverything } from '../support/everything.js';
import { insertItem } from '../support/items.js';
import { PEOPLE, type PersonName } from '../support/people.js';

const app = useApp();
const LISTS = [...MODULES, taskList(kindsOf(MODULES))].map((list) => [list.kind.name, list] as const);
type Told = Record<string, unknown>;

async function exported(path: string, query = '', who: PersonName = 'alice') {
  const answer = await (await app.current.as(who)).get(`${path}/export.json${query}`);
  expect([answer.status, answer.headers['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
  return { ...answer, rows: JSON.parse(answer.text) as Told[] };
}

beforeAll(async () => {
  await layEverything(app.current.db, PEOPLE.alice, '=“odd”,\n+');
  await insertItem(app.current.db, PEOPLE.bob.id, { name: 'Bobs lamp' });
});

describe.each(LISTS)('the JSON of the list of %s', (name, { kind, list }) => {
  it('is what the API tells of its records, a record a line', async () => {
    const { text, rows, headers } = await exported(kind.path);
    const told = await (await program(app.current, 'alice')).get(kind.path);
    expect(rows).toEqual(told.body.data);
    expect(rows.length).toBeGreaterThan(0);
    expect(text).toBe(`[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]\n`);
    expect(headers['content-disposition']).toMatch(new RegExp(`filename=${name}-\\d{4}-\\d\\d-\\d\\d\\.json`));
  });

  it('holds the columns that are chosen, as the API tells them, and else as a cell does', async () => {
    const query = `?${list.columns.map((column) => `columns=${column.name}`).join('&')}`;
    const { rows } = await exported(kind.path, query);
    const whole = (await exported(kind.path)).rows;
    const csv = await (await app.current.as('alice')).get(`${kind.path}/export.csv${query}`);
    const cells = parse(csv.text, { columns: true, record_delimiter: '\r\n' }) as Record<string, string>[];
    expect(Object.keys(rows[0] ?? {})).toEqual(['id', 'name', ...list.columns.map((column) => column.name)]);
    for (const [n, row] of rows.entries())
      for (const [column, value] of Object.entries(row)) {
        const api = whole[n] as Told;
        if (column in api) expect([column, value]).toEqual([column, api[column]]);
        else expect([column, value]).toEqual([column, readCsvText(cells[n]?.[column] ?? '') || null]);
      }
  });
});

describe('the JSON of a list', () => {
  it('has the rows of the view in its order, and nobody else’s', async () => {
    for (const asking_price of [300, 100, 200])
      await insertItem(app.current.db, PEOPLE.alice.id, { name: 'Mug', state: 'listed', asking_price });
    const { rows } = await exported('/inventory', '?state=listed&sort=-asking_price&columns=asking_price');
    expect(rows.map(({ asking_price }) => asking_price)).toEqual(['3.00', '2.00', '1.00']);
    const empty = await exported('/inventory', '', 'charlie');
    expect(empty.text).toBe('[]\n');
  });

  it('comes whole when it is long', async () => {
    await app.current.db.rows(
      `insert into inventory_items (id, user_id, name, source, currency, state)
        select gen_random_uuid(), $1, 'Mug ' || n, 'gift', 'USD', 'kept' from generate_series(1, 1234) n`,
      [PEOPLE.bob.id],
    );
    const { rows } = await exported('/inventory', '?state=kept', 'bob');
    expect(new Set(rows.map(({ id }) => id)).size).toBe(1234);
  });

  it('is written into the audit log, and a filter that cannot be read exports nothing', async () => {
    const logged = () =>
      app.current.db.rows(`select from audit_log where act = 'exported' and actor_id = $1`, [PEOPLE.vera.id]);
    await exported('/inventory', '', 'vera');
    const refused = await (await app.current.as('vera')).get('/inventory/export.json?state=nonsense');
    expect([refused.status, refused.headers['content-type']]).toEqual([422, expect.stringContaining('text/html')]);
    expect(await logged()).toHaveLength(1);
  });
});
