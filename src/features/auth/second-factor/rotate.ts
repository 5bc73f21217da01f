import type { Config } from '../../../config.js';
import type { Database, ReadDoor, WriteDoor } from '../../../platform/postgres/database.js';
import { sql } from '../../../platform/postgres/sql.js';
import { keyIdOf } from '../../../platform/sealing.js';
import { readSecret, sealSecret } from './secret.js';

type Keys = Config['encryptionKeys'];
type Row = { user_id: string; sealed: string };

/** How many secrets were encrypted anew, how many were under the first key already, and the keys of those that could not be read. */
export type Rotated = { changed: number; current: number; unreadable: string[] };

const BATCH = 200;
const WHY = 'secrets are encrypted anew, whoever they are of';
const FIRST = '00000000-0000-0000-0000-000000000000';

/** Encrypts under the first key every secret that is under another one, 200 in a transaction. What is broken off is gone on with by another call. */
export async function rotateSecrets(database: Database, keys: Keys): Promise<Rotated> {
  const newest = keys[0]?.id ?? '';
  const done: Rotated = { changed: 0, current: 0, unreadable: [] };
  for (let after = FIRST; ; ) {
    const rows = await database.asSystem(WHY, async (tx) => {
      const batch = await olderThan(tx, newest, after);
      for (const row of batch) {
        if (await encryptAnew(tx, keys, row)) done.changed += 1;
        else done.unreadable.push(keyIdOf(row.sealed));
      }
      return batch;
    });
    after = rows.at(-1)?.user_id ?? after;
    if (rows.length < BATCH) break;
  }
  done.current = (await countOf(database)) - done.changed - done.unreadable.length;
  return done;
}

function olderThan(tx: WriteDoor, newest: string, after: string): Promise<Row[]> {
  return tx.$queryRaw<Row[]>(sql`
    select user_id::text, sealed from totp_secrets
    where user_id > ${after}::uuid and split_part(sealed, ':', 1) <> ${newest} order by user_id limit ${BATCH}::int for update`);
}

async function encryptAnew(tx: WriteDoor, keys: Keys, { user_id: id, sealed }: Row): Promise<boolean> {
  let secret: string;
  try {
    secret = readSecret(keys, sealed, id);
  } catch {
    return false;
  }
  await tx.$executeRaw(sql`
    update totp_secrets set sealed = ${sealSecret(keys, secret, id)} where user_id = ${id}::uuid`);
  return true;
}

/** The names of the keys that secrets of two-factor are under. */
export async function keysInUse(db: ReadDoor): Promise<string[]> {
  const rows = await db.rows<{ id: string }>(
    sql`select distinct split_part(sealed, ':', 1) as id from totp_secrets order by 1`,
  );
  return rows.map(({ id }) => id);
}

async function countOf(database: Database): Promise<number> {
  const row = await database.readAsSystem(WHY, (db) =>
    db.row<{ n: number }>(sql`select count(*)::int as n from totp_secrets`),
  );
  return row?.n ?? 0;
}
