import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import type { WriteDoor } from '../../../platform/postgres/database.js';
import { sql } from '../../../platform/postgres/sql.js';
import { type AuditSource, audit } from '../../../records/audit.js';
import type { Outbox } from '../../mail/index.js';
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

type Keepers = { lockout: Lockout; outbox: Outbox };
type Account = NonNullable<Awaited<ReturnType<typeof accountWhere>>>;

/** Lets in whoever signed the challenge by a passkey. What keeps out after the right password keeps out here as well. */
export async function logInByPasskey(
  deps: AuthDependencies,
  keepers: Keepers,
  { site, challenge, answer }: { site: PasskeySite; challenge: string; answer: AuthenticationResponseJSON },
  from: AuditSource,
): Promise<PasskeyOutcome> {
  const { database } = deps;
  const passkey = await database.readAsSystem(WHY, (db) => passkeyCalled(db, answer.id));
  const signCount = passkey && (await signCountIn(site, challenge, answer, passkey));
  if (!passkey || signCount === undefined || !isHandleOf(answer, passkey.user_id)) {
    await database.asSystem(WHY, (tx) => audit(tx, from, 'login_failed', passkey && subjectOf(passkey)));
    return { kind: 'refused' };
  }
  const account = await accountWhere(deps, sql`id = ${passkey.user_id}::uuid`);
  if (!account) return { kind: 'refused' };
  return database.asSystem(WHY, async (tx) =>
    (await countUse(tx, passkey.id, signCount))
      ? admit(tx, keepers.lockout, account, from)
      : { kind: 'copied', mail: await tellOfCopy(tx, deps, keepers.outbox, account, passkey, from) },
  );
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
  account: Account,
  passkey: KnownPasskey,
  from: AuditSource,
): Promise<string | undefined> {
  await audit(tx, from, 'passkey_refused', subjectOf(passkey));
  if (!outbox.sends) return undefined;
  const to = { id: account.id, email: account.email, name: account.name };
  return outbox.write(tx, 'two_factor_changed', to, twoFactorMail(config, 'passkey_refused'));
}

function subjectOf({ user_id: id }: KnownPasskey) {
  return { kind: 'user', id };
}
