import { createHash } from 'node:crypto';
import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';
import { callOffAddress } from './address-change.js';
import { forgetBrowsers } from './known-browsers.js';

/** A session somebody is signed in with. `key` names it to its person, and lets nobody in; the moments are as `Date.now()` says them. */
export type OpenSession = {
  key: string;
  user_agent: string;
  client_address: string;
  signed_in_at: number;
  seen_at: number;
};

const SHOWN = 100;
const KEY = sql`encode(sha256(convert_to(sid, 'UTF8')), 'hex')`;
const of = (personId: string): Sql => sql`sess ->> 'userId' = ${personId}`;

/** What `OpenSession` names a session by, made of its id. */
export function sessionKey(sid: string): string {
  return createHash('sha256').update(sid).digest('hex');
}

/** The sessions that a person is signed in with, the one seen last first; 100 at most. */
export function sessionsOf(db: ReadDoor, personId: string): Promise<OpenSession[]> {
  return db.rows<OpenSession>(sql`
    select ${KEY} as key, coalesce(sess ->> 'userAgent', '') as user_agent, coalesce(sess ->> 'clientAddress', '') as client_address,
      (sess ->> 'signedInAt')::float8 as signed_in_at, (sess ->> 'touchedAt')::float8 as seen_at
    from sessions where ${of(personId)} and expire > now() order by seen_at desc limit ${SHOWN}`);
}

/** Ends one session of a person, at once and in all processes, and forgets its browser; false where it is over already. */
export async function endSession(tx: WriteDoor, personId: string, key: string): Promise<boolean> {
  const [ended] = await tx.$queryRaw<{ browser: string | null }[]>(sql`
    delete from sessions where ${of(personId)} and ${KEY} = ${key} returning sess ->> 'browser' as browser`);
  if (ended?.browser) await forgetBrowsers(tx, personId, sql`key_hash = ${ended.browser}`);
  return ended !== undefined;
}

/** Ends every session of a person but that one, and forgets the browsers but its own; answers how many ended. */
export async function endOtherSessions(
  tx: WriteDoor,
  personId: string,
  { sid, browser }: { sid: string; browser: string },
): Promise<number> {
  await forgetBrowsers(tx, personId, sql`key_hash <> ${browser}`);
  return tx.$executeRaw(sql`delete from sessions where ${of(personId)} and sid <> ${sid}`);
}

/**
 * Ends every session of a person, at once and in all processes; what was signed in before this moment, and is not stored yet, counts
 * no more either. The browsers are forgotten, and a change of the address that was asked for in one of them is called off.
 */
export async function endSessions(tx: WriteDoor, personId: string): Promise<void> {
  await tx.$executeRaw`update users set sessions_valid_from = ${new Date()} where id = ${personId}::uuid`;
  await tx.$executeRaw(sql`delete from sessions where ${of(personId)}`);
  await forgetBrowsers(tx, personId, sql`true`);
  await callOffAddress(tx, personId);
}
