import { keyIdOf, type SealingKey, seal, unseal } from '../sealing.js';
import type { Database, ReadDoor, WriteDoor } from './database.js';
import { raw, sql } from './sql.js';

/**
 * A table with a sealed text, in its column `sealed` unless another is named, and the column of a row by which its text is sealed:
 * it is bound to `<table> <that id>`.
 */
export type SealedTable = { table: string; id: string; column?: string };
type Keys = readonly SealingKey[];
type Row = { id: string; sealed: string };

/** How many secrets were encrypted anew, how many were under the first key already, and the keys of those that could not be read. */
type Rotated = { changed: number; current: number; unreadable: string[] };

const SEALED = 'sealed';
const BATCH = 200;
const WHY = 'secrets are encrypted anew, whoever they are of';
const FIRST = '00000000-0000-0000-0000-000000000000';

/** What a sealed text of a table is bound to. */
export function sealedAbout({ table }: SealedTable, id: string): string {
  return `${table} ${id}`;
}

/** Encrypts under the first key every secret of the tables that is under another one, 200 in a transaction. What is broken off is gone on with by another call. */
export async function rotateSealed(database: Database, keys: Keys, tables: readonly SealedTable[]): Promise<Rotated> {
  const done: Rotated = { changed: 0, current: 0, unreadable: [] };
  for (const table of tables) {
    const before = done.changed + done.unreadable.length;
    await rotateTable(database, keys, table, done);
    done.current += (await countOf(database, table)) - (done.changed + done.unreadable.length - before);
  }
  return done;
}

async function rotateTable(database: Database, keys: Keys, table: SealedTable, done: Rotated): Promise<void> {
  for (let after = FIRST; ; ) {
    const rows = await database.asSystem(WHY, async (tx) => {
      const batch = await olderThan(tx, table, keys[0]?.id ?? '', after);
      for (const row of batch) {
        if (await encryptAnew(tx, keys, table, row)) done.changed += 1;
        else done.unreadable.push(keyIdOf(row.sealed));
      }
      return batch;
    });
    after = rows.at(-1)?.id ?? after;
    if (rows.length < BATCH) break;
  }
}

function olderThan(
  tx: WriteDoor,
  { table, id, column = SEALED }: SealedTable,
  newest: string,
  after: string,
): Promise<Row[]> {
  return tx.$queryRaw<Row[]>(sql`
    select ${raw(id)}::text as id, ${raw(column)} as sealed from ${raw(table)}
    where ${raw(id)} > ${after}::uuid and split_part(${raw(column)}, ':', 1) <> ${newest} order by ${raw(id)} limit ${BATCH}::int for update`);
}

async function encryptAnew(tx: WriteDoor, keys: Keys, it: SealedTable, { id, sealed }: Row): Promise<boolean> {
  let secret: string;
  try {
    secret = unseal(keys, sealed, sealedAbout(it, id));
  } catch {
    return false;
  }
  await tx.$executeRaw(sql`
    update ${raw(it.table)} set ${raw(it.column ?? SEALED)} = ${seal(keys, secret, sealedAbout(it, id))} where ${raw(it.id)} = ${id}::uuid`);
  return true;
}

/** The names of the keys that secrets of the tables are under. */
export async function keysInUse(db: ReadDoor, tables: readonly SealedTable[]): Promise<string[]> {
  const found: string[] = [];
  for (const { table, column = SEALED } of tables) {
    const rows = await db.rows<{ id: string }>(
      sql`select distinct split_part(${raw(column)}, ':', 1) as id from ${raw(table)} where ${raw(column)} is not null`,
    );
    found.push(...rows.map(({ id }) => id));
  }
  return [...new Set(found)].sort();
}

async function countOf(database: Database, { table, column = SEALED }: SealedTable): Promise<number> {
  const row = await database.readAsSystem(WHY, (db) =>
    db.row<{ n: number }>(sql`select count(${raw(column)})::int as n from ${raw(table)}`),
  );
  return row?.n ?? 0;
}
