import type { Request } from 'express';
import type { Caller, Scope } from '../../http/api/route.js';
import { ACCOUNT_COLUMNS, type AccountRow, personOfRow } from '../../http/middleware/find-session.js';
import { MINUTE_MS } from '../../platform/clock.js';
import type { Database } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import { audit } from '../../records/audit.js';
import { hashOfToken } from './tokens.js';

const WHY = 'whose a token is, is asked before there is a person';
/** How often a use is written down at most. */
const NOTED_MS = MINUTE_MS;

type Row = AccountRow & { token_id: string; token_name: string; scope: Scope; expires_at: Date; used_at: Date | null };

/** Whose a token is, as long as it holds and its person may come in; notes that it was used, and the first use in the audit log. */
export async function callerOf(database: Database, secret: string, req: Request): Promise<Caller | undefined> {
  const hash = hashOfToken(secret);
  const row = hash && (await rowOf(database, hash));
  if (!row) return undefined;
  const { token_id, token_name, scope, expires_at, used_at, ...account } = row;
  const caller = {
    person: personOfRow(account),
    token: { id: token_id, name: token_name, scope, expiresAt: expires_at },
  };
  if (!used_at || Date.now() - used_at.getTime() >= NOTED_MS) await noteUse(database, caller, used_at, req);
  return caller;
}

function rowOf(database: Database, hash: string): Promise<Row | undefined> {
  return database.readFirst(WHY, (db) =>
    db.row<Row>(sql`
      select ${ACCOUNT_COLUMNS}, t.token_id, t.token_name, t.scope, t.expires_at, t.used_at from users
      join (
        select id::text as token_id, user_id, name as token_name, scope, expires_at, last_used_at as used_at
        from api_tokens where token_hash = ${hash} and expires_at > now()
      ) t on t.user_id = users.id
      where is_approved and locked_by_admin_at is null and deletion_due_at is null`),
  );
}

// Of several requests at once one writes.
async function noteUse(
  database: Database,
  { person, token }: Caller,
  before: Date | null,
  req: Request,
): Promise<void> {
  await database.asSystem(WHY, async (tx) => {
    const noted = await tx.$executeRaw`
      update api_tokens set last_used_at = now()
      where id = ${token.id}::uuid and last_used_at is not distinct from ${before}::timestamptz`;
    if (noted > 0 && !before) {
      await audit(tx, { id: req.id, ip: req.ip, person }, 'token_used', { kind: 'token', id: token.id });
    }
  });
}
