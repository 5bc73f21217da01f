import { v7 as uuidv7 } from 'uuid';
import type { ReadDoor, WriteDoor } from '../../../platform/postgres/database.js';
import { sql } from '../../../platform/postgres/sql.js';
import { type AuditSource, audit } from '../../../records/audit.js';

/** How many passkeys one may have. */
export const MOST_PASSKEYS = 20;

export type ListedPasskey = { id: string; name: string; created_at: Date; last_used_at: Date | null };
export type KnownPasskey = { id: string; user_id: string; name: string; credential_id: string; public_key: Uint8Array };
type NewPasskey = { credentialId: string; publicKey: Uint8Array; signCount: number; transports: string[] };

/** A person's passkeys, the oldest first. */
export function passkeysOf(db: ReadDoor, personId: string): Promise<ListedPasskey[]> {
  return db.rows<ListedPasskey>(sql`
    select id::text, name, created_at, last_used_at from passkeys where user_id = ${personId}::uuid order by created_at, id`);
}

/** What devices call the person's passkeys, so that none makes a second one. */
export async function credentialsOf(db: ReadDoor, personId: string): Promise<string[]> {
  const rows = await db.rows<{ credential_id: string }>(sql`
    select credential_id from passkeys where user_id = ${personId}::uuid`);
  return rows.map((it) => it.credential_id);
}

/** The passkey that a device calls so. */
export function passkeyCalled(db: ReadDoor, credentialId: string): Promise<KnownPasskey | undefined> {
  return db.row<KnownPasskey>(sql`
    select id::text, user_id::text, name, credential_id, public_key from passkeys where credential_id = ${credentialId}`);
}

/** Adds a passkey; false where somebody has it already, or the person has as many as they may. */
export async function addPasskey(
  tx: WriteDoor,
  personId: string,
  name: string,
  key: NewPasskey,
  by: AuditSource,
): Promise<boolean> {
  await tx.$queryRaw(sql`select from users where id = ${personId}::uuid for update`);
  const id = uuidv7();
  const added = await tx.$executeRaw(sql`
    insert into passkeys (id, user_id, credential_id, public_key, sign_count, transports, name)
    select ${id}::uuid, ${personId}::uuid, ${key.credentialId}, ${Buffer.from(key.publicKey)}, ${key.signCount}::bigint,
      ${key.transports}::text[], ${name}
    where (select count(*) from passkeys where user_id = ${personId}::uuid) < ${MOST_PASSKEYS}::int
    on conflict (credential_id) do nothing`);
  if (added > 0) await audit(tx, by, 'passkey_added', { kind: 'passkey', id });
  return added > 0;
}

/** Names a passkey anew; false where the person has none of that id. */
export async function renamePasskey(
  tx: WriteDoor,
  personId: string,
  id: string,
  name: string,
  by: AuditSource,
): Promise<boolean> {
  const named = await tx.$executeRaw(sql`
    update passkeys set name = ${name} where id = ${id}::uuid and user_id = ${personId}::uuid`);
  if (named > 0) await audit(tx, by, 'passkey_renamed', { kind: 'passkey', id });
  return named > 0;
}

/** Removes a passkey: it logs in no more. False where the person has none of that id. */
export async function removePasskey(tx: WriteDoor, personId: string, id: string, by: AuditSource): Promise<boolean> {
  const removed = await tx.$executeRaw(sql`
    delete from passkeys where id = ${id}::uuid and user_id = ${personId}::uuid`);
  if (removed > 0) await audit(tx, by, 'passkey_removed', { kind: 'passkey', id });
  return removed > 0;
}

/**
 * Notes a use with the count that the authenticator signed; false where that went back or stood still, as a copy's does. One that
 * keeps no count says 0 each time.
 */
export async function countUse(tx: WriteDoor, id: string, signCount: number): Promise<boolean> {
  const counted = await tx.$executeRaw(sql`
    update passkeys set sign_count = ${signCount}::bigint, last_used_at = now()
    where id = ${id}::uuid and (sign_count < ${signCount}::bigint or (sign_count = 0 and ${signCount}::bigint = 0))`);
  return counted > 0;
}
