import { createHash, randomBytes } from 'node:crypto';
import type { ReadDoor, WriteDoor } from '../../../platform/postgres/database.js';
import { sql } from '../../../platform/postgres/sql.js';

/** How many recovery codes one is given. */
const RECOVERY_CODES = 10;
/** From how few on one is told to make new ones. */
export const FEW_RECOVERY_CODES = 3;

/** How many are left, in words. */
export function codesLeftText(left: number): string {
  if (left === 0) return 'None is left: make new ones.';
  return `${left} of ${RECOVERY_CODES} ${left === 1 ? 'is' : 'are'} left${left <= FEW_RECOVERY_CODES ? ': make new ones soon' : ''}.`;
}

// Crockford's: no letter that is taken for a digit, or for another letter.
const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz';
const LENGTH = 28;

/** Makes ten new codes in place of all that the person had; this is the one time that they can be read. */
export async function makeRecoveryCodes(tx: WriteDoor, personId: string): Promise<string[]> {
  const codes = Array.from({ length: RECOVERY_CODES }, makeCode);
  await forgetRecoveryCodes(tx, personId);
  await tx.$executeRaw(sql`
    insert into recovery_codes (user_id, code_hash) select ${personId}::uuid, unnest(${codes.map(hashOf)}::text[])`);
  return codes;
}

/** Uses a code up; false where it is none of the person's, or was used before. Of two at once one wins. */
export async function useRecoveryCode(tx: WriteDoor, personId: string, typed: string): Promise<boolean> {
  const used = await tx.$executeRaw(sql`
    update recovery_codes set used_at = now()
    where user_id = ${personId}::uuid and code_hash = ${hashOf(typed)} and used_at is null`);
  return used > 0;
}

/** Whether all of these are codes of the person that still work: they are not handed back as a file before. */
export async function areRecoveryCodes(db: ReadDoor, personId: string, codes: string[]): Promise<boolean> {
  const found = await db.row<{ n: number }>(sql`
    select count(*)::int as n from recovery_codes
    where user_id = ${personId}::uuid and used_at is null and code_hash = any(${codes.map(hashOf)}::text[])`);
  return codes.length > 0 && found?.n === codes.length;
}

/** Forgets all codes of a person. */
export async function forgetRecoveryCodes(tx: WriteDoor, personId: string): Promise<void> {
  await tx.$executeRaw(sql`delete from recovery_codes where user_id = ${personId}::uuid`);
}

function makeCode(): string {
  const letters = [...randomBytes(LENGTH)].map((byte) => LETTERS[byte % LETTERS.length]).join('');
  return letters.match(/.{4}/g)?.join('-') ?? '';
}

// 140 random bits: nobody tries them all, however quick the hash, so a slow one with a salt would add nothing (decision 0075).
function hashOf(code: string): string {
  const letters = code.normalize('NFKC').toLowerCase().replace(/[\s-]/g, '');
  const read = letters.replaceAll('o', '0').replace(/[il]/g, '1');
  return createHash('sha256').update(read).digest('base64url');
}
