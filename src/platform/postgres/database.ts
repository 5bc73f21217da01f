import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import type { Metrics } from '../metrics.js';
import { type Prisma, PrismaClient } from '../prisma/client.js';
import { asUnavailable, isAway } from './errors.js';
import { type ReadDoor, readDoor } from './read-door.js';
import { checkIsolation } from './roles.js';
import { timeStatements } from './statement-times.js';

export type DatabaseSettings = {
  url: string;
  poolSize: number;
  connectTimeoutMs: number;
  statementTimeoutMs: number;
  idleTimeoutMs: number;
  silenceTimeoutMs: number;
  /** Stated by tests alone. */
  stream?: StreamLimits;
};

/** How long a download may take from its first statement to its last byte, and each batch of it. */
type StreamLimits = { wholeMs: number; batchMs: number };

export type { ReadDoor };

/** A Prisma transaction bound to a person or to the system; commits when the work returns. */
export type WriteDoor = Prisma.TransactionClient;

export type Database = ReturnType<typeof openDatabase>;

type Binding = { role: 'mouse_app'; personId: string } | { role: 'mouse_system' };

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const WRITE_LIMIT_MS = 20_000;
const STREAM_LIMITS: StreamLimits = { wholeMs: 60_000, batchMs: 20_000 };

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

  async function read<T>(
    binding: Binding,
    work: (db: ReadDoor) => Promise<T>,
    limits?: { statementMs: number; leftMs: () => number },
  ): Promise<T> {
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
        text: begin(binding, limits?.statementMs),
        query_timeout: settings.silenceTimeoutMs,
      } as pg.QueryConfig);
      const result = await work(readDoor(client, limits?.leftMs));
      client.query('commit').then(() => end(), end);
      return result;
    } catch (error) {
      // A silent server would not answer the rollback either: such a connection is thrown away.
      if (isAway(error)) end(error as Error);
      else client.query('rollback').then(() => end(), end);
      return asUnavailable(error);
    }
  }

  /** As a page's, with limits of its own; the signal comes when its whole time is over. */
  async function stream<T>(binding: Binding, work: (db: ReadDoor, over: AbortSignal) => Promise<T>): Promise<T> {
    const { wholeMs, batchMs } = settings.stream ?? STREAM_LIMITS;
    const end = Date.now() + wholeMs;
    const leftMs = () => Math.max(1, Math.min(batchMs, end - Date.now()));
    const over = AbortSignal.timeout(wholeMs);
    return read(binding, (db) => work(db, over), { statementMs: batchMs, leftMs });
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
    /** As `readAsUser`, for exports: 60 s for the whole and 20 s a batch, instead of the statement timeout. */
    streamAsUser: <T>(personId: string, work: (db: ReadDoor, over: AbortSignal) => Promise<T>) =>
      stream({ role: 'mouse_app', personId }, work),
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
function begin(binding: Binding, statementMs?: number): string {
  const person = binding.role === 'mouse_app' ? `; set local app.user_id = '${checked(binding.personId)}'` : '';
  // Of a cursor's rows Postgres expects a tenth to be fetched, unless told; a download reads all.
  const stream =
    statementMs === undefined
      ? ''
      : `; set local statement_timeout = ${statementMs}; set local cursor_tuple_fraction = 1`;
  return `begin read only; set local role ${binding.role}${person}${stream}`;
}

function checked(personId: string): string {
  if (!UUID.test(personId)) throw new Error('a person is named by a UUID');
  return personId;
}
