import { Collided, Unavailable } from '../errors.js';

// Node's socket errors, Postgres's classes 08 (connection), 28 (login refused), 53 (resources), 57 (operator intervention,
// statement timeout), and Prisma's words for the same: its codes, and the kinds of its adapter's errors.
const AWAY =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|08.{3}|28.{3}|53.{3}|57.{3}|P1001|P1002|P1008|P1017|P2024|P2028|DatabaseNotReachable|ConnectionClosed|SocketTimeout|TooManyConnections)$/;
const AWAY_MESSAGE =
  /Query read timeout|timeout exceeded when trying to connect|Connection terminated|not queryable|connection timeout|Unable to start a transaction/i;

// A deadlock, or a transaction that cannot be put in one order with others.
const COLLIDED = /^(40001|40P01|P2034|TransactionWriteConflict)$/;

type Cause = { originalCode?: unknown; kind?: unknown; detail?: unknown };
type Adapted = { cause?: unknown };
type Fault = Adapted & { code?: unknown; detail?: unknown; meta?: { driverAdapterError?: Adapted } };

/** Throws `Unavailable` where Postgres is away or too slow, `Collided` where another change was in the way, any other error without the values it tells of. */
export function asUnavailable(error: unknown): never {
  if (isAway(error)) throw new Unavailable('the database does not answer', { cause: error });
  if (error instanceof Error && hasCode(error, COLLIDED))
    throw new Collided('another change was in the way', { cause: withoutValues(error) });
  throw withoutValues(error);
}

/** Whether the error means that Postgres is away or too slow. */
export function isAway(error: unknown): boolean {
  return error instanceof Error && (AWAY_MESSAGE.test(error.message) || hasCode(error, AWAY));
}

/** Postgres's class 22: a value that cannot be what it is sent as, such as a cursor that someone rewrote. */
export function isUnreadable(error: unknown): boolean {
  return error instanceof Error && hasCode(error, /^22.{3}$/);
}

/** Whether the error means that something is there already which may be there once. */
export function isTaken(error: unknown): boolean {
  return error instanceof Error && hasCode(error, /^(23505|P2002)$/);
}

function hasCode(error: Fault, codes: RegExp): boolean {
  const { originalCode, kind } = causeOf(error);
  return [error.code, originalCode, kind].some((it) => typeof it === 'string' && codes.test(it));
}

// Prisma's adapter keeps Postgres's own code in its cause, and the client keeps the adapter's error in its meta.
function causeOf(error: Fault): Cause {
  return (error.meta?.driverAdapterError ?? error).cause ?? {};
}

// Such an error ends in the log, which holds nothing that was typed. Postgres tells in `detail` the whole row that broke a
// rule, its password hash included; Prisma puts all values before the fault that it finds with one of them.
function withoutValues(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  for (const it of [error as Fault, causeOf(error)]) delete it.detail;
  if (error.name === 'PrismaClientValidationError') {
    const fault = error.message.split('\n\n').at(-1) ?? '';
    error.stack = error.stack?.replace(error.message, () => fault);
    error.message = fault;
  }
  return error;
}
