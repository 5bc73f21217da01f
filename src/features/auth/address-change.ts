import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import { type Holder, hashed, makeMailLink } from './mail-links.js';

const PURPOSE = 'address_change';

/** The address that a person wants to have, until when it can be confirmed, and theirs as it is. */
export type WantedAddress = { address: string; until: Date };
type Wish = Holder & { address: string };

/**
 * Notes that a person wants another address, in the place of one wanted before. It is noted alike whoever has that address; the link
 * that confirms it is made with the mail, by the job.
 */
export async function wantAddress(tx: WriteDoor, person: Holder, address: string): Promise<void> {
  await callOffAddress(tx, person.id);
  await makeMailLink(tx, PURPOSE, { ...person, email: address });
}

/** Calls off what a person wanted; the link in the mail is over. */
export async function callOffAddress(tx: WriteDoor, personId: string): Promise<void> {
  await tx.$executeRaw`delete from mail_links where user_id = ${personId}::uuid and purpose = ${PURPOSE}`;
}

/** The address that a person wants and has not confirmed yet. */
export function wantedAddress(db: ReadDoor, personId: string): Promise<WantedAddress | undefined> {
  return db.row<WantedAddress>(sql`
    select address, expires_at as until from mail_links
    where user_id = ${personId}::uuid and purpose = ${PURPOSE} and expires_at > now()`);
}

/** Makes the secret of the link to an address, where its person wants it still; the one before is over. */
export async function addressLink(tx: WriteDoor, { address, ...person }: Wish): Promise<string> {
  await callOffAddress(tx, person.id);
  return makeMailLink(tx, PURPOSE, { ...person, email: address });
}

/** The account that still wants an address; its row is locked, so that two who ask at once are counted one after the other. */
export async function whoWants(tx: WriteDoor, personId: string, address: string): Promise<Wish | undefined> {
  const [wish] = await tx.$queryRaw<Wish[]>`
    select u.id::text as id, u.email, u.name, l.address from users u
    join mail_links l on l.user_id = u.id and l.purpose = ${PURPOSE} and l.address = ${address} and l.expires_at > now()
    where u.id = ${personId}::uuid for update of u`;
  return wish;
}

/** The address that a link confirms, as long as it holds. */
export async function addressOfLink(db: ReadDoor, token: string): Promise<string | undefined> {
  const row = await db.row<{ address: string }>(sql`
    select address from mail_links where token_hash = ${hashed(token)} and purpose = ${PURPOSE} and expires_at > now()`);
  return row?.address;
}

/**
 * Gives the account of a link the address that it went to, and ends every other link of the person: those that went to the old address
 * are worth nothing any more. Undefined: it does not hold, or somebody else has the address by now.
 */
export async function takeAddress(tx: WriteDoor, token: string): Promise<Wish | undefined> {
  const [wish] = await tx.$queryRaw<Wish[]>`
    delete from mail_links l using users u
    where l.token_hash = ${hashed(token)} and l.purpose = ${PURPOSE} and l.expires_at > now() and u.id = l.user_id
      and u.is_approved and u.locked_by_admin_at is null
    returning u.id::text as id, u.email, u.name, l.address`;
  if (!wish) return undefined;
  const taken = await tx.$executeRaw`
    update users set email = ${wish.address}, email_verified_at = now()
    where id = ${wish.id}::uuid and not exists (select from users where email = ${wish.address})`;
  if (taken === 0) return undefined;
  await tx.$executeRaw`delete from mail_links where user_id = ${wish.id}::uuid`;
  return wish;
}
