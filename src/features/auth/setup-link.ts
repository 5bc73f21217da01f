import { createHash, randomBytes } from 'node:crypto';
import type { Config } from '../../config.js';
import type { Database, ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';

// Replicas that start together are seconds apart; a link of this age was printed by one of them.
const SAME_START_SECONDS = 3;
const NO_ADMIN = sql`not exists (select from users where role = 'ADMIN' and is_approved)`;

/**
 * The one-time link on which the first admin is made, to be printed; undefined once there is an approved admin, and for all
 * but one of the replicas that start together. It voids the link of an earlier start.
 */
export async function ensureSetupLink(
  database: Database,
  { appUrl }: Pick<Config, 'appUrl'>,
): Promise<string | undefined> {
  const token = randomBytes(32).toString('base64url');
  const made = await database.asSystem('the first admin is made on a link that the start prints', (tx) =>
    tx.$executeRaw(sql`
    insert into setup_tokens (id, token_hash) select 1, ${hashed(token)} where ${NO_ADMIN}
    on conflict (id) do update set token_hash = excluded.token_hash, created_at = now()
    where setup_tokens.created_at < now() - make_interval(secs => ${SAME_START_SECONDS}::int)`),
  );
  return made > 0 ? `${appUrl}/setup?token=${token}` : undefined;
}

/** Whether nobody administers this server yet. */
export async function needsSetup(db: ReadDoor): Promise<boolean> {
  const row = await db.row<{ needed: boolean }>(sql`select ${NO_ADMIN} as needed`);
  return row?.needed ?? false;
}

/** Whether the token is the one of the printed link, and still wanted. */
export async function isSetupToken(db: ReadDoor, token: string): Promise<boolean> {
  const found = await db.row(sql`select from setup_tokens where token_hash = ${hashed(token)} and ${NO_ADMIN}`);
  return found !== undefined;
}

/** Uses the link up; of two at once one wins. */
export async function takeSetupToken(tx: WriteDoor, token: string): Promise<boolean> {
  const taken = await tx.$executeRaw(sql`delete from setup_tokens where token_hash = ${hashed(token)} and ${NO_ADMIN}`);
  return taken > 0;
}

function hashed(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
