import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import type { PersonRequest } from '../../../http/person.js';
import type { Database, WriteDoor } from '../../../platform/postgres/database.js';
import { sql } from '../../../platform/postgres/sql.js';
import { type AuditSource, audit } from '../../../records/audit.js';
import type { Outbox, Recipient } from '../../mail/index.js';
import type { AuthDependencies } from '../actions.js';
import type { Lockout } from '../lockout.js';
import { accountWhere, type Barrier, barrierOf } from '../log-in.js';
import { markLogin } from '../mark-login.js';
import { twoFactorMail } from '../second-factor/notice.js';
import { isHandleOf, type PasskeySite, signCountIn } from './ceremony.js';
import { countUse, type KnownPasskey, passkeyCalled } from './passkeys.js';

const WHY = 'who logs in by a passkey is nobody before';

/** How a login by passkey ended. `copied`: its counter went back; the mail that tells its owner is to be sent. */
export type PasskeyOutcome =
  | { kind: 'signed_in'; personId: string; mustChangePassword: boolean }
  | { kind: 'locked'; minutes: number }
  | { kind: 'copied'; mail: string | undefined }
  | { kind: 'refused' }
  | { kind: Barrier };

/** What a browser answered to a challenge of this site. */
type Signed = { site: PasskeySite; challenge: string; answer: AuthenticationResponseJSON };
type Keepers = { lockout: Lockout; outbox: Outbox };
type Account = NonNullable<Awaited<ReturnType<typeof accountWhere>>>;

/** Lets in whoever signed the challenge by a passkey. What keeps out after the right password keeps out here as well. */
export async function logInByPasskey(
  deps: AuthDependencies,
  keepers: Keepers,
  given: Signed,
  from: AuditSource,
): Promise<PasskeyOutcome> {
  const { database } = deps;
  const { passkey, signCount } = await readSigned(database, given);
  const account = signCount === undefined ? undefined : await accountWhere(deps, sql`id = ${passkey?.user_id}::uuid`);
  return database.asSystem(WHY, async (tx) => {
    if (!passkey || signCount === undefined || !account) {
      await audit(tx, from, 'login_failed', passkey && subjectOf(passkey));
      return { kind: 'refused' };
    }
    if (await countUse(tx, passkey.id, signCount)) return admit(tx, keepers.lockout, account, from);
    return { kind: 'copied', mail: await tellOfCopy(tx, deps, keepers.outbox, account, from) };
  });
}

/**
 * Whether a passkey of whoever is signed in signed the challenge: as good as their password, and refused where that would be. One
 * of somebody else is none of theirs.
 */
export async function confirmByPasskey(
  deps: AuthDependencies,
  keepers: Keepers,
  given: Signed,
  req: PersonRequest,
): Promise<{ kind: 'right' | 'refused' } | Extract<PasskeyOutcome, { kind: 'locked' | 'copied' }>> {
  const { person } = req;
  const { passkey, signCount } = await readSigned(deps.database, given);
  return deps.database.asSystem("one's own passkeys stand in a table that persons cannot read", async (tx) => {
    if (passkey?.user_id !== person.id || signCount === undefined) {
      await audit(tx, req, 'login_failed', { kind: 'user', id: person.id });
      return { kind: 'refused' };
    }
    if (!(await countUse(tx, passkey.id, signCount)))
      return { kind: 'copied', mail: await tellOfCopy(tx, deps, keepers.outbox, person, req) };
    const minutes = await keepers.lockout.passed(tx, person.email);
    if (minutes !== undefined) return { kind: 'locked', minutes };
    await audit(tx, req, 'confirmed', { kind: 'user', id: person.id });
    return { kind: 'right' };
  });
}

// The count that was signed is there where the passkey is known, signed this challenge, and names its owner.
async function readSigned(database: Database, { site, challenge, answer }: Signed) {
  const passkey = await database.readAsSystem(WHY, (db) => passkeyCalled(db, answer.id));
  if (!passkey || !isHandleOf(answer, passkey.user_id)) return { passkey, signCount: undefined };
  return { passkey, signCount: await signCountIn(site, challenge, answer, passkey) };
}

async function admit(tx: WriteDoor, lockout: Lockout, account: Account, from: AuditSource): Promise<PasskeyOutcome> {
  const { id, email } = account;
  const barrier = barrierOf(account);
  const minutes = await (barrier ? lockout.lockedFor(tx, email) : lockout.passed(tx, email));
  if (minutes === undefined && !barrier && (await markLogin(tx, id, from, sql`true`)))
    return { kind: 'signed_in', personId: id, mustChangePassword: account.must_change_password };
  await audit(tx, from, 'login_failed', { kind: 'user', id });
  return minutes === undefined ? { kind: barrier ?? 'refused' } : { kind: 'locked', minutes };
}

async function tellOfCopy(
  tx: WriteDoor,
  { config }: AuthDependencies,
  outbox: Outbox,
  { id, email, name }: Recipient,
  from: AuditSource,
): Promise<string | undefined> {
  await audit(tx, from, 'passkey_refused', { kind: 'user', id });
  if (!outbox.sends) return undefined;
  return outbox.write(tx, 'two_factor_changed', { id, email, name }, twoFactorMail(config, 'passkey_refused'));
}

function subjectOf({ user_id: id }: KnownPasskey) {
  return { kind: 'user', id };
}
