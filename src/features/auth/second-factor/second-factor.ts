import type { Config } from '../../../config.js';
import type { ReadDoor, WriteDoor } from '../../../platform/postgres/database.js';
import { type Sql, sql } from '../../../platform/postgres/sql.js';
import { type AuditSource, audit } from '../../../records/audit.js';
import { endSessions } from '../sessions.js';
import { type Proof, prove } from './prove.js';
import { forgetRecoveryCodes, makeRecoveryCodes } from './recovery-codes.js';
import { readSecret, sealSecret } from './secret.js';
import { makeTotpSecret, stepOfCode } from './totp.js';
import { forgetWrongCodes } from './tries.js';

type Keys = Pick<Config, 'encryptionKeys'>;

/** How a person's second factor stands: since when the app is asked, how many recovery codes are left, how many passkeys there are. */
export type SecondFactor = { since: Date | null; codesLeft: number; passkeys: number };

/** Whether an account is asked for a code after the password. */
export function hasTwoFactor(userId: Sql): Sql {
  return sql`exists (select from totp_secrets t where t.user_id = ${userId} and t.confirmed_at is not null)`;
}

/** How the second factor of a person stands. */
export async function secondFactorOf(db: ReadDoor, personId: string): Promise<SecondFactor> {
  const row = await db.row<SecondFactor>(sql`
    select (select confirmed_at from totp_secrets where user_id = ${personId}::uuid) as since,
      (select count(*)::int from recovery_codes where user_id = ${personId}::uuid and used_at is null) as "codesLeft",
      (select count(*)::int from passkeys where user_id = ${personId}::uuid) as passkeys`);
  return row ?? { since: null, codesLeft: 0, passkeys: 0 };
}

/** Makes a secret for an app, which asks for nothing until a code of it was typed; false where two-factor is on already. */
export async function beginTwoFactor(tx: WriteDoor, { encryptionKeys }: Keys, personId: string): Promise<boolean> {
  const sealed = sealSecret(encryptionKeys, makeTotpSecret(), personId);
  const made = await tx.$executeRaw(sql`
    insert into totp_secrets as it (user_id, sealed) values (${personId}::uuid, ${sealed})
    on conflict (user_id) do update set sealed = excluded.sealed where it.confirmed_at is null`);
  return made > 0;
}

/** The secret that waits for its first code; undefined where none does. */
export async function begunSecret(
  db: ReadDoor,
  { encryptionKeys }: Keys,
  personId: string,
): Promise<string | undefined> {
  const row = await db.row<{ sealed: string }>(sql`
    select sealed from totp_secrets where user_id = ${personId}::uuid and confirmed_at is null`);
  return row && readSecret(encryptionKeys, row.sealed, personId);
}

/** Turns two-factor on by the first code of the app. Answers the recovery codes; undefined where the code is not right. */
export async function turnOn(
  tx: WriteDoor,
  { encryptionKeys }: Keys,
  personId: string,
  code: string,
  by: AuditSource,
): Promise<string[] | undefined> {
  const [row] = await tx.$queryRaw<{ sealed: string }[]>(sql`
    select sealed from totp_secrets where user_id = ${personId}::uuid and confirmed_at is null for update`);
  const digits = code.normalize('NFKC').replace(/[\s-]/g, '');
  const step = row && stepOfCode(readSecret(encryptionKeys, row.sealed, personId), digits);
  if (step === undefined) return undefined;
  await tx.$executeRaw(sql`
    update totp_secrets set confirmed_at = now(), last_step = ${step}::bigint where user_id = ${personId}::uuid`);
  await audit(tx, by, 'two_factor_on', { kind: 'user', id: personId });
  return makeRecoveryCodes(tx, personId);
}

/** Turns two-factor off for whoever types a code of the app, or a recovery code. */
export async function turnOff(
  tx: WriteDoor,
  keys: Keys,
  personId: string,
  code: string,
  by: AuditSource,
): Promise<Proof> {
  const proof = await prove(tx, keys, personId, code, by);
  if (proof.kind !== 'proved') return proof;
  await forgetSecret(tx, personId);
  await audit(tx, by, 'two_factor_off', { kind: 'user', id: personId });
  return proof;
}

/** Makes ten new recovery codes, and the old ones stop working; undefined where two-factor is off. */
export async function renewRecoveryCodes(
  tx: WriteDoor,
  personId: string,
  by: AuditSource,
): Promise<string[] | undefined> {
  const [row] = await tx.$queryRaw<object[]>(sql`
    select from totp_secrets where user_id = ${personId}::uuid and confirmed_at is not null for update`);
  if (!row) return undefined;
  await audit(tx, by, 'recovery_codes_made', { kind: 'user', id: personId });
  return makeRecoveryCodes(tx, personId);
}

/**
 * Takes all from a person that is asked besides the password, for a lost phone: the app, the recovery codes, the passkeys and the
 * lock that wrong codes set. Their sessions end. Answers false where there was nothing; the caller tells them by `twoFactorMail`.
 */
export async function resetTwoFactor(tx: WriteDoor, { id }: { id: string }, by: AuditSource): Promise<boolean> {
  const secrets = await forgetSecret(tx, id);
  const passkeys = await tx.$executeRaw(sql`delete from passkeys where user_id = ${id}::uuid`);
  await forgetWrongCodes(tx, id);
  if (secrets + passkeys === 0) return false;
  await endSessions(tx, id);
  await audit(tx, by, 'two_factor_reset', { kind: 'user', id });
  return true;
}

async function forgetSecret(tx: WriteDoor, personId: string): Promise<number> {
  await forgetRecoveryCodes(tx, personId);
  return tx.$executeRaw(sql`delete from totp_secrets where user_id = ${personId}::uuid`);
}
