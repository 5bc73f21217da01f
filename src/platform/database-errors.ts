import { Unavailable } from './errors.js';

// Node's socket errors, Postgres's classes 08 (connection), 53 (resources), 57 (operator intervention, statement timeout),
// and Prisma's words for the same: its codes, and the kinds of its adapter's errors.
const AWAY =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH|08.{3}|53.{3}|57.{3}|P1001|P1002|P1008|P1017|P2024|P2028|DatabaseNotReachable|ConnectionClosed|SocketTimeout|TooManyConnections)$/;
const AWAY_MESSAGE =
  /Query read timeout|timeout exceeded when trying to connect|Connection terminated|not queryable|connection timeout|Unable to start a transaction/i;

type Adapted = { cause?: unknown };
type Fault = Adapted & { code?: unknown; meta?: { driverAdapterError?: Adapted } };

/** Throws `Unavailable` for errors that mean Postgres is away or too slow, any other as it came. */
export function asUnavailable(error: unknown): never {
  throw isAway(error) ? new Unavailable('the database does not answer', { cause: error }) : error;
}

/** Whether the error means that Postgres is away or too slow. */
export function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return AWAY_MESSAGE.test(error.message) || codesOf(error).some((it) => typeof it === 'string' && AWAY.test(it));
}

// Prisma's adapter keeps Postgres's own code in its cause, and the client keeps the adapter's error in its meta.
function codesOf(error: Fault): unknown[] {
  const { cause } = error.meta?.driverAdapterError ?? error;
  const { originalCode, kind } = (cause ?? {}) as { originalCode?: unknown; kind?: unknown };
  return [error.code, originalCode, kind];
}
