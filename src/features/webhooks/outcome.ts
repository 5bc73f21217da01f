import type { Database, WriteDoor } from '../../platform/postgres/database.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';
import type { Outbox } from '../mail/index.js';
import { offMail } from './off-mail.js';
import type { Due } from './turns.js';
import type { OffReason } from './webhooks.js';

const WHY = 'what became of a delivery is noted whoever it is of';
const [MINUTE, HOUR] = [60, 3_600];
/** How many seconds after each failure a delivery is tried again: three days in all. */
export const WEBHOOK_PAUSES = [
  10,
  ...[1, 5, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 4, 8, 12, 20, 24].map((hours) => hours * HOUR),
];
/** So many failures in a row hold back all that waits, whatever they were. */
const FAILURES_THAT_HOLD = 10;
const GONE = 410;
/** Whose Retry-After is heeded, where it is longer than the pause that is due, until three days after the first try. */
const ASKS_TO_WAIT = [429, 503];
const WHOLE = WEBHOOK_PAUSES.reduce((one, other) => one + other);
/** Not of the message itself: later it may be taken. */
const NOT_OF_THE_MESSAGE = [408, 425, 429];

/** What came of a try: an answer, or why there was none. */
export type Tried = {
  status: number | null;
  answer: string | null;
  fault: string | null;
  /** How many seconds it asked to be left alone. */
  wait: number;
  ms: number;
};
type Outcome = 'delivered' | 'failed' | 'given_up';
type Parts = { database: Database; outbox: Outbox; appUrl: string };

/** Notes what came of a try, and what that means: taken, tried again later, given up, or nothing more is sent to that address. */
export async function noteOutcome(parts: Parts, due: Due, tried: Tried): Promise<Outcome> {
  if (tried.status !== null && tried.status >= 200 && tried.status < 300) {
    await parts.database.asSystem(WHY, async (tx) => {
      await tx.$executeRaw(note(due, tried, sql`state = 'delivered'`));
      await tx.$executeRaw`
        update webhooks set delivered_at = now(), failures = 0, held_until = null where id = ${due.webhook_id}::uuid`;
    });
    return 'delivered';
  }
  const pause = tried.status === GONE ? undefined : WEBHOOK_PAUSES[due.tries];
  if (pause === undefined) return await giveUp(parts, due, tried);
  await parts.database.asSystem(WHY, (tx) => putOff(tx, due, tried, pause));
  return 'failed';
}

// Where the address itself failed, what waits behind would fail as well, and keeps its order; a message that alone was refused
// steps aside.
async function putOff(tx: WriteDoor, due: Due, tried: Tried, pause: number): Promise<void> {
  const asked = ASKS_TO_WAIT.includes(tried.status ?? 0) ? tried.wait : 0;
  const left = sql`extract(epoch from coalesce(d.first_tried_at, now()) - now())::int + ${WHOLE}::int`;
  const [until] = await tx.$queryRaw<{ later: Date }[]>(sql`
    select now() + make_interval(secs => greatest(${pause}::int, least(${Math.min(asked, WHOLE)}::int, ${left}))) as later
    from webhook_deliveries d where d.id = ${due.id}::uuid`);
  const later = sql`${until?.later}::timestamptz`;
  await tx.$executeRaw(note(due, tried, sql`due_at = ${later}`));
  const least = isRefusal(tried.status) ? FAILURES_THAT_HOLD : 1;
  await tx.$executeRaw(sql`
    update webhooks set failures = failures + 1, held_until = case when failures + 1 >= ${least}::int then ${later} end
    where id = ${due.webhook_id}::uuid`);
}

function isRefusal(status: number | null): boolean {
  return status !== null && status >= 400 && status < 500 && !NOT_OF_THE_MESSAGE.includes(status);
}

async function giveUp({ database, outbox, appUrl }: Parts, due: Due, tried: Tried): Promise<Outcome> {
  const mail = await database.asSystem(WHY, async (tx) => {
    await tx.$executeRaw(note(due, tried, sql`state = 'failed'`));
    const reason = await reasonToEnd(tx, due, tried);
    if (!reason) return undefined;
    const [person] = await tx.$queryRaw<{ id: string; name: string | null; email: string }[]>`
      with off as (
        update webhooks set switched_off_at = now(), off_reason = ${reason} where id = ${due.webhook_id}::uuid and switched_off_at is null
        returning user_id)
      select u.id::text, u.name, u.email from users u join off on off.user_id = u.id`;
    const content = offMail({ appUrl }, { id: due.webhook_id, host: new URL(due.url).host, reason });
    return person && outbox.sends ? outbox.write(tx, 'webhook_off', person, content) : undefined;
  });
  await outbox.send([mail]);
  return 'given_up';
}

// Where anything got through since the first try, the address is well, and this one message is not.
async function reasonToEnd(tx: WriteDoor, due: Due, { status }: Tried): Promise<OffReason | undefined> {
  if (status === GONE) return 'gone';
  const [row] = await tx.$queryRaw<{ dead: boolean }[]>`
    select coalesce(w.delivered_at < d.first_tried_at, true) as dead
    from webhook_deliveries d join webhooks w on w.id = d.webhook_id where d.id = ${due.id}::uuid`;
  return row?.dead ? 'failing' : undefined;
}

function note(due: Due, { status, answer, fault, ms }: Tried, what: Sql): Sql {
  return sql`
    update webhook_deliveries set ${what}, tries = tries + 1, first_tried_at = coalesce(first_tried_at, now()), tried_at = now(),
      status = ${status}::int, took_ms = ${ms}::int, answer = ${answer}, fault = ${fault}
    where id = ${due.id}::uuid`;
}
