import type { PersonRequest } from '../../http/person.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { audit } from '../../records/audit.js';
import { countWrong, endSessions, type Lockout, ownHash, passwordChangedMail, type Refused } from '../auth/index.js';
import type { MailContent, Outbox } from '../mail/index.js';
import { type AccountDependencies, WHY } from './actions.js';

export type PasswordChange = { kind: 'changed'; mail: string | undefined } | Refused;

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
  await audit(tx, req, 'password_changed', { kind: 'user', id });
  return {
    kind: 'changed',
    mail: outbox.sends ? await outbox.write(tx, 'password_changed', req.person, notice) : undefined,
  };
}
