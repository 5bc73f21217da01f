import type pg from 'pg';
import { type Binding, personOf } from './binding.js';
import { asUnavailable, isAway } from './errors.js';
import { type ReadDoor, readDoor } from './read-door.js';
import type { DatabaseSettings, StreamLimits } from './settings.js';

const STREAM_LIMITS: StreamLimits = { wholeMs: 60_000, batchMs: 20_000 };

/** `isSnapshot`: all statements see the rows as they stood at the first one. */
type StreamOptions = { wholeMs?: number; isSnapshot?: boolean };

/** Read-only transactions of the pool: `read` for pages, `stream` for downloads. */
export function openReading(pool: pg.Pool, settings: DatabaseSettings) {
  const { silenceTimeoutMs, stream: limits = STREAM_LIMITS } = settings;

  return {
    read<T>(binding: Binding, work: (db: ReadDoor) => Promise<T>): Promise<T> {
      return transaction(pool, async (client) => {
        await begin(client, whoIs(binding), silenceTimeoutMs);
        return work(readDoor(client));
      });
    },
    /** With limits of its own; the signal comes when the whole time is over. */
    stream<T>(
      binding: Binding,
      work: (db: ReadDoor, over: AbortSignal) => Promise<T>,
      { wholeMs = limits.wholeMs, isSnapshot = false }: StreamOptions = {},
    ): Promise<T> {
      const end = Date.now() + wholeMs;
      const leftMs = () => Math.max(1, Math.min(limits.batchMs, end - Date.now()));
      const over = AbortSignal.timeout(wholeMs);
      return transaction(pool, async (client) => {
        await begin(client, `${whoIs(binding)}; ${allOfIt(limits)}`, silenceTimeoutMs, isSnapshot);
        return work(readDoor(client, leftMs), over);
      });
    },
  };
}

// One message carries begin, role and person: a page costs one round trip less. Hence no parameters, and the strict check.
async function begin(
  client: pg.PoolClient,
  settings: string,
  silenceTimeoutMs: number,
  isSnapshot = false,
): Promise<void> {
  const text = `begin ${isSnapshot ? 'isolation level repeatable read ' : ''}read only; ${settings}`;
  await client.query({ text, query_timeout: silenceTimeoutMs } as pg.QueryConfig);
}

function whoIs(binding: Binding): string {
  return `set local role ${binding.role}; set local app.user_id = '${personOf(binding)}'`;
}

// Of a cursor's rows Postgres expects a tenth to be fetched, unless told; a download reads them all.
function allOfIt({ batchMs }: StreamLimits): string {
  return `set local statement_timeout = ${batchMs}; set local cursor_tuple_fraction = 1`;
}

async function transaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect().catch(asUnavailable);
  try {
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
