import { readerOf } from '../../http/list/sql.js';
import type { Role } from '../../http/person.js';
import { Conflict, NotFound } from '../../platform/errors.js';
import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import { type AuditSource, audit } from '../../records/audit.js';
import { endTokens } from '../api-tokens/index.js';
import { callOffInvitation, endSessions, type Lockout } from '../auth/index.js';

export type Account = {
  id: string;
  email: string;
  name: string | null;
  role: Role;
  is_approved: boolean;
  rejected: boolean;
  locked_by_admin: boolean;
};

type Who = { id: string } | { email: string };

/** The account of that id or address, its row and the admins' locked until the transaction ends; a stranger is `NotFound`. */
export async function accountToChange(tx: WriteDoor, who: Who): Promise<Account> {
  const [id, email] = namedBy(who);
  // All admins with it, in one order, so that of two who demote each other the second waits and sees what the first did.
  await tx.$queryRaw`
    select id from users where id = ${id}::uuid or email = ${email} or role = 'ADMIN' order by id for update`;
  return accountOf(readerOf(tx), who);
}

/** The account of that id or address as it stands; a stranger is `NotFound`. */
export async function accountOf(db: Pick<ReadDoor, 'row'>, who: Who): Promise<Account> {
  const [id, email] = namedBy(who);
  const account = await db.row<Account>(sql`
    select id::text, email, name, role, is_approved, rejected_at is not null as rejected, locked_by_admin_at is not null as locked_by_admin
    from users where id = ${id}::uuid or email = ${email}`);
  if (!account) throw new NotFound('no account has this id or email');
  return account;
}

function namedBy(who: Who): [string | null, string | null] {
  return 'id' in who ? [who.id, null] : [null, who.email.trim().toLowerCase()];
}

/** Lets the account in, also one that was rejected before; answers false when it was in already. */
export async function approve(
  tx: WriteDoor,
  account: Account,
  by: AuditSource,
  note?: string | null,
): Promise<boolean> {
  if (account.is_approved) return false;
  await tx.user.update({ where: { id: account.id }, data: { isApproved: true, rejectedAt: null } });
  await callOffInvitation(tx, account.email);
  await decide(tx, account, by, 'approved', note);
  return true;
}

/** Turns a waiting account down: its address is kept and can be approved later. Answers false when it was rejected already. */
export async function reject(tx: WriteDoor, account: Account, by: AuditSource, note?: string | null): Promise<boolean> {
  if (account.is_approved) throw new Conflict('This account was approved meanwhile, so it cannot be rejected.');
  if (account.rejected) return false;
  await tx.user.update({ where: { id: account.id }, data: { rejectedAt: new Date() } });
  await decide(tx, account, by, 'rejected', note);
  return true;
}

/** Gives the account a role and ends its sessions and tokens; answers false when it had that role. The last admin keeps theirs. */
export async function setRole(tx: WriteDoor, account: Account, role: Role, by: AuditSource): Promise<boolean> {
  if (account.role === role) return false;
  if (account.role === 'ADMIN') await refuseLastAdmin(tx, account);
  await tx.user.update({ where: { id: account.id }, data: { role } });
  await endSessions(tx, account.id);
  await endTokens(tx, account.id);
  await audit(tx, by, 'role_set', subject(account));
  return true;
}

/** Keeps the account out until it is unlocked and ends its sessions and tokens; answers false when it was locked already. The last admin stays. */
export async function lock(tx: WriteDoor, account: Account, by: AuditSource, reason: string): Promise<boolean> {
  if (account.locked_by_admin) return false;
  if (account.role === 'ADMIN') await refuseLastAdmin(tx, account);
  await tx.user.update({ where: { id: account.id }, data: { lockedByAdminAt: new Date() } });
  await endSessions(tx, account.id);
  await endTokens(tx, account.id);
  await decide(tx, account, by, 'locked', reason);
  return true;
}

/** Lifts the lock that failed logins set and the one that an admin set. */
export async function unlock(
  tx: WriteDoor,
  lockout: Lockout,
  account: Account,
  by: AuditSource,
  reason?: string | null,
): Promise<void> {
  await lockout.lift(tx, account.email);
  await tx.user.update({ where: { id: account.id }, data: { lockedByAdminAt: null } });
  await decide(tx, account, by, 'unlocked', reason);
}

/** Leads the next login to the form that changes the password and nowhere else, and ends all sessions. */
export async function forcePassword(tx: WriteDoor, account: Account, by: AuditSource): Promise<void> {
  await tx.user.update({ where: { id: account.id }, data: { mustChangePassword: true } });
  await endSessions(tx, account.id);
  await audit(tx, by, 'password_forced', subject(account));
}

/** Logs the account out everywhere. */
export async function endSessionsOf(tx: WriteDoor, account: Account, by: AuditSource): Promise<void> {
  await endSessions(tx, account.id);
  await audit(tx, by, 'sessions_ended', subject(account));
}

/** Sets a password that must be changed at the next login, lifts the lock of failed logins, and ends all sessions. */
export async function resetPassword(
  tx: WriteDoor,
  lockout: Lockout,
  account: Account,
  passwordHash: string,
  by: AuditSource,
): Promise<void> {
  await tx.user.update({
    where: { id: account.id },
    data: { passwordHash, passwordChangedAt: new Date(), mustChangePassword: true },
  });
  await lockout.lift(tx, account.email);
  await endSessions(tx, account.id);
  await audit(tx, by, 'password_reset', subject(account));
}

/** Throws where no other admin could log in; the account's row and the admins' must be locked. */
export async function refuseLastAdmin(tx: WriteDoor, account: Account): Promise<void> {
  const admins = await tx.$queryRaw<{ id: string }[]>`
    select id from users where role = 'ADMIN' and is_approved and locked_by_admin_at is null and deletion_due_at is null`;
  if (!admins.some(({ id }) => id !== account.id)) {
    throw new Conflict('This is the last admin. Make someone else an admin first.');
  }
}

// The log keeps that it was done; what was said of it stands beside the account, and goes with it.
async function decide(
  tx: WriteDoor,
  account: Account,
  by: AuditSource,
  decision: 'approved' | 'rejected' | 'locked' | 'unlocked',
  note: string | null | undefined,
): Promise<void> {
  await tx.$executeRaw`
    insert into account_decisions (user_id, decided_by, decision, note)
    values (${account.id}::uuid, ${by.person?.id ?? null}::uuid, ${decision}, ${note || null})`;
  await audit(tx, by, decision, subject(account));
}

function subject({ id }: Account) {
  return { kind: 'user', id };
}
