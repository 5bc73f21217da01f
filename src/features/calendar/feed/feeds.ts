import { createHash, randomBytes } from 'node:crypto';
import { readerOf } from '../../../http/list/sql.js';
import type { Database, ReadDoor, WriteDoor } from '../../../platform/postgres/database.js';
import { sql } from '../../../platform/postgres/sql.js';

/** When an entry reminds of itself: the words, and the time from the beginning of its day. */
export const ALARMS = {
  day_before: { label: '09:00 the day before', trigger: '-PT15H' },
  same_day: { label: '09:00 on the day', trigger: 'PT9H' },
  week_before: { label: '09:00 a week before', trigger: '-P6DT15H' },
} as const;
export type Alarm = keyof typeof ALARMS;
/** What somebody chose of their feed. */
export type FeedChoice = { left_out: string[]; is_masked: boolean; alarm: Alarm | null };
/** Somebody's feed, without its secret. */
export type Feed = FeedChoice & {
  version: number;
  made_at: Date;
  fetched_at: Date | null;
  fetched_entries: number | null;
};
/** A feed that is asked for by its address, and whose it is. */
export type AskedFeed = Feed & { user_id: string };

const COLUMNS = sql`f.left_out, f.is_masked, f.alarm, f.version, f.made_at, f.fetched_at, f.fetched_entries`;
/** A fetch is noted once in so many minutes, so that asking often writes seldom. */
const NOTED_MINUTES = 5;
const SECRET = /^[\w-]{43}$/;

/** The reader's own feed; undefined where there is none. */
export function ownFeed(db: Pick<ReadDoor, 'row'>): Promise<Feed | undefined> {
  return db.row<Feed>(sql`select ${COLUMNS} from calendar_feeds f`);
}

/** Saves what was chosen; false where there is no feed yet. */
export async function saveFeed(tx: WriteDoor, { left_out, is_masked, alarm }: FeedChoice): Promise<boolean> {
  const saved = await tx.$executeRaw(sql`
    update calendar_feeds set left_out = ${left_out}::text[], is_masked = ${is_masked}, alarm = ${alarm}, version = version + 1`);
  return saved > 0;
}

/** Makes the secret of a new address, in the place of the one before, which leads nowhere from then on. It is told this once. */
export async function renewFeed(tx: WriteDoor): Promise<string> {
  const secret = randomBytes(32).toString('base64url');
  await tx.$executeRaw(sql`
    insert into calendar_feeds (token_hash) values (${hashed(secret)})
    on conflict (user_id) do update set token_hash = excluded.token_hash, version = calendar_feeds.version + 1,
      made_at = now(), fetched_at = null, fetched_entries = null`);
  return secret;
}

/** Takes the address back. */
export async function endFeed(tx: WriteDoor): Promise<void> {
  await tx.$executeRaw(sql`delete from calendar_feeds`);
}

/** Takes a person's address back, in their absence. */
export async function endFeedOf(tx: WriteDoor, personId: string): Promise<void> {
  await tx.$executeRaw(sql`delete from calendar_feeds where user_id = ${personId}::uuid`);
}

/** The feed at an address, of somebody who may still come here; undefined for every other. */
export async function feedBySecret(database: Database, secret: unknown): Promise<AskedFeed | undefined> {
  if (typeof secret !== 'string' || !SECRET.test(secret)) return undefined;
  return database.readAsSystem('the address of a feed says whose it is', (db) =>
    db.row<AskedFeed>(sql`
      select ${COLUMNS}, f.user_id from calendar_feeds f join users u on u.id = f.user_id
      where f.token_hash = ${hashed(secret)} and u.is_approved and u.locked_by_admin_at is null`),
  );
}

/** Notes when a feed was fetched, and how much it held. */
export async function noteFetch(database: Database, feed: AskedFeed, entries: number | null): Promise<void> {
  if (feed.fetched_at && Date.now() - feed.fetched_at.getTime() < NOTED_MINUTES * 60_000) return;
  await database.asUser(feed.user_id, (tx) =>
    tx.$executeRaw(
      sql`update calendar_feeds set fetched_at = now(), fetched_entries = coalesce(${entries}::integer, fetched_entries)`,
    ),
  );
}

/** The same through the door of a change. */
export const ownFeedIn = (tx: WriteDoor) => ownFeed(readerOf(tx));

function hashed(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}
