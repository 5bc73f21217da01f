import pg from 'pg';
import { type Binding, personOf } from './binding.js';
import { Flight, Outdated, type Statement } from './flight.js';
import { doorOf, type Plan, type ReadDoor, TYPES } from './read-door.js';
import { forget, overflowing, remember } from './remembered.js';

type Asked = { text: string; values: unknown[]; plan?: Plan | undefined; as?: 'texts' | undefined };
type Waiting = Asked & { answer(rows: object[]): void; fail(fault: unknown): void };

const BEGINNING = `select set_config('plan_cache_mode', $1, true), set_config('enable_sort', $2, true),
  set_config('enable_seqscan', $2, true), set_config('jit', 'off', true), set_config('transaction_read_only', 'on', true),
  set_config('role', $3, true), set_config('app.user_id', $4, true)`;
const PLANNING = `select set_config('plan_cache_mode', $1, true), set_config('enable_sort', $2, true),
  set_config('enable_seqscan', $2, true)`;
// Without a sort, the order of a list comes from an index wherever one has it; without reading whole tables, a plan that was made for an
// empty one serves it when it is large. Before 18 Postgres counts what is ruled out as very dear, and so would compile such a plan, which
// takes 70 ms: hence no JIT.
const PLANNED = { freely: ['auto', 'on'], once: ['force_generic_plan', 'on'], ordered: ['force_generic_plan', 'off'] };

/**
 * A page's door. Whatever is asked before anything must be waited for travels together, as a transaction of its own that only reads: one
 * round trip. A connection is held that long and no longer. `limitMs`: how long it may take, where the pool's limit is not meant.
 */
export function pageDoor(pool: pg.Pool, binding: Binding, limitMs?: number): ReadDoor {
  let asked: Waiting[] = [];
  const leave = () => {
    const all = asked;
    asked = [];
    void travel(pool, withSettings(binding, all), limitMs).then(
      (rows) => {
        for (const it of all) it.answer(rows.get(it) ?? []);
      },
      (fault) => {
        for (const it of all) it.fail(fault);
      },
    );
  };
  return doorOf(<T>(text: string, values: unknown[] = [], plan?: Plan, as?: 'texts') => {
    return new Promise<T[]>((answer, fail) => {
      asked.push({ text, values, plan, as, answer: answer as Waiting['answer'], fail });
      if (asked.length === 1) whenAllIsAsked(leave);
    });
  });
}

// Behind everything that can go on without an answer.
function whenAllIsAsked(then: () => void): void {
  queueMicrotask(() => process.nextTick(then));
}

// What is planned alike stands together. Postgres carries out nothing that stands behind the beginning unless it could.
function withSettings(binding: Binding, asked: readonly Asked[]): Asked[] {
  const wayOf = ({ plan = 'anew' }: Asked) => (plan === 'anew' ? PLANNED.freely : PLANNED[plan]);
  const ways = Object.values(PLANNED).map((settings) => asked.filter((it) => wayOf(it) === settings));
  return ways
    .filter(([first]) => first)
    .flatMap(([first, ...others], at) => {
      const settings = wayOf(first as Asked);
      const said = { text: PLANNING, values: settings };
      const begun = { text: BEGINNING, values: [...settings, binding.role, personOf(binding)] };
      return [at === 0 ? begun : said, first as Asked, ...others];
    });
}

async function travel(
  pool: pg.Pool,
  asked: readonly Asked[],
  limitMs: number | undefined,
): Promise<Map<Asked, object[]>> {
  const client = await pool.connect();
  try {
    const rows = await fly(client, asked, limitMs).catch((fault) => {
      if (!isOutdated(fault)) throw fault;
      forget(client, asked.map(keyOf));
      return fly(client, asked, limitMs);
    });
    client.release();
    return new Map(asked.map((it, at) => [it, rows[at] ?? []]));
  } catch (fault) {
    // Only what Postgres itself refused leaves the connection as it was.
    client.release(fault instanceof pg.DatabaseError && fault.severity !== 'FATAL' ? undefined : (fault as Error));
    throw fault;
  }
}

function fly(client: pg.ClientBase, asked: readonly Asked[], limitMs: number | undefined): Promise<object[][]> {
  const statements: Statement[] = asked.map((it) => ({
    text: it.text,
    values: it.values,
    reading: it.as ?? TYPES,
    name: it.plan === 'anew' ? undefined : remember(client, keyOf(it)),
  }));
  const flight = new Flight(statements, { limitMs, forgotten: overflowing(client) });
  client.query<pg.Submittable>(flight);
  return flight.landed;
}

// Asked with another plan, or read in another way, it is another statement to a connection.
function keyOf({ text, plan, as }: Asked): string {
  return `${plan ?? 'freely'} ${as ?? ''}: ${text}`;
}

// A migration of a newer release has changed what a statement answers since the connection planned it.
function isOutdated(fault: unknown): boolean {
  return fault instanceof Outdated || (fault instanceof pg.DatabaseError && fault.routine === 'RevalidateCachedQuery');
}
