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

/** Whether the error is Postgres's refusal of a second row under the unique constraint or index `name`. */
export function violatesUnique(error: unknown, name?: string): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as Error & { code?: unknown };
  if (code !== 'P2002' && code !== '23505') return false;
  return name === undefined || JSON.stringify(error, Object.getOwnPropertyNames(error)).includes(name);
}
