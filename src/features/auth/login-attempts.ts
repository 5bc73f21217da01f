import type { Config } from '../../config.js';
import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';

type Rules = Config['auth'];
type Minutes = { minutes: number | null };

/** After how many hours without another one, and without a lock, wrong passwords are forgotten. */
export const FORGET_HOURS = 24;

/** How many minutes any of the keys stays locked, rounded up; undefined when none is. */
export async function lockedFor(tx: WriteDoor, keys: string[]): Promise<number | undefined> {
  const [row] = await tx.$queryRaw<Minutes[]>(sql`
    select ${minutesUntil(sql`max(locked_until)`)} as minutes from login_attempts
    where key = any(${keys}::text[]) and locked_until > now()`);
  return row && shown(row);
}

/** The keys that are locked now, each with the minutes left. */
export async function lockedKeys(db: Pick<ReadDoor, 'rows'>): Promise<Map<string, number>> {
  const rows = await db.rows<{ key: string; minutes: number }>(sql`
    select key, ${minutesUntil(sql`locked_until`)} as minutes from login_attempts where locked_until > now()`);
  return new Map(rows.map((row) => [row.key, shown(row) ?? 1]));
}

/** How an address stands with its tries: how many were wrong in a row, and the lock that they set, which may be over. */
export type LockoutStanding = { failures: number; last_failed_at: Date; locked_until: Date | null };

/** How the keys of an address stand; undefined where nothing is counted. */
export function standingOf(
  db: Pick<ReadDoor, 'row'>,
  keys: string[],
  rules: Rules,
): Promise<LockoutStanding | undefined> {
  return db.row<LockoutStanding>(sql`
    select ${failuresNow(rules, 0)} as failures, last_failed_at, locked_until from login_attempts as it
    where key = any(${keys}::text[]) order by locked_until desc nulls last, last_failed_at desc limit 1`);
}

/**
 * Counts a failure and locks where it was one too many; undefined during a lock, when nothing is counted. A row that was made
 * under an older key goes on under it: a new key must not give everyone five more guesses.
 */
export async function countFailure(
  tx: WriteDoor,
  keys: string[],
  rules: Rules,
): Promise<{ minutes: number | undefined } | undefined> {
  const count = failuresNow(rules, 1);
  const [row] = await tx.$queryRaw<Minutes[]>(sql`
    insert into login_attempts as it (key, failures, last_failed_at, locked_until)
    values (
      coalesce((select key from login_attempts where key = any(${keys}::text[])
        order by array_position(${keys}::text[], key) limit 1), ${keys[0]}::text),
      1, now(), ${lockAfter(sql`1`, rules)})
    on conflict (key) do update set failures = ${count}, last_failed_at = now(), locked_until = ${lockAfter(count, rules)}
    where it.locked_until is null or it.locked_until <= now()
    returning ${minutesUntil(sql`locked_until`)} as minutes`);
  return row && { minutes: shown(row) };
}

/** Forgets the failures of keys that are not locked. */
export async function forgetUnlocked(tx: WriteDoor, keys: string[]): Promise<void> {
  await tx.$executeRaw`
    delete from login_attempts where key = any(${keys}::text[]) and (locked_until is null or locked_until <= now())`;
}

/** Forgets the failures and the lock of the keys. */
export async function forget(tx: WriteDoor, keys: string[]): Promise<void> {
  await tx.$executeRaw`delete from login_attempts where key = any(${keys}::text[])`;
}

/** Removes rows that no longer mean anything. */
export async function forgetOld(tx: WriteDoor, rules: Rules): Promise<void> {
  await tx.$executeRaw(sql`
    delete from login_attempts where greatest(coalesce(locked_until, last_failed_at), last_failed_at)
      < now() - greatest(make_interval(hours => ${FORGET_HOURS}::int), ${windowOf(rules)})`);
}

// Once a lock was set, the window of the first failures no longer counts: only a day after the last lock ended does.
function failuresNow(rules: Rules, more: 0 | 1): Sql {
  return sql`(case
    when it.locked_until is null and it.last_failed_at < now() - ${windowOf(rules)} then ${more}::int
    when it.locked_until < now() - make_interval(hours => ${FORGET_HOURS}::int) then ${more}::int
    else it.failures + ${more}::int end)`;
}

function lockAfter(failures: Sql, { maxAttempts, lockoutMinutes }: Rules): Sql {
  return sql`case when ${failures} >= ${maxAttempts}::int then now() + make_interval(mins =>
    (${lockoutMinutes}::int[])[least(${failures} - ${maxAttempts}::int + 1, ${lockoutMinutes.length}::int)]) end`;
}

function windowOf({ attemptWindowMinutes }: Rules): Sql {
  return sql`make_interval(mins => ${attemptWindowMinutes}::int)`;
}

// By the clock, not by now(): who waited for the lock to be set began before it, and would read six minutes for five.
// Rounded to hundredths, for the column keeps milliseconds.
function minutesUntil(instant: Sql): Sql {
  return sql`ceil(round(extract(epoch from ${instant} - clock_timestamp()), 2) / 60)::int`;
}

function shown({ minutes }: Minutes): number | undefined {
  return minutes === null ? undefined : Math.max(1, minutes);
}
