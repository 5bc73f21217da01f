import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import Cursor from 'pg-cursor';
import type { Metrics } from '../metrics.js';
import { type Prisma, PrismaClient } from '../prisma/client.js';
import { asUnavailable, isAway } from './errors.js';
import { checkIsolation } from './roles.js';
import type { Sql } from './sql.js';
import { timeStatements } from './statement-times.js';

export type DatabaseSettings = {
  url: string;
  poolSize: number;
  connectTimeoutMs: number;
  statementTimeoutMs: number;
  idleTimeoutMs: number;
  silenceTimeoutMs: number;
};

/** Reads inside one read-only transaction, bound to a person or to the system. */
export type ReadDoor = {
  rows<T>(query: Sql): Promise<T[]>;
  row<T>(query: Sql): Promise<T | undefined>;
  /** Reads a large answer in batches, so that memory stays flat. */
  batches<T>(query: Sql, size: number): AsyncGenerator<T[]>;
};

/** A Prisma transaction bound to a person or to the system; commits when the work returns. */
export type WriteDoor = Prisma.TransactionClient;

export type Database = ReturnType<typeof openDatabase>;

type Binding = { role: 'mouse_app'; personId: string } | { role: 'mouse_system' };

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const WRITE_LIMIT_MS = 20_000;
const STREAM_LIMIT_MS = 60_000;

// Dates stay 'YYYY-MM-DD' (a Date would drag a time zone in); counts and sums are far below 2^53.
const types = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (oid === pg.types.builtins.DATE) return (text: string) => text;
    if (oid === pg.types.builtins.INT8 || oid === pg.types.builtins.NUMERIC) return Number;
    return pg.types.getTypeParser(oid, format as 'text');
  }) as typeof pg.types.getTypeParser,
};

/**
 * Opens the pool and the doors to it. A person's rows are reached through `readAsUser` and `asUser` alone;
 * `readAsSystem` and `asSystem` cross owners and want the reason in words. All throw `Unavailable` when Postgres is away.
 */
export function openDatabase(
  settings: DatabaseSettings,
  log: { warn(data: object, message: string): void },
  metrics?: Metrics,
) {
  const pool = new pg.Pool({
    connectionString: settings.url,
    max: settings.poolSize,
    connectionTimeoutMillis: settings.connectTimeoutMs,
    idleTimeoutMillis: settings.idleTimeoutMs,
    statement_timeout: settings.statementTimeoutMs,
    // A frozen server enforces no timeout of its own; this one is kept on our side.
    query_timeout: settings.statementTimeoutMs + 500,
    application_name: 'mouse-domination',
  });
  if (metrics) {
    pool.on('connect', (client) => timeStatements(client, (seconds) => metrics.statementSeconds.observe(seconds)));
    metrics.watchConnections(() => pool.totalCount - pool.idleCount);
  }
  // The words alone: pg hangs the whole connection, with its secret key, on the error.
  pool.on('error', ({ message }) => log.warn({ fault: message }, 'an idle database connection was lost'));
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });

  async function read<T>(binding: Binding, work: (db: ReadDoor) => Promise<T>, limitMs?: number): Promise<T> {
    const client = await pool.connect().catch(asUnavailable);
    // pg throws an unhandled 'error' when a checked-out connection breaks; the statement in hand reports it.
    const ignore = () => undefined;
    client.on('error', ignore);
    const end = (error?: Error) => {
      client.off('error', ignore);
      client.release(error);
    };
    try {
      await client.query({
        text: begin(binding, 'read only', limitMs),
        query_timeout: settings.silenceTimeoutMs,
      } as pg.QueryConfig);
      const result = await work(readDoor(client, limitMs));
      client.query('commit').then(() => end(), end);
      return result;
    } catch (error) {
      // A silent server would not answer the rollback either: such a connection is thrown away.
      if (isAway(error)) end(error as Error);
      else client.query('rollback').then(() => end(), end);
      return asUnavailable(error);
    }
  }

  async function write<T>(binding: Binding, work: (tx: WriteDoor) => Promise<T>, limitMs = WRITE_LIMIT_MS): Promise<T> {
    try {
      return await prisma.$transaction(
        async (tx) => {
          await tx.$executeRawUnsafe(`set local role ${binding.role}`);
          if (binding.role === 'mouse_app') {
            await tx.$queryRaw`select set_config('app.user_id', ${checked(binding.personId)}, true)`;
          }
          return work(tx);
        },
        { maxWait: settings.connectTimeoutMs, timeout: limitMs },
      );
    } catch (error) {
      return asUnavailable(error);
    }
  }

  return {
    readAsUser: <T>(personId: string, work: (db: ReadDoor) => Promise<T>) =>
      read({ role: 'mouse_app', personId }, work),
    /** As `readAsUser`, for exports: 60 s instead of the statement timeout. */
    streamAsUser: <T>(personId: string, work: (db: ReadDoor) => Promise<T>) =>
      read({ role: 'mouse_app', personId }, work, STREAM_LIMIT_MS),
    asUser: <T>(personId: string, work: (tx: WriteDoor) => Promise<T>, limitMs?: number) =>
      write({ role: 'mouse_app', personId }, work, limitMs),
    readAsSystem: <T>(_why: string, work: (db: ReadDoor) => Promise<T>) => read({ role: 'mouse_system' }, work),
    asSystem: <T>(_why: string, work: (tx: WriteDoor) => Promise<T>, limitMs?: number) =>
      write({ role: 'mouse_system' }, work, limitMs),
    /** The session store's way in: one statement, as the login role, given up after the silence timeout. */
    sessionStore: {
      query: (text: string, values?: unknown[]) =>
        pool.query({ text, values, query_timeout: settings.silenceTimeoutMs } as pg.QueryConfig).catch(asUnavailable),
    },
    /** Answers whether Postgres replies within `timeoutMs`. */
    async answers(timeoutMs: number): Promise<boolean> {
      const late = new Promise<false>((resolve) => setTimeout(resolve, timeoutMs, false).unref());
      const asked = pool.query({ text: 'select 1', query_timeout: timeoutMs } as pg.QueryConfig).then(
        () => true,
        () => false,
      );
      return Promise.race([asked, late]);
    },
    /** The names of the migrations that stand in this database. */
    async appliedMigrations(): Promise<string[]> {
      const text =
        'select migration_name from _prisma_migrations where finished_at is not null and rolled_back_at is null';
      const result = await pool
        .query({ text, query_timeout: settings.silenceTimeoutMs } as pg.QueryConfig)
        .catch(asUnavailable);
      return result.rows.map((row) => row.migration_name);
    },
    /** Throws `StartRefused` where the database would not fence a person's rows. */
    checkIsolation: () => checkIsolation(pool),
    async close(): Promise<void> {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}

// One message carries begin, role and person: a page costs one round trip less. Hence no parameters, and the strict check.
function begin(binding: Binding, mode: string, limitMs?: number): string {
  const person = binding.role === 'mouse_app' ? `; set local app.user_id = '${checked(binding.personId)}'` : '';
  const limit = limitMs === undefined ? '' : `; set local statement_timeout = ${limitMs}`;
  return `begin ${mode}; set local role ${binding.role}${person}${limit}`;
}

function checked(personId: string): string {
  if (!UUID.test(personId)) throw new Error('a person is named by a UUID');
  return personId;
}

function readDoor(client: pg.PoolClient, limitMs?: number): ReadDoor {
  const timeout = limitMs === undefined ? {} : { query_timeout: limitMs };
  const rows = async <T>(query: Sql): Promise<T[]> => {
    const result = await client.query({ text: query.text, values: query.values, types, ...timeout } as pg.QueryConfig);
    return result.rows as T[];
  };
  return {
    rows,
    row: async <T>(query: Sql) => (await rows<T>(query))[0],
    async *batches<T>(query: Sql, size: number) {
      const cursor = client.query(new Cursor<T>(query.text, query.values, { types } as never));
      try {
        for (;;) {
          const batch = await cursor.read(size);
          if (batch.length > 0) yield batch as T[];
          if (batch.length < size) return;
        }
      } finally {
        await cursor.close();
      }
    },
  };
}
