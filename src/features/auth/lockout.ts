import { createHmac, hkdfSync } from 'node:crypto';
import type { Config } from '../../config.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';

export type Lockout = ReturnType<typeof createLockout>;

/** What a failure led to: `counted` is false during a lock; `minutes` is there while the address is locked. */
export type Failure = { counted: boolean; minutes: number | undefined };

const FORGET_HOURS = 24;

/**
 * The progressive lockout of an address, whether or not it is anyone's. `login_attempts` is the only store, so all processes
 * count together and a restart forgets nothing. Each call is atomic; the caller commits before it answers. `began` hears of
 * each lock that a failure sets.
 */
export function createLockout(
  { auth, encryptionKeys }: Pick<Config, 'auth' | 'encryptionKeys'>,
  began: () => void = () => undefined,
) {
  const secrets = encryptionKeys.map(({ key }) => Buffer.from(hkdfSync('sha256', key, '', 'login attempts', 32)));
  const keysOf = (address: string) =>
    secrets.map((secret) => `id:${createHmac('sha256', secret).update(normalised(address)).digest('base64url')}`);
  const window = sql`make_interval(mins => ${auth.attemptWindowMinutes}::int)`;

  // Once a lock was set, the window of the first failures no longer counts: only a day after the last lock ended does.
  const count = sql`case
    when it.locked_until is null and it.last_failed_at < now() - ${window} then 1
    when it.locked_until < now() - make_interval(hours => ${FORGET_HOURS}::int) then 1
    else it.failures + 1 end`;
  const lockAfter = (
    failures: Sql,
  ) => sql`case when ${failures} >= ${auth.maxAttempts}::int then now() + make_interval(mins =>
    (${auth.lockoutMinutes}::int[])[least(${failures} - ${auth.maxAttempts}::int + 1, ${auth.lockoutMinutes.length}::int)]) end`;

  /** How many minutes the address stays locked, rounded up; undefined when it is not. */
  async function lockedFor(tx: WriteDoor, address: string): Promise<number | undefined> {
    const [row] = await tx.$queryRaw<{ minutes: number | null }[]>(sql`
      select ${minutesUntil(sql`max(locked_until)`)} as minutes from login_attempts
      where key = any(${keysOf(address)}::text[]) and locked_until > now()`);
    return shown(row);
  }

  return {
    lockedFor,
    /** Counts a failure, unless the address is locked, and locks it when that was one too many. */
    async failed(tx: WriteDoor, address: string): Promise<Failure> {
      const keys = keysOf(address);
      // A row that was made under an older key goes on under it: a new key must not give everyone five more guesses.
      const rows = await tx.$queryRaw<{ minutes: number | null }[]>(sql`
        insert into login_attempts as it (key, failures, last_failed_at, locked_until)
        values (
          coalesce((select key from login_attempts where key = any(${keys}::text[])
            order by array_position(${keys}::text[], key) limit 1), ${keys[0]}::text),
          1, now(), ${lockAfter(sql`1`)})
        on conflict (key) do update set failures = ${count}, last_failed_at = now(), locked_until = ${lockAfter(sql`(${count})`)}
        where it.locked_until is null or it.locked_until <= now()
        returning ${minutesUntil(sql`locked_until`)} as minutes`);
      if (rows[0]) {
        const minutes = shown(rows[0]);
        if (minutes !== undefined) began();
        return { counted: true, minutes };
      }
      return { counted: false, minutes: await lockedFor(tx, address) };
    },
    /** Forgets the failures after the right password; during a lock it forgets nothing and answers the minutes left. */
    async passed(tx: WriteDoor, address: string): Promise<number | undefined> {
      // The delete waits for a failure that is being counted and then sees its lock: no success slips past it.
      await tx.$executeRaw`
        delete from login_attempts where key = any(${keysOf(address)}::text[]) and (locked_until is null or locked_until <= now())`;
      return lockedFor(tx, address);
    },
    /** Lifts a lock and forgets the failures. */
    async lift(tx: WriteDoor, address: string): Promise<void> {
      await tx.$executeRaw`delete from login_attempts where key = any(${keysOf(address)}::text[])`;
    },
    /** Removes rows that no longer mean anything. */
    async forgetOld(tx: WriteDoor): Promise<void> {
      await tx.$executeRaw(sql`
        delete from login_attempts where greatest(coalesce(locked_until, last_failed_at), last_failed_at)
          < now() - greatest(make_interval(hours => ${FORGET_HOURS}::int), ${window})`);
    },
  };
}

/** One person types an address in many ways; failures count together. */
export function normalised(address: string): string {
  return address.trim().toLowerCase();
}

// By the clock, not by now(): who waited for the lock to be set began before it, and would read six minutes for five.
// Rounded to hundredths, for the column keeps milliseconds.
function minutesUntil(instant: Sql): Sql {
  return sql`ceil(round(extract(epoch from ${instant} - clock_timestamp()), 2) / 60)::int`;
}

function shown(row: { minutes: number | null } | undefined): number | undefined {
  return row?.minutes == null ? undefined : Math.max(1, row.minutes);
}
