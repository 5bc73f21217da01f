import type pg from 'pg';
import type { Database } from '../postgres/database.js';
import { sql } from '../postgres/sql.js';

type LastBackup = { takenAt: Date; bytes: number };

/** No older than so much is a backup where one is made each night: a day, and time to make it. */
export const BACKUP_FRESH_MS = 26 * 3_600_000;

/** Says in the database that a backup is whole. What it says is in none before the next, so a restore never tells of one too new. */
export async function noteBackup(client: pg.ClientBase, { takenAt, bytes }: LastBackup): Promise<void> {
  await client.query('begin');
  await client.query('set local role mouse_system');
  await client.query(
    `insert into last_backup (taken_at, bytes) values ($1, $2)
      on conflict (one) do update set taken_at = excluded.taken_at, bytes = excluded.bytes`,
    [takenAt, bytes],
  );
  await client.query('commit');
}

/** When the newest whole backup was taken, and how large it is, wherever it lies. Undefined: none was made. */
export function lastBackup(database: Database): Promise<LastBackup | undefined> {
  return database.readAsSystem('how old the newest backup is', (db) =>
    db.row<LastBackup>(sql`select taken_at as "takenAt", bytes::float8 as bytes from last_backup`),
  );
}
