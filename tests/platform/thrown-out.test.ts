import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Unavailable } from '../../src/platform/errors.js';
import { createLogger } from '../../src/platform/logger.js';
import { type Database, openDatabase, type StreamDoor } from '../../src/platform/postgres/database.js';
import { sql } from '../../src/platform/postgres/sql.js';
import { openQueue } from '../../src/platform/queue/queue.js';
import { type Cutting, cuttingProxy } from '../support/cutting.js';
import { copyDatabase, SETTINGS, type TestDatabase } from '../support/database.js';
import { PEOPLE } from '../support/people.js';

const ONE = sql`select 1 as one`;
const NEVER = Number.POSITIVE_INFINITY;
/** More than any door below is given: behind the last answer, the next one to come that way is thrown out. */
const STAGES = [1, 2, 3, 4, 5, 6, 7, 8];

let db: TestDatabase;
let way: Cutting;
/** What would have ended the process. */
let unheard: unknown[];
const hear = (error: unknown) => unheard.push(error);

beforeAll(async () => {
  db = await copyDatabase();
  way = await cuttingProxy(db.url);
});
beforeEach(() => {
  unheard = [];
  process.on('uncaughtExceptionMonitor', hear);
});
afterEach(() => {
  process.off('uncaughtExceptionMonitor', hear);
  way.after(NEVER);
});
afterAll(async () => {
  way.close();
  await db.drop();
});

type Door = [door: string, ask: (database: Database) => Promise<unknown>];
const DOORS: Door[] = [
  ['a page', (database) => database.readAsUser(PEOPLE.alice.id, (it) => it.rows(ONE))],
  ['a download', (database) => database.streamAsUser(PEOPLE.alice.id, (it) => countBatches(it))],
  ['a form', (database) => database.asUser(PEOPLE.alice.id, (it) => it.$queryRaw(ONE))],
  ['a session', (database) => database.sessionStore.query(ONE.text)],
];

const ENDS = [
  ['with a farewell behind an answer', 'farewell'],
  ['in the middle of an answer', 'reset'],
] as const;

describe.each(ENDS)('a Postgres that throws out its guests %s', (_, by) => {
  it.each(DOORS)('%s: told at whatever answer that is, heard by somebody, and the next is served', async (_, ask) => {
    await withDatabase(async (database) => {
      for (const stage of STAGES) await threeTimes(database, () => way.after(stage, by), [ask]);
      await ask(database);
    });
    expect(unheard).toEqual([]);
  });

  it('all at once, who hand one connection on to each other: the same', async () => {
    const asks = DOORS.map(([, ask]) => ask);
    await withDatabase(async (database) => {
      for (const stage of STAGES) await threeTimes(database, () => way.after(stage, by), [...asks, ...asks]);
      for (const ask of asks) await ask(database);
    });
    expect(unheard).toEqual([]);
  });

  it('the queue: the same', async () => {
    const log = await createLogger('silent');
    const job = { name: 'polish', work: async () => undefined };
    const settings = { ...SETTINGS, url: way.url };
    const queue = await openQueue(settings, log);
    await queue.declare([job]);
    for (const stage of STAGES) {
      way.after(stage, by);
      for (let n = 0; n < 3; n += 1) {
        await Promise.all([queue.send('polish').catch(isUnavailable), queue.lengths().catch(isUnavailable)]);
        const another = await openQueue(settings, log).catch(isUnavailable);
        await another?.declare([job]).catch(isUnavailable);
        await another?.close();
      }
    }
    way.after(NEVER);
    await queue.send('polish');
    await queue.close();
    expect(unheard).toEqual([]);
  });
});

async function countBatches(it: StreamDoor): Promise<number> {
  let count = 0;
  for await (const _ of it.batches(ONE, 1)) count += 1;
  return count;
}

/** Of one connection, so that each waits for the one before. */
async function withDatabase(work: (database: Database) => Promise<void>): Promise<void> {
  const database = openDatabase({ ...SETTINGS, poolSize: 1, url: way.url }, { warn: () => undefined });
  await work(database);
  await database.close();
}

/** Where a connection outlives one who asks, the next one is thrown out. Afterwards nobody is any more. */
async function threeTimes(database: Database, begin: () => void, asks: Door[1][]): Promise<void> {
  begin();
  for (let n = 0; n < 3; n += 1) await Promise.all(asks.map((ask) => ask(database).catch(isUnavailable)));
  way.after(NEVER);
}

function isUnavailable(error: unknown): undefined {
  expect(error).toBeInstanceOf(Unavailable);
}
