import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { empty, sql } from '../../platform/postgres/sql.js';
import { TEST } from './events.js';

/** For how long what was sent stands in the log; what still waits is forgotten then too. */
export const LOG_DAYS = 30;
/** How much of the log a page shows. */
const SHOWN = 50;

type DeliveryState = 'waiting' | 'delivered' | 'failed';
/** A line of the log. */
export type Delivery = {
  id: string;
  subject: string | null;
  act: string;
  record_id: string | null;
  at: Date;
  state: DeliveryState;
  due_at: Date;
  tries: number;
  tried_at: Date | null;
  status: number | null;
  took_ms: number | null;
  answer: string | null;
  fault: string | null;
};
export type LogPage = { deliveries: Delivery[]; next: string | undefined };

/** The log of a webhook, the newest first, from behind the delivery `after`. */
export async function logOf(db: ReadDoor, webhookId: string, after?: string): Promise<LogPage> {
  const behind = after
    ? sql`and (d.at, d.id) < (select a.at, a.id from webhook_deliveries a where a.id = ${after}::uuid)`
    : empty;
  const found = await db.rows<Delivery>(sql`
    select d.id::text, d.subject, d.act, d.record_id::text, d.at, d.state, d.due_at, d.tries, d.tried_at, d.status, d.took_ms, d.answer, d.fault
    from webhook_deliveries d where d.webhook_id = ${webhookId}::uuid ${behind}
    order by d.at desc, d.id desc limit ${SHOWN + 1}`);
  const deliveries = found.slice(0, SHOWN);
  return { deliveries, next: found.length > SHOWN ? deliveries.at(-1)?.id : undefined };
}

/** Sends a test to a webhook that is on, before all that waits; false where it is off or not there. */
export async function sendTest(tx: WriteDoor, webhookId: string): Promise<boolean> {
  if (!(await release(tx, webhookId))) return false;
  await tx.$executeRaw`
    insert into webhook_deliveries (webhook_id, turn, act) values (${webhookId}::uuid, 0, ${TEST})`;
  return true;
}

/** Sends what was sent before once more, under its own id and before all that waits. */
export async function sendAgain(tx: WriteDoor, webhookId: string, id: string): Promise<'sent' | 'off' | 'unknown'> {
  const [there] = await tx.$queryRaw<object[]>`
    select 1 from webhook_deliveries where id = ${id}::uuid and webhook_id = ${webhookId}::uuid`;
  if (!there) return 'unknown';
  if (!(await release(tx, webhookId))) return 'off';
  await tx.$executeRaw`
    update webhook_deliveries set state = 'waiting', turn = 0, due_at = now(), tries = 0, first_tried_at = null
    where id = ${id}::uuid and webhook_id = ${webhookId}::uuid`;
  return 'sent';
}

// Who asks does not wait until a pause is over.
async function release(tx: WriteDoor, webhookId: string): Promise<boolean> {
  const released = await tx.$executeRaw`
    update webhooks set held_until = null where id = ${webhookId}::uuid and switched_off_at is null`;
  return released > 0;
}

/** Forgets what is long past. */
export async function forgetDeliveries(tx: WriteDoor): Promise<void> {
  await tx.$executeRaw`delete from webhook_deliveries where at < now() - make_interval(days => ${LOG_DAYS}::int)`;
}
