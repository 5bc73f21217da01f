import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';
import type { Metrics } from '../metrics.js';
import { PrismaClient } from '../prisma/client.js';
import { as, type NamedToken, SYSTEM } from './binding.js';
import { asUnavailable } from './errors.js';
import { openPool, watchPool } from './pool.js';
import type { ReadDoor, StreamDoor } from './read-door.js';
import { openReading } from './reading.js';
import { checkIsolation } from './roles.js';
import type { DatabaseSettings } from './settings.js';
import { openWriting, type WriteDoor } from './writing.js';

export type { NamedToken } from './binding.js';
export type { Plan, ReadDoor, StreamDoor, Text } from './read-door.js';
export type { DatabaseSettings } from './settings.js';
export type { WriteDoor } from './writing.js';

export type Database = ReturnType<typeof openDatabase>;

const GROWN = `select format('%I', t.relname) as name from pg_stat_user_tables t join pg_class c on c.oid = t.relid
  where t.schemaname = current_schema() and t.n_mod_since_analyze > greatest(500, c.reltuples)`;

type Log = { warn(data: object, message: string): void };

/**
 * Opens the pool and the doors to it. A person's rows are reached through `readAsUser` and `asUser` alone;
 * `readAsSystem` and `asSystem` cross owners and want the reason in words. All throw `Unavailable` when Postgres is away.
 */
export function openDatabase(settings: DatabaseSettings, log: Log, metrics?: Metrics) {
  const lost = (fault: string) => log.warn({ fault }, 'an idle database connection was lost');
  const pool = openPool(settings, {
    name: 'mouse-domination',
    max: settings.poolSize,
    lost,
  });
  if (metrics) watchPool(pool, metrics);
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  return {
    ...doorsOf(pool, prisma, settings),
    ...questionsTo(pool, settings),
    /** How many connections there are at most. */
    poolSize: settings.poolSize,
    /** Throws `StartRefused` where the database would not fence a person's rows. */
    checkIsolation: () => checkIsolation(pool),
    async close(): Promise<void> {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}

function doorsOf(pool: pg.Pool, prisma: PrismaClient, settings: DatabaseSettings) {
  const { read, stream } = openReading(pool, settings);
  const write = openWriting(prisma, settings.connectTimeoutMs);
  return {
    readAsUser: <T>(personId: string, work: (db: ReadDoor) => Promise<T>) => read(as(personId), work),
    /** As `readAsUser`, for exports: 60 s for the whole and 20 s a batch, instead of the statement timeout. */
    streamAsUser: <T>(personId: string, work: (db: StreamDoor, over: AbortSignal) => Promise<T>) =>
      stream(as(personId), work),
    /** As `streamAsUser`, across owners. */
    streamAsSystem: <T>(_why: string, work: (db: StreamDoor, over: AbortSignal) => Promise<T>) => stream(SYSTEM, work),
    /** As `streamAsUser`, for as long as it takes up to `wholeMs`, with all rows as they stood when it began. */
    snapshotAsUser: <T>(personId: string, wholeMs: number, work: (db: StreamDoor) => Promise<T>) =>
      stream(as(personId), work, { wholeMs, isSnapshot: true }),
    asUser: <T>(personId: string, work: (tx: WriteDoor) => Promise<T>, limitMs?: number, token?: NamedToken) =>
      write(as(personId, token), work, limitMs),
    readAsSystem: <T>(_why: string, work: (db: ReadDoor) => Promise<T>) => read(SYSTEM, work),
    /** As `readAsSystem`, for what a request asks first: given up after the silence timeout. */
    readFirst: <T>(_why: string, work: (db: ReadDoor) => Promise<T>) => read(SYSTEM, work, true),
    asSystem: <T>(_why: string, work: (tx: WriteDoor) => Promise<T>, limitMs?: number) => write(SYSTEM, work, limitMs),
  };
}

/** What is asked outside any transaction, as the login role: one statement, given up after the silence timeout. */
function questionsTo(pool: pg.Pool, { silenceTimeoutMs, statementTimeoutMs }: DatabaseSettings) {
  const ask = (text: string, values?: unknown[], limitMs = silenceTimeoutMs) =>
    pool.query({ text, values, query_timeout: limitMs } as pg.QueryConfig).catch(asUnavailable);
  return {
    /** The session store's way in. */
    sessionStore: { query: (text: string, values?: unknown[]) => ask(text, values) },
    /** Answers whether Postgres replies within `timeoutMs`. */
    async answers(timeoutMs: number): Promise<boolean> {
      const late = new Promise<false>((resolve) => setTimeout(resolve, timeoutMs, false).unref());
      const asked = ask('select 1', [], timeoutMs).then(
        () => true,
        () => false,
      );
      return Promise.race([asked, late]);
    },
    /**
     * Has Postgres count the tables of which as many rows have changed as it knew, which it would do by itself within a minute: until
     * then pages are planned for the few rows of before. What cannot be counted at this moment, whatever the reason, is left to it.
     */
    async countGrown(): Promise<void> {
      const { rows } = await ask(GROWN, [], statementTimeoutMs).catch(() => ({ rows: [] }));
      for (const { name } of rows)
        await ask(`vacuum (analyze, skip_locked, truncate false) ${name}`, [], statementTimeoutMs).catch(
          () => undefined,
        );
    },
    /** The names of the migrations that stand in this database. */
    async appliedMigrations(): Promise<string[]> {
      const { rows } = await ask(
        'select migration_name from _prisma_migrations where finished_at is not null and rolled_back_at is null',
      );
      return rows.map((row) => row.migration_name);
    },
  };
}
