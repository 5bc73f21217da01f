import type { Config } from '../../config.js';
import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import { lockoutKeys } from './lockout-keys.js';
import {
  countFailure,
  forget,
  forgetOld,
  forgetUnlocked,
  lockedFor,
  lockedKeys,
  standingOf,
} from './login-attempts.js';

export type Lockout = ReturnType<typeof createLockout>;

/** What a failure led to: `counted` is false during a lock; `minutes` is there while the address is locked. */
export type LoginFailure = { counted: boolean; minutes: number | undefined };

/**
 * The progressive lockout of an address, whether or not it is anyone's. `login_attempts` is the only store, so all processes
 * count together and a restart forgets nothing. Each call is atomic; the caller commits before it answers. `began` hears of
 * each lock that a failure sets.
 */
export function createLockout(
  { auth, encryptionKeys }: Pick<Config, 'auth' | 'encryptionKeys'>,
  began: () => void = () => undefined,
) {
  const keysOf = lockoutKeys(encryptionKeys);
  return {
    /** How many minutes the address stays locked, rounded up; undefined when it is not. */
    lockedFor: (tx: WriteDoor, address: string) => lockedFor(tx, keysOf(address)),
    /** Counts a failure, unless the address is locked, and locks it when that was one too many. */
    async failed(tx: WriteDoor, address: string): Promise<LoginFailure> {
      const keys = keysOf(address);
      const counted = await countFailure(tx, keys, auth);
      if (!counted) return { counted: false, minutes: await lockedFor(tx, keys) };
      if (counted.minutes !== undefined) began();
      return { counted: true, minutes: counted.minutes };
    },
    /** Forgets the failures after the right password; during a lock it forgets nothing and answers the minutes left. */
    async passed(tx: WriteDoor, address: string): Promise<number | undefined> {
      const keys = keysOf(address);
      // It waits for a failure that is being counted and then sees its lock: no success slips past it.
      await forgetUnlocked(tx, keys);
      return lockedFor(tx, keys);
    },
    /**
     * Which accounts are locked by wrong tries, by their ids, each with the minutes left. The locks say nothing of whose they are:
     * where there is any, each account is held against them.
     */
    async lockedOut(db: Pick<ReadDoor, 'rows'>): Promise<Map<string, number>> {
      const locks = await lockedKeys(db);
      if (locks.size === 0) return new Map();
      const accounts = await db.rows<{ id: string; email: string }>(sql`select id::text, email from users`);
      return new Map(
        accounts.flatMap(({ id, email }): [string, number][] => {
          const minutes = keysOf(email).map((key) => locks.get(key) ?? 0);
          return Math.max(...minutes) > 0 ? [[id, Math.max(...minutes)]] : [];
        }),
      );
    },
    /** How an address stands with its tries; undefined where none was wrong. */
    standing: (db: Pick<ReadDoor, 'row'>, address: string) => standingOf(db, keysOf(address), auth),
    /** Lifts a lock and forgets the failures. */
    lift: (tx: WriteDoor, address: string) => forget(tx, keysOf(address)),
    /** Removes rows that no longer mean anything. */
    forgetOld: (tx: WriteDoor) => forgetOld(tx, auth),
  };
}
