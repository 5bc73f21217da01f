import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';
import { OVERLAP_HOURS } from './signing.js';

/** How many webhooks a person may have, those included that are switched off. */
export const MOST_WEBHOOKS = 10;

/** Why a webhook is off: its person wanted that, its address said that it is gone, or nothing got through for three days. */
export type OffReason = 'person' | 'gone' | 'failing';
/** A webhook as its person sees it. */
export type Webhook = {
  id: string;
  url: string;
  events: string[];
  made_at: Date;
  switched_off_at: Date | null;
  off_reason: OffReason | null;
  delivered_at: Date | null;
  failures: number;
  held_until: Date | null;
  /** Until when the secret of before holds beside the new one. */
  both_until: Date | null;
  waiting: number;
};
type Row = Pick<ReadDoor, 'row' | 'rows'>;
type Made = 'made' | 'known' | 'too_many';

/** Of webhooks `w`, those whose secret of before still holds. */
export const HOLDS_BEFORE: Sql = sql`w.renewed_at > now() - make_interval(hours => ${OVERLAP_HOURS}::int)`;

/** Counting stops there. */
const COUNTED = 1_000;
const COLUMNS = sql`
  w.id::text, w.url, w.events, w.made_at, w.switched_off_at, w.off_reason, w.delivered_at, w.failures, w.held_until,
  case when ${HOLDS_BEFORE} then w.renewed_at + make_interval(hours => ${OVERLAP_HOURS}::int) end as both_until,
  (select count(*) from (
    select from webhook_deliveries d where d.webhook_id = w.id and d.state = 'waiting' limit ${COUNTED + 1}) c)::int as waiting`;

/** One's webhooks, the newest first. */
export function webhooksOf(db: Row): Promise<Webhook[]> {
  return db.rows<Webhook>(
    sql`select ${COLUMNS} from webhooks w order by w.made_at desc, w.id desc limit ${MOST_WEBHOOKS}`,
  );
}

/** One of them; undefined where it is nobody's or somebody else's. */
export function webhookWith(db: Pick<ReadDoor, 'row'>, id: string): Promise<Webhook | undefined> {
  return db.row<Webhook>(sql`select ${COLUMNS} from webhooks w where w.id = ${id}::uuid`);
}

/** Makes a webhook; a form that comes twice makes one. */
export async function makeWebhook(
  tx: WriteDoor,
  { id, url, events, sealed }: { id: string; url: string; events: string[]; sealed: string },
): Promise<Made> {
  // One after the other, so that two at once are counted.
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtext('webhooks ' || app_user_id()))`;
  const [found] = await tx.$queryRaw<{ n: number; known: boolean }[]>`
    select count(*)::int as n, coalesce(bool_or(id = ${id}::uuid), false) as known from webhooks`;
  if (found?.known) return 'known';
  if ((found?.n ?? 0) >= MOST_WEBHOOKS) return 'too_many';
  const made = await tx.$executeRaw`
    insert into webhooks (id, url, events, sealed) values (${id}::uuid, ${url}, ${events}::text[], ${sealed}) on conflict (id) do nothing`;
  return made > 0 ? 'made' : 'known';
}

/** Changes where it sends and what; what waits goes to the new address, at once. */
export async function changeWebhook(tx: WriteDoor, id: string, url: string, events: string[]): Promise<void> {
  await tx.$executeRaw`
    update webhooks set url = ${url}, events = ${events}::text[],
      held_until = case when url = ${url} then held_until end, failures = case when url = ${url} then failures else 0 end
    where id = ${id}::uuid`;
}

/** Switches a webhook off in its person's name, or on: then what still waits is due at once, with all its tries before it. */
export async function switchWebhook(tx: WriteDoor, id: string, on: boolean): Promise<boolean> {
  if (!on) {
    return (
      (await tx.$executeRaw`
        update webhooks set switched_off_at = now(), off_reason = 'person' where id = ${id}::uuid and switched_off_at is null`) >
      0
    );
  }
  const switched = await tx.$executeRaw`
    update webhooks set switched_off_at = null, off_reason = null, held_until = null, failures = 0
    where id = ${id}::uuid and switched_off_at is not null`;
  if (switched > 0) {
    await tx.$executeRaw`
      update webhook_deliveries set tries = 0, first_tried_at = null, due_at = now() where webhook_id = ${id}::uuid and state = 'waiting'`;
  }
  return switched > 0;
}

/** Removes a webhook with its log; false where it is not there. */
export async function removeWebhook(tx: WriteDoor, id: string): Promise<boolean> {
  return (await tx.$executeRaw`delete from webhooks where id = ${id}::uuid`) > 0;
}

/** The sealed secret of a webhook; undefined where it is not there. */
export async function sealedOf(db: Pick<ReadDoor, 'row'>, id: string): Promise<string | undefined> {
  return (await db.row<{ sealed: string }>(sql`select sealed from webhooks where id = ${id}::uuid`))?.sealed;
}

/** Gives a webhook a new secret, beside which the one of before holds for a day; false while an older one still does. */
export async function renewSecret(tx: WriteDoor, id: string, sealed: string): Promise<boolean> {
  const renewed = await tx.$executeRaw(sql`
    update webhooks w set sealed_before = sealed, sealed = ${sealed}, renewed_at = now()
    where w.id = ${id}::uuid and (${HOLDS_BEFORE}) is not true`);
  return renewed > 0;
}

/** Forgets secrets that hold no more. */
export async function forgetSecrets(tx: WriteDoor): Promise<void> {
  await tx.$executeRaw(sql`
    update webhooks w set sealed_before = null, renewed_at = null where w.renewed_at is not null and not (${HOLDS_BEFORE})`);
}
