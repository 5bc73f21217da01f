import type { Config } from '../../config.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { lockoutKeys } from './lockout-keys.js';
import { countFailure, forget, forgetOld, forgetUnlocked, lockedFor } from './login-attempts.js';

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
    /** Lifts a lock and forgets the failures. */
    lift: (tx: WriteDoor, address: string) => forget(tx, keysOf(address)),
    /** Removes rows that no longer mean anything. */
    forgetOld: (tx: WriteDoor) => forgetOld(tx, auth),
  };
}
