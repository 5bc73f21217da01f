import { createHash, randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';

/** How many days an invitation holds. */
export const INVITATION_DAYS = 7;
/** How long one that nobody came by is still listed. */
const LISTED_DAYS = 30;

export type Invitation = { id: string; address: string };

/** Invites an address, or anew with a link of its own: what went out before holds no more. Answers the secret of the link. */
export async function invite(tx: WriteDoor, address: string, by: string): Promise<Invitation & { token: string }> {
  const token = randomBytes(32).toString('base64url');
  const [row] = await tx.$queryRaw<Invitation[]>`
    insert into invitations (id, address, token_hash, invited_by, expires_at)
    values (${uuidv7()}::uuid, ${address}, ${hashed(token)}, ${by}::uuid, now() + make_interval(days => ${INVITATION_DAYS}::int))
    on conflict (address) do update set token_hash = excluded.token_hash, invited_by = excluded.invited_by, invited_at = now(),
      expires_at = excluded.expires_at
    returning id::text, address`;
  if (!row) throw new Error('an invitation that was written is there');
  return { ...row, token };
}

/** The invitation of that id, locked until the transaction ends; undefined once it was used or called off. */
export async function invitationToChange(tx: WriteDoor, id: string): Promise<Invitation | undefined> {
  const [row] = await tx.$queryRaw<Invitation[]>`
    select id::text, address from invitations where id = ${id}::uuid for update`;
  return row;
}

/** Ends the invitation of an address, whether or not there is one. */
export async function callOffInvitation(tx: WriteDoor, address: string): Promise<void> {
  await tx.$executeRaw`delete from invitations where address = ${address}`;
}

/** Whom a link invites, as long as it holds. */
export function invitedBy(db: ReadDoor, token: string): Promise<Invitation | undefined> {
  return db.row<Invitation>(sql`
    select id::text, address from invitations where token_hash = ${hashed(token)} and expires_at > now()`);
}

/** Uses the link up; of two at once one wins. Undefined: it does not hold. */
export async function takeInvitation(tx: WriteDoor, token: string): Promise<Invitation | undefined> {
  const [row] = await tx.$queryRaw<Invitation[]>`
    delete from invitations where token_hash = ${hashed(token)} and expires_at > now() returning id::text, address`;
  return row;
}

/** Removes the invitations that nobody came by. */
export async function forgetInvitations(tx: WriteDoor): Promise<void> {
  await tx.$executeRaw`delete from invitations where expires_at < now() - make_interval(days => ${LISTED_DAYS}::int)`;
}

function hashed(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
