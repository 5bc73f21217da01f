import type pg from 'pg';
import { type Binding, personOf } from './binding.js';
import { asUnavailable, isAway } from './errors.js';
import { pageDoor } from './page-door.js';
import { askOf, doorOf, type ReadDoor, type StreamDoor } from './read-door.js';
import type { DatabaseSettings, StreamLimits } from './settings.js';

const STREAM_LIMITS: StreamLimits = { wholeMs: 60_000, batchMs: 20_000 };

/** `isSnapshot`: all statements see the rows as they stood at the first one. */
type StreamOptions = { wholeMs?: number; isSnapshot?: boolean };

/** What begins a download, and how long its answer may take. */
type Begin = { text: string; query_timeout: number };

/** Read-only transactions of the pool: `read` for pages, `stream` for downloads. */
export function openReading(pool: pg.Pool, settings: DatabaseSettings) {
  const { silenceTimeoutMs, stream: limits = STREAM_LIMITS } = settings;

  return {
    /** `isFirst`: a request asks for nothing before it, so that a server that says nothing is given up on soon. */
    async read<T>(binding: Binding, work: (db: ReadDoor) => Promise<T>, isFirst = false): Promise<T> {
      return work(pageDoor(pool, binding, isFirst ? silenceTimeoutMs : undefined)).catch(asUnavailable);
    },
    /** With limits of its own; the signal comes when the whole time is over. */
    stream<T>(
      binding: Binding,
      work: (db: StreamDoor, over: AbortSignal) => Promise<T>,
      { wholeMs = limits.wholeMs, isSnapshot = false }: StreamOptions = {},
    ): Promise<T> {
      const end = Date.now() + wholeMs;
      const leftMs = () => Math.max(1, Math.min(limits.batchMs, end - Date.now()));
      const over = AbortSignal.timeout(wholeMs);
      const text = beginning(`${whoIs(binding)}; ${allOfIt(limits)}`, isSnapshot);
      return transaction(pool, { text, query_timeout: silenceTimeoutMs }, (client) =>
        work(doorOf(askOf(client, leftMs)), over),
      );
    },
  };
}

// One message carries begin, role and person: hence no parameters, and the strict check.
function beginning(settings: string, isSnapshot = false): string {
  return `begin ${isSnapshot ? 'isolation level repeatable read ' : ''}read only; ${settings}`;
}

function whoIs(binding: Binding): string {
  return `set local role ${binding.role}; set local app.user_id = '${personOf(binding)}'`;
}

// Of a cursor's rows Postgres expects a tenth to be fetched, unless told; a download reads them all.
function allOfIt({ batchMs }: StreamLimits): string {
  return `set local statement_timeout = ${batchMs}; set local cursor_tuple_fraction = 1; set local jit = off`;
}

// Of a Postgres that is away the beginning tells, before the first byte of a download is sent.
async function transaction<T>(pool: pg.Pool, begin: Begin, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect().catch(asUnavailable);
  try {
    await client.query(begin as pg.QueryConfig);
    const result = await work(client);
    client.query('commit').then(() => client.release(), client.release);
    return result;
  } catch (error) {
    // A silent server would not answer the rollback either: such a connection is thrown away.
    if (isAway(error)) client.release(error as Error);
    else client.query('rollback').then(() => client.release(), client.release);
    return asUnavailable(error);
  }
}
