import type { Config } from '../../config.js';
import type { PersonRequest } from '../../http/person.js';
import type { Metrics } from '../../platform/metrics.js';
import type { Passwords } from '../../platform/passwords.js';
import type { Database } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import { audit } from '../../records/audit.js';
import { endSessions, type Lockout } from '../auth/index.js';

export type AccountDependencies = { config: Config; database: Database; passwords: Passwords; metrics: Metrics };

export type PasswordChange = { kind: 'changed' } | { kind: 'wrong' } | { kind: 'locked'; minutes: number };

const WHY = "one's own account stands in a table that persons cannot read";

/** The name as it was typed; null when the person gave none. */
export async function ownName(database: Database, personId: string): Promise<string | null> {
  const row = await database.readAsSystem(WHY, (db) =>
    db.row<{ name: string | null }>(sql`select name from users where id = ${personId}::uuid`),
  );
  return row?.name ?? null;
}

/** Changes a setting of one's own account. */
export async function changeSettings(
  database: Database,
  req: PersonRequest,
  data: { theme?: string; name?: string | null; shortcuts?: boolean },
): Promise<void> {
  await database.asSystem(WHY, async (tx) => {
    await tx.user.update({ where: { id: req.person.id }, data });
    await audit(tx, req, 'settings_changed', { kind: 'user', id: req.person.id });
  });
}

/**
 * Changes the password and ends every session of the person, this one included: the caller signs in anew. A wrong current
 * password counts as a failed login, so that an open session is no way around the lockout.
 */
export async function changePassword(
  { database, passwords }: AccountDependencies,
  lockout: Lockout,
  req: PersonRequest,
  typed: { current_password: string; new_password: string },
): Promise<PasswordChange> {
  const { person } = req;
  const subject = { kind: 'user', id: person.id };
  const account = await database.readAsSystem(WHY, (db) =>
    db.row<{ password_hash: string }>(sql`select password_hash from users where id = ${person.id}::uuid`),
  );
  const right = account !== undefined && (await passwords.verify(account.password_hash, typed.current_password));
  // Asked before the new hash is computed: its time would tell, during a lock, that the guess was right.
  const barred = right ? await database.asSystem(WHY, (tx) => lockout.lockedFor(tx, person.email)) : undefined;
  if (barred !== undefined) return { kind: 'locked', minutes: barred };
  const hash = right ? await passwords.hash(typed.new_password) : undefined;
  return database.asSystem(WHY, async (tx): Promise<PasswordChange> => {
    if (!hash) {
      const { counted, minutes } = await lockout.failed(tx, person.email);
      await audit(tx, req, 'login_failed', subject);
      if (minutes === undefined) return { kind: 'wrong' };
      if (counted) await audit(tx, req, 'lockout', subject);
      return { kind: 'locked', minutes };
    }
    const minutes = await lockout.passed(tx, person.email);
    if (minutes !== undefined) return { kind: 'locked', minutes };
    const { count } = await tx.user.updateMany({
      where: { id: person.id, passwordHash: account?.password_hash },
      data: { passwordHash: hash, mustChangePassword: false },
    });
    if (count === 0) return { kind: 'wrong' };
    await endSessions(tx, person.id);
    await audit(tx, req, 'password_changed', subject);
    return { kind: 'changed' };
  });
}
