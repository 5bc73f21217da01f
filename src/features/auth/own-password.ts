import type { PersonRequest } from '../../http/person.js';
import type { Database, WriteDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import { audit } from '../../records/audit.js';
import type { ActDependencies } from './actions.js';
import type { Lockout } from './lockout.js';

const WHY = "one's own password stands in a table that persons cannot read";

/** Why a password that somebody signed in has typed was not taken. */
export type Refused = { kind: 'wrong' } | { kind: 'locked'; minutes: number };

/**
 * Whether what was typed is the password of whoever is signed in. A wrong one counts as a failed login, so that an open session is
 * no way around the lockout; during a lock the right one is refused as well.
 */
export async function confirmPassword(
  { database, passwords }: ActDependencies,
  lockout: Lockout,
  req: PersonRequest,
  typed: string,
): Promise<{ kind: 'right' } | Refused> {
  const hash = await ownHash(database, req.person.id);
  const isRight = hash !== undefined && (await passwords.verify(hash, typed));
  return database.asSystem(WHY, async (tx) => {
    if (!isRight) return countWrong(tx, lockout, req);
    const minutes = await lockout.passed(tx, req.person.email);
    if (minutes !== undefined) return { kind: 'locked', minutes };
    await audit(tx, req, 'confirmed', subjectOf(req));
    return { kind: 'right' };
  });
}

/** The hash of a person's password, to be tried with no connection held. */
export async function ownHash(database: Database, id: string): Promise<string | undefined> {
  const account = await database.readAsSystem(WHY, (db) =>
    db.row<{ password_hash: string }>(sql`select password_hash from users where id = ${id}::uuid`),
  );
  return account?.password_hash;
}

/** Counts a wrong password of whoever is signed in, as at login. */
export async function countWrong(tx: WriteDoor, lockout: Lockout, req: PersonRequest): Promise<Refused> {
  const { counted, minutes } = await lockout.failed(tx, req.person.email);
  await audit(tx, req, 'login_failed', subjectOf(req));
  if (minutes === undefined) return { kind: 'wrong' };
  if (counted) await audit(tx, req, 'lockout', subjectOf(req));
  return { kind: 'locked', minutes };
}

/** What is said of a lockout. */
export function lockedText(minutes: number): string {
  return `Account locked. Try again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`;
}

function subjectOf({ person }: PersonRequest) {
  return { kind: 'user', id: person.id };
}
