import type pg from 'pg';
import { type Binding, personOf } from './binding.js';
import { asUnavailable, isAway } from './errors.js';
import { type ReadDoor, readDoor, type Transaction } from './read-door.js';
import type { DatabaseSettings, StreamLimits } from './settings.js';
import type { Sql } from './sql.js';

const STREAM_LIMITS: StreamLimits = { wholeMs: 60_000, batchMs: 20_000 };

/** `isSnapshot`: all statements see the rows as they stood at the first one. */
type StreamOptions = { wholeMs?: number; isSnapshot?: boolean };

/** Is told why a connection broke where nobody waits for it any more. */
type Lost = (fault: string) => void;

/** Read-only transactions of the pool: `read` for pages, `one` for a statement that stands alone, `stream` for downloads. */
export function openReading(pool: pg.Pool, settings: DatabaseSettings, lost: Lost) {
  const { silenceTimeoutMs, stream: limits = STREAM_LIMITS } = settings;

  const begin = (binding: Binding) => ({ text: beginning(whoIs(binding)), query_timeout: silenceTimeoutMs });

  return {
    read<T>(binding: Binding, work: (db: ReadDoor) => Promise<T>): Promise<T> {
      return transaction(pool, lost, begin(binding), (client, it) => work(readDoor(client, it)));
    },
    /** One statement, kept, in a transaction that travels with it from its beginning to its end. */
    async one<T>(binding: Binding, query: Sql): Promise<T | undefined> {
      const client = await pool.connect().catch(asUnavailable);
      const begun = client.query(begin(binding) as pg.QueryConfig);
      const row = readDoor(client, { begun, over: false }).row<T>(query, 'kept');
      end(client, 'commit', lost);
      return row.catch(asUnavailable);
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
      const text = beginning(`${whoIs(binding)}; ${allOfIt(limits)}`, isSnapshot);
      return transaction(pool, lost, { text, query_timeout: silenceTimeoutMs }, async (client, it) => {
        // Of a Postgres that is away it is told before the first byte is sent.
        await it.begun;
        return work(readDoor(client, it, leftMs), over);
      });
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
  return `set local statement_timeout = ${batchMs}; set local cursor_tuple_fraction = 1`;
}

type Begin = { text: string; query_timeout: number };

// The beginning is not waited for by itself: it travels with the first statement, is answered before that, and finds out a Postgres
// that is silent. What is still under way when the work has failed finds its door shut.
async function transaction<T>(
  pool: pg.Pool,
  lost: Lost,
  begin: Begin,
  work: (client: pg.PoolClient, it: Transaction) => Promise<T>,
): Promise<T> {
  const client = await pool.connect().catch(asUnavailable);
  const it: Transaction = { begun: client.query(begin as pg.QueryConfig), over: false };
  try {
    const [result] = await Promise.all([work(client, it), it.begun]);
    it.over = true;
    end(client, 'commit', lost);
    return result;
  } catch (error) {
    it.over = true;
    // A silent server would not answer the rollback either: such a connection is thrown away.
    if (isAway(error)) client.release(error as Error);
    else end(client, 'rollback', lost);
    return asUnavailable(error);
  }
}

// Nobody waits for it: where it fails, its connection is thrown away.
function end(client: pg.PoolClient, how: 'commit' | 'rollback', lost: Lost): void {
  client.query(how).then(
    () => client.release(),
    (error: Error) => {
      lost(error.message);
      client.release(error);
    },
  );
}
