import { createHash } from 'node:crypto';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';

/** How many browsers an account knows; the one that was used last is the last to be forgotten. */
export const MOST_BROWSERS = 20;

/** What an account keeps of a browser's secret. */
export function hashOfBrowser(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/**
 * Notes that a person logs in with a browser. Answers whether that is news: the account knows others and not this one. Nobody is
 * told of the first.
 */
export async function noteBrowser(tx: WriteDoor, personId: string, keyHash: string): Promise<boolean> {
  const [before] = await tx.$queryRaw<{ others: boolean; known: boolean }[]>(sql`
    with known as (select key_hash, forgotten_at from known_browsers where user_id = ${personId}::uuid),
    noted as (
      insert into known_browsers (user_id, key_hash) select id, ${keyHash} from users where id = ${personId}::uuid
      on conflict (user_id, key_hash) do update set last_seen_at = now(), forgotten_at = null)
    select exists (select from known) as others,
      exists (select from known where key_hash = ${keyHash} and forgotten_at is null) as known`);
  if (!before || before.known) return false;
  await tx.$executeRaw(sql`
    delete from known_browsers where user_id = ${personId}::uuid and key_hash in (
      select key_hash from known_browsers where user_id = ${personId}::uuid
      order by last_seen_at desc, key_hash = ${keyHash} desc offset ${MOST_BROWSERS})`);
  return before.others;
}

/** Makes those of a person's browsers unknown again, so that the next login with one is told of. */
export async function forgetBrowsers(tx: WriteDoor, personId: string, which: Sql): Promise<void> {
  await tx.$executeRaw(sql`
    update known_browsers set forgotten_at = now()
    where user_id = ${personId}::uuid and forgotten_at is null and ${which}`);
}
