import type { WriteDoor } from '../../../platform/postgres/database.js';
import { countFailure, forget, lockedFor } from '../login-attempts.js';

/** Five wrong codes within five minutes lock the step, for longer each time that it goes on: a guess an hour is left then. */
const RULES = { maxAttempts: 5, lockoutMinutes: [5, 15, 60], attemptWindowMinutes: 5 };

/** How many minutes the second step of a person stays locked, wherever it is tried; undefined where it is not. */
export function stepLockedFor(tx: WriteDoor, personId: string): Promise<number | undefined> {
  return lockedFor(tx, [keyOf(personId)]);
}

/** Counts a wrong code; answers the minutes of the lock that it set, if it was one too many. */
export async function countWrongCode(tx: WriteDoor, personId: string): Promise<number | undefined> {
  return (await countFailure(tx, [keyOf(personId)], RULES))?.minutes;
}

/** Forgets the wrong codes of a person, and the lock that they set. */
export function forgetWrongCodes(tx: WriteDoor, personId: string): Promise<void> {
  return forget(tx, [keyOf(personId)]);
}

// Beside the addresses' keys, which begin otherwise.
function keyOf(personId: string): string {
  return `two-factor:${personId}`;
}
