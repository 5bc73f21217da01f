import type { Config } from '../../config.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';
import { type AuditSource, audit } from '../../records/audit.js';
import type { ActDependencies } from './actions.js';
import type { Lockout } from './lockout.js';
import { markLogin } from './mark-login.js';
import { hasTwoFactor } from './second-factor/second-factor.js';

export type Credentials = { email: string; password: string };

/** How a login ended. All but `signed_in` and `locked` for an address that nobody owns look the same from outside. */
export type LoginOutcome =
  | { kind: 'signed_in'; personId: string; mustChangePassword: boolean }
  | { kind: 'second_step'; personId: string }
  | { kind: 'locked'; minutes: number }
  | { kind: 'wrong' | Barrier };

/** Why somebody may not come in, though they are who they say. */
export type Barrier = 'waiting' | 'rejected' | 'locked_by_admin' | 'unverified';

type Account = {
  id: string;
  email: string;
  name: string | null;
  password_hash: string;
  is_approved: boolean;
  rejected: boolean;
  locked: boolean;
  must_change_password: boolean;
  verified: boolean;
  two_factor: boolean;
};

/** Every way in which a login, or its second step, ends, for the metrics: they count from 0. */
export const OUTCOMES: (LoginOutcome['kind'] | 'wrong_code' | 'code_locked' | 'passkey_refused')[] = [
  'signed_in',
  'second_step',
  'wrong_code',
  'code_locked',
  'passkey_refused',
  'locked',
  'wrong',
  'waiting',
  'rejected',
  'locked_by_admin',
  'unverified',
];

const WHY = 'signing in happens before there is a person';

/**
 * Tries a login. Exactly one hash is computed, whoever the address belongs to and whether or not it is locked, with no
 * connection held; then one transaction counts, or forgets the failures and lets in, and is committed before this returns.
 */
export async function logIn(
  deps: ActDependencies & { config: Pick<Config, 'verifiesAddresses'> },
  lockout: Lockout,
  typed: Credentials,
  from: AuditSource,
): Promise<LoginOutcome> {
  const { database, passwords } = deps;
  const account = await accountWhere(deps, sql`email = ${typed.email.toLowerCase()}`);
  const right = account
    ? await passwords.verify(account.password_hash, typed.password)
    : await passwords.verifyNobody(typed.password);
  const outcome = await database.asSystem(WHY, (tx) =>
    account && right ? admit(tx, lockout, account, typed, from) : refuse(tx, lockout, account, typed, from),
  );
  if (account && (outcome.kind === 'signed_in' || outcome.kind === 'second_step'))
    await renewHash(deps, account, typed.password);
  return outcome;
}

/** The account of which that holds, as far as logging in asks. */
export async function accountWhere(
  { database, config }: Pick<ActDependencies, 'database'> & { config: Pick<Config, 'verifiesAddresses'> },
  holds: Sql,
): Promise<Account | undefined> {
  return database.readAsSystem(WHY, (db) =>
    db.row<Account>(sql`
      select id, email, name, password_hash, is_approved, rejected_at is not null as rejected, locked_by_admin_at is not null as locked, must_change_password,
        (email_verified_at is not null or not ${config.verifiesAddresses}::boolean) as verified,
        ${hasTwoFactor(sql`users.id`)} as two_factor
      from users where ${holds}`),
  );
}

async function refuse(
  tx: WriteDoor,
  lockout: Lockout,
  account: Account | undefined,
  typed: Credentials,
  from: AuditSource,
): Promise<LoginOutcome> {
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
  from: AuditSource,
): Promise<LoginOutcome> {
  const barrier = barrierOf(account);
  // Who may not come in yet has not succeeded: such a try neither counts nor forgets.
  const minutes = await (barrier ? lockout.lockedFor(tx, typed.email) : lockout.passed(tx, typed.email));
  if (minutes === undefined && !barrier) {
    const { id } = account;
    if (account.two_factor && (await holdsStill(tx, account))) return { kind: 'second_step', personId: id };
    if (!account.two_factor && (await markLogin(tx, id, from, sql`password_hash = ${account.password_hash}`)))
      return { kind: 'signed_in', personId: id, mustChangePassword: account.must_change_password };
  }
  await noteFailure(tx, account, from);
  return minutes === undefined ? { kind: barrier ?? 'wrong' } : { kind: 'locked', minutes };
}

// It waits for who is changing the account, and sees the change.
async function holdsStill(tx: WriteDoor, { id, password_hash }: Account): Promise<boolean> {
  const held = await tx.$queryRaw<object[]>(sql`
    select from users where id = ${id}::uuid and password_hash = ${password_hash} for share`);
  return held.length > 0;
}

/** What keeps the account from coming in, if anything does. */
export function barrierOf(
  account: Pick<Account, 'is_approved' | 'rejected' | 'locked' | 'verified'>,
): Barrier | undefined {
  if (account.locked) return 'locked_by_admin';
  if (account.rejected && !account.is_approved) return 'rejected';
  if (!account.verified) return 'unverified';
  return account.is_approved ? undefined : 'waiting';
}

// The actor of a failure is unknown, even when the address is someone's; an address that nobody owns is not written down.
async function noteFailure(tx: WriteDoor, account: Account | undefined, from: AuditSource): Promise<void> {
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
