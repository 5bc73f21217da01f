import { Unavailable } from './errors.js';

// Node's socket errors, Postgres's classes 08 (connection), 53 (resources), 57 (operator intervention, statement timeout)
// and Prisma's words for the same.
const AWAY =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH|08.{3}|53.{3}|57.{3}|P1001|P1002|P1008|P1017|P2024|P2028)$/;
const AWAY_MESSAGE =
  /Query read timeout|timeout exceeded when trying to connect|Connection terminated|not queryable|connection timeout|Unable to start a transaction/i;

/** Throws `Unavailable` for errors that mean Postgres is away or too slow, any other as it came. */
export function asUnavailable(error: unknown): never {
  throw isAway(error) ? new Unavailable('the database does not answer', { cause: error }) : error;
}

/** Whether the error means that Postgres is away or too slow. */
export function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, cause } = error as Error & { code?: unknown; cause?: { originalCode?: unknown } };
  return (
    [code, cause?.originalCode].some((it) => typeof it === 'string' && AWAY.test(it)) ||
    AWAY_MESSAGE.test(error.message)
  );
}
