import type { Request } from 'express';
import { v7 as uuidv7 } from 'uuid';
import type { Config } from '../../config.js';
import type { Metrics } from '../../platform/metrics.js';
import type { Passwords } from '../../platform/passwords.js';
import type { Database, WriteDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import { addressOf, audit, type Source } from '../../records/audit.js';
import type { Lockout } from './lockout.js';
import { endSessions } from './sessions.js';
import { takeSetupToken } from './setup-link.js';

export type AuthDependencies = { config: Config; database: Database; passwords: Passwords; metrics: Metrics };
/** What the acts themselves need. */
type ActDependencies = Pick<AuthDependencies, 'database' | 'passwords'>;
export type Credentials = { email: string; password: string };
export type NewAccount = { email: string; name: string | null; password: string };

/** How a login ended. All but `signed_in` and `locked` for an address that nobody owns look the same from outside. */
export type Outcome =
  | { kind: 'signed_in'; personId: string; mustChangePassword: boolean }
  | { kind: 'locked'; minutes: number }
  | { kind: 'wrong' | 'waiting' | 'rejected' | 'locked_by_admin' };

type Account = {
  id: string;
  password_hash: string;
  is_approved: boolean;
  rejected: boolean;
  locked: boolean;
  must_change_password: boolean;
};

/** Every kind of outcome, for the metrics: they count from 0. */
export const OUTCOMES: Outcome['kind'][] = ['signed_in', 'locked', 'wrong', 'waiting', 'rejected', 'locked_by_admin'];

const WHY = 'signing in happens before there is a person';

/**
 * Tries a login. Exactly one hash is computed, whoever the address belongs to and whether or not it is locked, with no
 * connection held; then one transaction counts, or forgets the failures and lets in, and is committed before this returns.
 */
export async function logIn(
  deps: ActDependencies,
  lockout: Lockout,
  typed: Credentials,
  from: Source,
): Promise<Outcome> {
  const { database, passwords } = deps;
  const account = await accountOf(database, typed.email);
  const right = account
    ? await passwords.verify(account.password_hash, typed.password)
    : await passwords.verifyNobody(typed.password);
  const outcome = await database.asSystem(WHY, (tx) =>
    account && right ? admit(tx, lockout, account, typed, from) : refuse(tx, lockout, account, typed, from),
  );
  if (account && outcome.kind === 'signed_in') await renewHash(deps, account, typed.password);
  return outcome;
}

/** Adds a waiting account. An address that exists is left as it is, and the caller cannot tell: same hash, same time. */
export async function register(
  { database, passwords }: ActDependencies,
  account: NewAccount,
  from: Source,
): Promise<void> {
  const hash = await passwords.hash(account.password);
  await database.asSystem('who registers is nobody yet', async (tx) => {
    const id = uuidv7();
    const added = await tx.$executeRaw`
      insert into users (id, email, name, password_hash) values (${id}::uuid, ${account.email}, ${account.name}, ${hash})
      on conflict (email) do nothing`;
    if (added > 0) await audit(tx, from, 'registered', { kind: 'user', id });
  });
}

/** Makes the first admin for whoever holds the setup link and uses the link up; undefined when the link no longer holds. */
export async function createFirstAdmin(
  { database, passwords }: ActDependencies,
  token: string,
  account: NewAccount,
  from: Source,
): Promise<string | undefined> {
  const hash = await passwords.hash(account.password);
  return database.asSystem('the first admin is made before there is a person', async (tx) => {
    if (!(await takeSetupToken(tx, token))) return undefined;
    const id = await createAdmin(tx, account, hash, from);
    await markLogin(tx, { id, password_hash: hash }, from);
    return id;
  });
}

/** Makes an approved admin; whoever had registered that address before becomes one, with this password. */
export async function createAdmin(
  tx: WriteDoor,
  { email, name }: Omit<NewAccount, 'password'>,
  passwordHash: string,
  from: Source,
): Promise<string> {
  const admin = {
    passwordHash,
    role: 'ADMIN',
    isApproved: true,
    rejectedAt: null,
    lockedByAdminAt: null,
    mustChangePassword: false,
  };
  const { id } = await tx.user.upsert({
    where: { email },
    create: { id: uuidv7(), email, name, ...admin },
    update: { ...admin, ...(name ? { name } : {}) },
    select: { id: true },
  });
  await endSessions(tx, id);
  await audit(tx, from, 'admin_created', { kind: 'user', id });
  return id;
}

async function accountOf(database: Database, address: string): Promise<Account | undefined> {
  return database.readAsSystem(WHY, (db) =>
    db.row<Account>(sql`
      select id, password_hash, is_approved, rejected_at is not null as rejected, locked_by_admin_at is not null as locked, must_change_password
      from users where email = ${address.toLowerCase()}`),
  );
}

async function refuse(
  tx: WriteDoor,
  lockout: Lockout,
  account: Account | undefined,
  typed: Credentials,
  from: Source,
): Promise<Outcome> {
  const { counted, minutes } = await lockout.failed(tx, typed.email);
  await noteFailure(tx, account, from);
  if (minutes === undefined) return { kind: 'wrong' };
  if (counted) await audit(tx, from, 'lockout', subjectOf(account));
  return { kind: 'locked', minutes };
}

async function admit(
  tx: WriteDoor,
  lockout: Lockout,
  account: Account,
  typed: Credentials,
  from: Source,
): Promise<Outcome> {
  const barrier = barrierOf(account);
  // Who may not come in yet has not succeeded: such a try neither counts nor forgets.
  const minutes = await (barrier ? lockout.lockedFor(tx, typed.email) : lockout.passed(tx, typed.email));
  if (minutes === undefined && !barrier && (await markLogin(tx, account, from))) {
    await audit(tx, { ...from, person: { id: account.id } }, 'login', subjectOf(account));
    return { kind: 'signed_in', personId: account.id, mustChangePassword: account.must_change_password };
  }
  await noteFailure(tx, account, from);
  return minutes === undefined ? { kind: barrier ?? 'wrong' } : { kind: 'locked', minutes };
}

function barrierOf(account: Account): 'waiting' | 'rejected' | 'locked_by_admin' | undefined {
  if (account.locked) return 'locked_by_admin';
  if (account.is_approved) return undefined;
  return account.rejected ? 'rejected' : 'waiting';
}

// Asked again inside the transaction: the password or the approval may have changed while the hash was computed.
async function markLogin(
  tx: WriteDoor,
  account: Pick<Account, 'id' | 'password_hash'>,
  from: Source,
): Promise<boolean> {
  const marked = await tx.$executeRaw`
    update users set last_login_at = now(), last_login_ip = ${addressOf(from)}
    where id = ${account.id}::uuid and password_hash = ${account.password_hash} and is_approved and locked_by_admin_at is null`;
  return marked > 0;
}

// The actor of a failure is unknown, even when the address is someone's; an address that nobody owns is not written down.
async function noteFailure(tx: WriteDoor, account: Account | undefined, from: Source): Promise<void> {
  await audit(tx, from, 'login_failed', subjectOf(account));
}

function subjectOf(account: Account | undefined) {
  return account && { kind: 'user', id: account.id };
}

// Only after a login that succeeded: done during a lock, its time would tell that the password was right.
async function renewHash({ database, passwords }: ActDependencies, account: Account, password: string): Promise<void> {
  if (!passwords.needsRehash(account.password_hash)) return;
  const hash = await passwords.hash(password);
  await database.asSystem(
    WHY,
    (tx) => tx.$executeRaw`
    update users set password_hash = ${hash} where id = ${account.id}::uuid and password_hash = ${account.password_hash}`,
  );
}

/** Where a request comes from, without the person its session may still name. */
export function sourceOf(req: Request): Source {
  return { id: req.id, ip: req.ip };
}
