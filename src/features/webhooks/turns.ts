import type { Database } from '../../platform/postgres/database.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';
import { HOLDS_BEFORE } from './webhooks.js';

const WHY = 'webhooks are sent for everybody alike';
/** A turn ends by itself before: deliveries are begun for so long, and the last may take as long as an answer may. */
export const TURN_SECONDS = 30;
const LEASE_SECONDS = 60;

/** What is to be sent next to a webhook. */
export type Due = {
  id: string;
  webhook_id: string;
  user_id: string;
  url: string;
  sealed: string;
  /** The secret of before, as long as it holds. */
  sealed_before: string | null;
  subject: string | null;
  act: string;
  record_id: string | null;
  at: Date;
  tries: number;
};

/** Of webhooks `w`, those that may be sent to: on, not left alone after a failure, their person let in. */
const OPEN: Sql = sql`w.switched_off_at is null and (w.held_until is null or w.held_until <= now()) and exists (
  select from users u where u.id = w.user_id and u.is_approved and u.locked_by_admin_at is null and u.deletion_due_at is null)`;
/** Those that nobody sends to now, and to which something is due. */
const READY: Sql = sql`${OPEN} and (w.turn_ends_at is null or w.turn_ends_at <= now()) and exists (
  select from webhook_deliveries d where d.webhook_id = w.id and d.state = 'waiting' and d.due_at <= now())`;

/** Whether anything is to be sent now. */
export async function isAnythingDue(database: Database): Promise<boolean> {
  const row = await database.readAsSystem(WHY, (db) =>
    db.row<{ due: boolean }>(sql`select exists (select from webhooks w where ${READY}) as due`),
  );
  return row?.due ?? false;
}

/** Takes up to so many webhooks to which something is due, those first that were longest without a turn; no other process has them then. */
export async function takeTurns(database: Database, most: number): Promise<string[]> {
  const taken = await database.asSystem(WHY, (tx) =>
    tx.$queryRaw<{ id: string }[]>(sql`
      update webhooks set turn_ends_at = now() + make_interval(secs => ${LEASE_SECONDS}::int) where id in (
        select w.id from webhooks w where ${READY} order by w.turn_ends_at nulls first limit ${most}::int for update skip locked)
      returning id::text`),
  );
  return taken.map(({ id }) => id);
}

/** Gives a webhook back. */
export async function endTurn(database: Database, webhookId: string): Promise<void> {
  await database.asSystem(
    WHY,
    (tx) => tx.$executeRaw`update webhooks set turn_ends_at = now() where id = ${webhookId}::uuid`,
  );
}

/** What is due at a webhook and was noted first; undefined where nothing is, or nothing may be sent to it any more. */
export function nextDue(database: Database, webhookId: string): Promise<Due | undefined> {
  return database.readAsSystem(WHY, (db) =>
    db.row<Due>(sql`
      select d.id::text, d.webhook_id::text, d.user_id::text, w.url, w.sealed,
        case when ${HOLDS_BEFORE} then w.sealed_before end as sealed_before, d.subject, d.act, d.record_id::text, d.at, d.tries
      from webhook_deliveries d join webhooks w on w.id = d.webhook_id
      where d.webhook_id = ${webhookId}::uuid and d.state = 'waiting' and d.due_at <= now() and ${OPEN}
      order by d.turn, d.id limit 1`),
  );
}

/** For how many seconds the message has been due that waits longest for its first try, of those that may be sent. */
export async function oldestUntried(database: Database): Promise<number> {
  const row = await database.readAsSystem(WHY, (db) =>
    db.row<{ seconds: number }>(sql`
      select coalesce(extract(epoch from now() - min(d.due_at)), 0)::int as seconds from webhooks w cross join lateral (
        select d.due_at from webhook_deliveries d where d.webhook_id = w.id and d.state = 'waiting' and d.tries = 0 and d.due_at <= now()
        order by d.turn, d.id limit 1) d
      where ${OPEN}`),
  );
  return row?.seconds ?? 0;
}
