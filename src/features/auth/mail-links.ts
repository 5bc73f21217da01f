import { createHash, randomBytes } from 'node:crypto';
import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';

/** What a link is for, and how many minutes it holds. */
export const LINK_MINUTES = { password_reset: 30, verification: 24 * 60, address_change: 24 * 60 } as const;
type Purpose = keyof typeof LINK_MINUTES;
/** The purposes of links that go to the address that the account has. */
type Known = Exclude<Purpose, 'address_change'>;

/** Whose link it is. */
export type Holder = { id: string; email: string; name: string | null };

/** Makes the secret of a link that goes to an address: the account's, unless it is to become that. */
export async function makeMailLink(tx: WriteDoor, purpose: Purpose, { id, email }: Holder): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await tx.$executeRaw`
    insert into mail_links (token_hash, user_id, purpose, address, expires_at)
    values (${hashed(token)}, ${id}::uuid, ${purpose}, ${email}, now() + make_interval(mins => ${LINK_MINUTES[purpose]}::int))`;
  return token;
}

/** Whose link it is, as long as it holds: it was not used, is not too old, and went to the address that the account has. */
export function holderOf(db: ReadDoor, purpose: Known, token: string): Promise<Holder | undefined> {
  return db.row<Holder>(sql`
    select u.id::text as id, u.email, u.name from mail_links l join users u on u.id = l.user_id and u.email = l.address
    where l.token_hash = ${hashed(token)} and l.purpose = ${purpose} and l.expires_at > now()`);
}

/** Uses a link up, and with it all others of its purpose that the person has; of two at once one wins. Undefined: it does not hold. */
export async function takeMailLink(tx: WriteDoor, purpose: Known, token: string): Promise<Holder | undefined> {
  const [holder] = await tx.$queryRaw<Holder[]>`
    delete from mail_links l using users u
    where l.token_hash = ${hashed(token)} and l.purpose = ${purpose} and l.expires_at > now() and u.id = l.user_id and u.email = l.address
    returning u.id::text as id, u.email, u.name`;
  if (holder) await tx.$executeRaw`delete from mail_links where user_id = ${holder.id}::uuid and purpose = ${purpose}`;
  return holder;
}

/** Removes the links that nobody opened in time. */
export async function forgetMailLinks(tx: WriteDoor): Promise<void> {
  await tx.$executeRaw`delete from mail_links where expires_at < now()`;
}

/** What is kept of the secret of a link. */
export function hashed(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
