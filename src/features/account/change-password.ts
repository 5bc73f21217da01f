import type { PersonRequest } from '../../http/person.js';
import type { Database, WriteDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import { audit } from '../../records/audit.js';
import { endSessions, type Lockout, passwordChangedMail } from '../auth/index.js';
import type { MailContent, Outbox } from '../mail/index.js';
import { type AccountDependencies, WHY } from './actions.js';

export type PasswordChange =
  | { kind: 'changed'; mail: string | undefined }
  | { kind: 'wrong' }
  | { kind: 'locked'; minutes: number };

/** What counts wrong guesses, and where a mail is written. */
type Keepers = { lockout: Lockout; outbox: Outbox };

/**
 * Changes the password and ends every session of the person, this one included: the caller signs in anew, and sends the mail that tells
 * of it. A wrong current
 * password counts as a failed login, so that an open session is no way around the lockout.
 */
export async function changePassword(
  { database, passwords, config }: AccountDependencies,
  { lockout, outbox }: Keepers,
  req: PersonRequest,
  typed: { current_password: string; new_password: string },
): Promise<PasswordChange> {
  const before = await ownHash(database, req.person.id);
  if (before === undefined || !(await passwords.verify(before, typed.current_password)))
    return database.asSystem(WHY, (tx) => countWrong(tx, lockout, req));
  // Asked before the new hash is computed: its time would tell, during a lock, that the guess was right.
  const minutes = await database.asSystem(WHY, (tx) => lockout.lockedFor(tx, req.person.email));
  if (minutes !== undefined) return { kind: 'locked', minutes };
  const after = await passwords.hash(typed.new_password);
  return database.asSystem(WHY, (tx) =>
    putNew(tx, { lockout, outbox }, req, { before, after }, passwordChangedMail(config)),
  );
}

async function ownHash(database: Database, id: string): Promise<string | undefined> {
  const account = await database.readAsSystem(WHY, (db) =>
    db.row<{ password_hash: string }>(sql`select password_hash from users where id = ${id}::uuid`),
  );
  return account?.password_hash;
}

async function countWrong(tx: WriteDoor, lockout: Lockout, req: PersonRequest): Promise<PasswordChange> {
  const { counted, minutes } = await lockout.failed(tx, req.person.email);
  await audit(tx, req, 'login_failed', subjectOf(req));
  if (minutes === undefined) return { kind: 'wrong' };
  if (counted) await audit(tx, req, 'lockout', subjectOf(req));
  return { kind: 'locked', minutes };
}

// Another request may have locked the address, or changed the password, while the hash was computed.
async function putNew(
  tx: WriteDoor,
  { lockout, outbox }: Keepers,
  req: PersonRequest,
  hash: { before: string; after: string },
  notice: MailContent,
): Promise<PasswordChange> {
  const { id, email } = req.person;
  const minutes = await lockout.passed(tx, email);
  if (minutes !== undefined) return { kind: 'locked', minutes };
  const { count } = await tx.user.updateMany({
    where: { id, passwordHash: hash.before },
    data: { passwordHash: hash.after, passwordChangedAt: new Date(), mustChangePassword: false },
  });
  if (count === 0) return { kind: 'wrong' };
  await endSessions(tx, id);
  await audit(tx, req, 'password_changed', subjectOf(req));
  return {
    kind: 'changed',
    mail: outbox.sends ? await outbox.write(tx, 'password_changed', req.person, notice) : undefined,
  };
}

function subjectOf({ person }: PersonRequest) {
  return { kind: 'user', id: person.id };
}
