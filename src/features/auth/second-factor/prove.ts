import type { Config } from '../../../config.js';
import type { WriteDoor } from '../../../platform/postgres/database.js';
import { sql } from '../../../platform/postgres/sql.js';
import { KeyMissing } from '../../../platform/sealing.js';
import { type AuditSource, audit } from '../../../records/audit.js';
import { useRecoveryCode } from './recovery-codes.js';
import { readSecret } from './secret.js';
import { stepOfCode } from './totp.js';
import { countWrongCode, forgetWrongCodes, stepLockedFor } from './tries.js';

/** What came of a code. `began`: it was the one too many. `used`: it was right, and has been taken once. `unreadable`: the key of the secret is not listed. */
export type Proof = { kind: 'proved'; by: 'app' | 'recovery_code' } | NoProof;
export type NoProof =
  | { kind: 'locked'; minutes: number; began?: true }
  | { kind: 'wrong' | 'used' | 'unreadable' | 'off' };

/**
 * Takes a code of the person's app, or one of their recovery codes, once. Wrong ones are counted, wherever they are typed; the
 * caller commits before it answers. All tries of a person come one after another, in whatever process.
 */
export async function prove(
  tx: WriteDoor,
  { encryptionKeys }: Pick<Config, 'encryptionKeys'>,
  personId: string,
  typed: string,
  from: AuditSource,
): Promise<Proof> {
  const [row] = await tx.$queryRaw<{ sealed: string }[]>(sql`
    select sealed from totp_secrets where user_id = ${personId}::uuid and confirmed_at is not null for update`);
  if (!row) return { kind: 'off' };
  const minutes = await stepLockedFor(tx, personId);
  if (minutes !== undefined) return { kind: 'locked', minutes };
  const code = typed.normalize('NFKC').replace(/[\s-]/g, '');
  const isOfApp = /^\d{6}$/.test(code);
  const found = isOfApp
    ? await takeAppCode(tx, personId, () => readSecret(encryptionKeys, row.sealed, personId), code)
    : await takeRecoveryCode(tx, personId, typed, from);
  if (found.kind === 'proved') await forgetWrongCodes(tx, personId);
  return found.kind === 'wrong' || found.kind === 'used' ? refused(tx, personId, found.kind, from) : found;
}

async function takeAppCode(tx: WriteDoor, personId: string, secret: () => string, code: string): Promise<Proof> {
  let step: number | undefined;
  try {
    step = stepOfCode(secret(), code);
  } catch (error) {
    if (error instanceof KeyMissing) return { kind: 'unreadable' };
    throw error;
  }
  if (step === undefined) return { kind: 'wrong' };
  const taken = await tx.$executeRaw(sql`
    update totp_secrets set last_step = ${step}::bigint where user_id = ${personId}::uuid and last_step < ${step}::bigint`);
  return taken > 0 ? { kind: 'proved', by: 'app' } : { kind: 'used' };
}

async function takeRecoveryCode(tx: WriteDoor, personId: string, typed: string, from: AuditSource): Promise<Proof> {
  if (!(await useRecoveryCode(tx, personId, typed))) return { kind: 'wrong' };
  await audit(tx, { ...from, person: { id: personId } }, 'recovery_code_used', { kind: 'user', id: personId });
  return { kind: 'proved', by: 'recovery_code' };
}

async function refused(tx: WriteDoor, personId: string, kind: 'wrong' | 'used', from: AuditSource): Promise<Proof> {
  const subject = { kind: 'user', id: personId };
  await audit(tx, from, 'code_failed', subject);
  const minutes = await countWrongCode(tx, personId);
  if (minutes === undefined) return { kind };
  await audit(tx, from, 'lockout', subject);
  return { kind: 'locked', minutes, began: true };
}
