import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createMetrics } from '../../src/platform/metrics.js';
import { openDatabase } from '../../src/platform/postgres/database.js';
import { sql } from '../../src/platform/postgres/sql.js';
import { address, copyDatabase, SETTINGS, type TestDatabase } from '../support/database.js';
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
  ['readAsUser', ['begin, with role and person', 'the statement', 'commit'], ALICE],
  ['asUser', ['begin', 'role and person', 'the statement', 'commit'], ALICE],
  ['readAsSystem', ['begin, with role', 'the statement', 'commit'], SYSTEM],
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
