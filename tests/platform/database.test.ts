import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createMetrics } from '../../src/platform/metrics.js';
import { openDatabase } from '../../src/platform/postgres/database.js';
import { raw, sql } from '../../src/platform/postgres/sql.js';
import { address, copyDatabase, SETTINGS, type TestDatabase } from '../support/database.js';
import { insertItem } from '../support/items.js';
import { PEOPLE } from '../support/people.js';
import { until } from '../support/process.js';

const WHO = sql`select current_user::text as role, nullif(current_setting('app.user_id', true), '') as person`;
const ALICE = { role: 'mouse_app', person: PEOPLE.alice.id };
const SYSTEM = { role: 'mouse_system', person: null };

let db: TestDatabase;
beforeAll(async () => {
  db = await copyDatabase();
});
afterAll(() => db.drop());

const open = (metrics = createMetrics()) =>
  openDatabase({ ...SETTINGS, poolSize: 1, url: db.url }, { warn: () => undefined }, metrics);

it.each([
  ['readAsUser', ['role and person with the statement'], ALICE],
  ['asUser', ['begin', 'role and person', 'the statement', 'commit'], ALICE],
  ['readAsSystem', ['role with the statement'], SYSTEM],
  ['asSystem', ['begin', 'role', 'the statement', 'commit'], SYSTEM],
] as const)('%s takes as few round trips as can be', async (door, trips, who) => {
  const metrics = createMetrics();
  const database = open(metrics);
  const asked = async () => {
    if (door === 'readAsUser') return database.readAsUser(PEOPLE.alice.id, (it) => it.rows(WHO));
    if (door === 'readAsSystem') return database.readAsSystem('a test', (it) => it.rows(WHO));
    if (door === 'asUser') return database.asUser(PEOPLE.alice.id, (it) => it.$queryRaw(WHO));
    return database.asSystem('a test', (it) => it.$queryRaw(WHO));
  };
  expect(await asked()).toEqual([who]);
  await until(async () => (await statements(metrics)) >= trips.length, 2000);
  await database.close();
  expect(await statements(metrics)).toBe(trips.length);
});

it('nothing is compiled for a page, a write or a download, whatever the server does by itself', async () => {
  await db.rows(`alter database ${db.name} set jit = on`);
  const database = open();
  const jit = sql`select current_setting('jit') as jit`;
  const read = database.readAsUser(PEOPLE.alice.id, (it) => Promise.all([it.row(jit), it.row(jit, 'ordered')]));
  expect(await read).toEqual([{ jit: 'off' }, { jit: 'off' }]);
  const written = await database.asUser(PEOPLE.alice.id, (tx) => tx.$queryRaw`select current_setting('jit') as jit`);
  const downloaded = await database.streamAsUser(PEOPLE.alice.id, (it) => it.row(jit));
  expect([written, downloaded]).toEqual([[{ jit: 'off' }], { jit: 'off' }]);
  expect((await database.sessionStore.query(jit.text)).rows).toEqual([{ jit: 'on' }]);
  await database.close();
});

it('a connection forgets who it was for', async () => {
  const database = open();
  await database.asUser(PEOPLE.alice.id, (tx) => tx.$queryRaw(WHO));
  await database.asUser(PEOPLE.alice.id, async () => Promise.reject(new Error('no'))).catch(() => undefined);
  const { rows } = await database.sessionStore.query(WHO.text);
  expect(rows).toEqual([{ role: 'mouse_login', person: null }]);
  expect(await database.asSystem('a test', (tx) => tx.$queryRaw(WHO))).toEqual([SYSTEM]);
  await database.close();
});

it('what a page that failed still asks is asked as its person', async () => {
  const database = open();
  let late: Promise<unknown> = Promise.resolve();
  const broken = database.readAsUser(PEOPLE.alice.id, async (it) => {
    late = it.rows(WHO).then(() => it.rows(WHO));
    throw new Error('no');
  });
  await expect(broken).rejects.toThrow('no');
  expect(await Promise.all([late, database.readAsSystem('a test', (it) => it.rows(WHO))])).toEqual([[ALICE], [SYSTEM]]);
  await database.close();
});

it('the first of several statements that fails says why the others did', async () => {
  const database = open();
  const deeply = async (asked: Promise<unknown>) => (async () => (async () => asked)())();
  const failing = database.readAsUser(PEOPLE.alice.id, (it) =>
    Promise.all([it.rows(WHO), deeply(it.rows(sql`select 1 / 0`)), it.rows(WHO)]),
  );
  await expect(failing).rejects.toThrow('division by zero');
  expect(await database.readAsUser(PEOPLE.alice.id, (it) => it.rows(WHO))).toEqual([ALICE]);
  await database.close();
});

it('a page only reads, whatever its connection was used for before', async () => {
  const database = open();
  const write = sql`update users set name = 'Mallory' where id = ${PEOPLE.alice.id}::uuid returning id`;
  await expect(database.readAsSystem('a test', (it) => it.rows(write))).rejects.toThrow('read-only transaction');
  expect(await database.asSystem('a test', (tx) => tx.$queryRaw(write))).toHaveLength(1);
  await expect(database.readAsSystem('a test', (it) => it.rows(write))).rejects.toThrow('read-only transaction');
  await database.close();
});

it('a statement that a connection remembers sees the rows of whom it is asked for', async () => {
  const database = open();
  const asked = (who: { id: string }) =>
    database.readAsUser(who.id, (it) =>
      it.rows(sql`select count(*)::int as n from deal_stages where user_id <> ${who.id}::uuid`, 'once'),
    );
  for (const who of [PEOPLE.alice, PEOPLE.bob, PEOPLE.alice]) expect(await asked(who)).toEqual([{ n: 0 }]);
  const all = await database.readAsSystem('a test', (it) =>
    it.rows<{ n: number }>(
      sql`select count(*)::int as n from deal_stages where user_id <> ${PEOPLE.alice.id}::uuid`,
      'once',
    ),
  );
  expect(all[0]?.n).toBeGreaterThan(0);
  expect(await asked(PEOPLE.bob)).toEqual([{ n: 0 }]);
  await database.close();
});

it('a connection remembers the last two hundred statements', async () => {
  const database = open();
  const remembered = async () =>
    (
      await database.readAsSystem('a test', (it) =>
        it.rows<{ n: string }>(sql`select statement as n from pg_prepared_statements`, 'anew'),
      )
    ).map(({ n }) => n);
  for (let n = 0; n < 210; n += 1) {
    await database.readAsSystem('a test', (it) => it.rows(sql`select ${raw(String(n))} as n`));
    await database.readAsSystem('a test', (it) => it.rows(WHO));
  }
  const texts = await remembered();
  expect(texts).toHaveLength(200);
  expect(texts).toContain(WHO.text);
  expect(texts).not.toContain('select 0 as n');
  expect(texts).toContain('select 209 as n');
  await database.readAsSystem('a test', (it) => it.rows(sql`select 0 as n`));
  expect(await remembered()).toContain('select 0 as n');
  await database.close();
});

it('a statement that is asked with two plans is remembered with each', async () => {
  const database = open();
  const asked = (plan?: 'once' | 'ordered') =>
    database.readAsSystem('a test', (it) => it.rows(sql`select name from companies`, plan));
  for (const plan of ['once', undefined, 'ordered', 'once', undefined] as const) await asked(plan);
  const kept = await database.readAsSystem('a test', (it) =>
    it.rows(
      sql`select generic_plans as generic, custom_plans as custom from pg_prepared_statements
        where statement = 'select name from companies' order by prepare_time`,
      'anew',
    ),
  );
  expect(kept).toEqual([
    { generic: 2, custom: 0 },
    { generic: 2, custom: 0 },
    { generic: 1, custom: 0 },
  ]);
  await database.close();
});

it('a statement that is remembered is read alike each time, as values and as texts, also behind one that failed', async () => {
  const database = open();
  const asked = sql`select n::bigint, null::text as nothing, '2026-03-02'::date as day, n = 2 as two, 1 / (n - 3) as part
    from generate_series(1, 2) n`;
  const failing = sql`select n::bigint, 1 / (n - 3) as part from generate_series(1, 3) n`;
  const read = () => database.readAsSystem('a test', (it) => Promise.all([it.rows(asked), it.texts(asked)]));
  for (let time = 0; time < 3; time += 1) {
    const [rows, texts] = await read();
    expect(rows).toEqual([
      { n: 1, nothing: null, day: '2026-03-02', two: false, part: 0 },
      { n: 2, nothing: null, day: '2026-03-02', two: true, part: -1 },
    ]);
    expect(texts).toEqual([
      ['1', null, '2026-03-02', 'f', '0'],
      ['2', null, '2026-03-02', 't', '-1'],
    ]);
    const failed = database.readAsSystem('a test', (it) => Promise.all([it.rows(failing), it.rows(asked)]));
    await expect(failed).rejects.toThrow('division by zero');
  }
  await database.close();
});

it('what a migration changes under a connection that remembers it is asked anew', async () => {
  await db.rows(
    'create table changing (n int); insert into changing values (7); grant select on changing to mouse_system',
  );
  const database = open();
  const asked = () =>
    database.readAsSystem('a test', (it) =>
      Promise.all([it.rows(sql`select n from changing`), it.rows(sql`select * from changing`), it.rows(WHO)]),
    );
  expect(await asked()).toEqual([[{ n: 7 }], [{ n: 7 }], [SYSTEM]]);
  await db.rows(`alter table changing alter n type text using n || ' as text', add m int`);
  const after = { n: '7 as text' };
  expect(await asked()).toEqual([[after], [{ ...after, m: null }], [SYSTEM]]);
  await database.close();
});

it('what a pooler has had planned anew by the same name, with other cells, is asked anew', async () => {
  const database = open();
  const asked = sql`select 7 as n, 'seven' as word`;
  const read = () => database.readAsSystem('a test', (it) => Promise.all([it.rows(asked), it.texts(asked)]));
  const expected = [[{ n: 7, word: 'seven' }], [['7', 'seven']]];
  expect(await read()).toEqual(expected);
  const kept = sql`select name from pg_prepared_statements where statement = ${asked.text}`;
  const names = await database.readAsSystem('a test', (it) => it.rows<{ name: string }>(kept));
  expect(names).toHaveLength(2);
  for (const name of names.map((it) => raw(it.name))) {
    await database.sessionStore.query(`deallocate ${name.text}`);
    await database.sessionStore.query(`prepare ${name.text} as select 8 as m, 7 as n, 'seven' as word`);
  }
  expect(await read()).toEqual(expected);
  await database.close();
});

it('what is planned in an order is read from an index of it, whoever is first and however few their rows are', async () => {
  for (let n = 0; n < 3; n += 1) await insertItem(db, PEOPLE.charlie.id);
  await db.rows('analyze inventory_items');
  const database = open();
  const list = sql`select id from inventory_items i where deleted_at is null order by updated_at desc, id desc limit ${26}`;
  const planOf = (plan?: 'ordered') =>
    database.readAsUser(PEOPLE.charlie.id, async (it) => {
      const [, rows] = await Promise.all([it.rows(list, plan), it.rows<object>(sql`explain ${list}`, plan)]);
      return rows.map((row) => Object.values(row)[0]).join('\n');
    });
  expect(await planOf()).toContain('Sort');
  expect(await planOf('ordered')).not.toContain('Sort');
  expect(await planOf()).toContain('Sort');
  await database.close();
});

it('what travels with a beginning that fails is not handed on', async () => {
  const login = `stranger_${randomUUID().replaceAll('-', '')}`;
  await db.rows(`create role ${login} login password '${login}'`);
  const url = address(db.name, login);
  const database = openDatabase({ ...SETTINGS, poolSize: 1, url }, { warn: () => undefined });
  const read = database.readAsUser(PEOPLE.alice.id, (it) => it.rows(sql`select 1 as n`));
  await expect(read).rejects.toThrow('permission denied to set role');
  await database.close();
  await db.rows(`drop role ${login}`);
});

async function statements(metrics: ReturnType<typeof createMetrics>): Promise<number> {
  const { values } = await metrics.statementSeconds.get();
  return values.find(({ metricName }) => metricName?.endsWith('_count'))?.value ?? 0;
}

it('what cannot be counted at this moment is no fault of whoever asks for it', async () => {
  const away = openDatabase({ ...SETTINGS, url: address('nowhere') }, { warn: () => undefined }, createMetrics());
  await expect(away.answers(1_000)).resolves.toBe(false);
  await expect(away.countGrown()).resolves.toBeUndefined();
  await away.close();
});
