import { createHash, randomBytes } from 'node:crypto';
import type { Scope } from '../../http/api/route.js';
import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';

/** How many tokens a person may have, expired ones too. */
export const MOST_TOKENS = 50;
/** By this a token is known for one, by people and by programs that look for secrets in texts. */
const PREFIX = 'mdt_';
const TOKEN = /^mdt_[\w-]{43}$/;
const HINT_LENGTH = 4;

/** A token as its person sees it; the secret is nowhere. */
export type ApiToken = {
  id: string;
  name: string;
  scope: Scope;
  hint: string;
  made_at: Date;
  expires_at: Date;
  last_used_at: Date | null;
};

type NewToken = { id: string; name: string; scope: Scope; expiresAt: Date };
type Made = { kind: 'made'; secret: string } | { kind: 'too_many' } | { kind: 'known' };

/** A person's tokens, the newest first. */
export function tokensOf(db: Pick<ReadDoor, 'rows'>, personId: string): Promise<ApiToken[]> {
  return db.rows<ApiToken>(sql`
    select id::text, name, scope, hint, made_at, expires_at, last_used_at from api_tokens
    where user_id = ${personId}::uuid order by made_at desc, id desc limit ${MOST_TOKENS}`);
}

/** Makes a token. Its secret is told this once; a form that comes twice makes one. */
export async function makeToken(tx: WriteDoor, personId: string, token: NewToken): Promise<Made> {
  // One after the other, so that two at once are counted.
  await tx.$queryRaw`select id from users where id = ${personId}::uuid for update`;
  const [found] = await tx.$queryRaw<{ n: number; known: boolean }[]>`
    select count(*)::int as n, coalesce(bool_or(id = ${token.id}::uuid), false) as known from api_tokens where user_id = ${personId}::uuid`;
  if (found?.known) return { kind: 'known' };
  if ((found?.n ?? 0) >= MOST_TOKENS) return { kind: 'too_many' };
  const secret = PREFIX + randomBytes(32).toString('base64url');
  const made = await tx.$executeRaw`
    insert into api_tokens (id, user_id, name, scope, token_hash, hint, expires_at)
    values (${token.id}::uuid, ${personId}::uuid, ${token.name}, ${token.scope}, ${hashed(secret)},
      ${secret.slice(-HINT_LENGTH)}, ${token.expiresAt}::timestamptz)
    on conflict (id) do nothing`;
  return made > 0 ? { kind: 'made', secret } : { kind: 'known' };
}

/** Takes a person's token away, at once; false where it is not there. */
export async function revokeToken(tx: WriteDoor, personId: string, id: string): Promise<boolean> {
  return (await tx.$executeRaw`delete from api_tokens where id = ${id}::uuid and user_id = ${personId}::uuid`) > 0;
}

/** Takes all tokens of a person away, at once and in all processes. */
export async function endTokens(tx: WriteDoor, personId: string): Promise<void> {
  await tx.$executeRaw`delete from api_tokens where user_id = ${personId}::uuid`;
}

/** What a token is kept as; undefined for what cannot be one, which nothing is asked for. */
export function hashOfToken(secret: string): string | undefined {
  return TOKEN.test(secret) ? hashed(secret) : undefined;
}

// 256 random bits cannot be guessed from a fast hash, as a password can.
function hashed(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}
