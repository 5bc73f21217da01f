import { readerOf } from '../../http/list/sql.js';
import type { Person } from '../../http/person.js';
import { type Table, TableFault } from '../../http/table/table.js';
import type { Database, WriteDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import type { FileRow } from './cells.js';
import type { Bringing } from './decide.js';
import { tableImport } from './imports.js';
import { keepRows, type ToldRow } from './outcomes.js';
import { readRows } from './reading.js';
import { bringIn, ROWS_AT_A_TIME } from './work.js';

/** How many rows a request checks or brings in; a job goes on with more, so that nobody waits for the names that it holds. */
export const AT_ONCE = 1_000;

/** What a look found; thrown so that what it wrote is rolled back. */
class Looked extends Error {
  constructor(readonly rows: ToldRow[]) {
    super('a look writes nothing');
  }
}

/**
 * Finds what each row of a table would do, chunk by chunk: whoever goes on after a kill begins behind the last chunk that was kept.
 * Answers whether it came to the end; `most`: after how many rows it stops all the same.
 */
export async function checkTable(
  database: Database,
  asked: Bringing,
  table: Table,
  { most = Number.POSITIVE_INFINITY, signal }: { most?: number; signal?: AbortSignal } = {},
): Promise<boolean> {
  const { person, id } = asked;
  const begun = await database.readAsUser(person.id, (db) => tableImport(db, id));
  if (begun?.state !== 'checking') return true;
  let chunk: FileRow[] = [];
  let n = 0;
  try {
    for await (const row of table.rows()) {
      n += 1;
      if (n <= begun.position) continue;
      chunk.push(asStored({ n, ...row }));
      if (chunk.length < ROWS_AT_A_TIME) continue;
      signal?.throwIfAborted();
      if (!(await lookAt(database, asked, chunk))) return true;
      chunk = [];
      if (n - begun.position >= most) return false;
    }
    if (chunk.length > 0 && !(await lookAt(database, asked, chunk))) return true;
    await end(database, person, id, null);
  } catch (error) {
    if (!(error instanceof TableFault)) throw error;
    await end(database, person, id, error.message);
  }
  return true;
}

async function lookAt(database: Database, asked: Bringing, rows: FileRow[]): Promise<boolean> {
  const { person, id } = asked;
  const told = await database
    .asUser(person.id, async (tx): Promise<ToldRow[]> => {
      throw new Looked(await bringIn(tx, asked, readRows(asked, rows)));
    })
    .catch((error: unknown) => {
      if (error instanceof Looked) return error.rows;
      throw error;
    });
  return database.asUser(person.id, (tx) => keep(tx, id, told));
}

// Whoever else goes on with the same check was quicker: then these rows are kept already.
async function keep(tx: WriteDoor, id: string, told: ToldRow[]): Promise<boolean> {
  const found = await tableImport(readerOf(tx), id, { locked: true });
  const first = told[0]?.n ?? 0;
  if (found?.state !== 'checking' || found.position !== first - 1) return false;
  await keepRows(tx, id, told);
  await tx.$executeRaw(sql`update imports set position = ${told.at(-1)?.n ?? 0} where id = ${id}::uuid`);
  return true;
}

function end(database: Database, person: Person, id: string, fault: string | null): Promise<unknown> {
  return database.asUser(person.id, (tx) =>
    tx.$executeRaw(sql`
      update imports set state = ${fault === null ? 'checked' : 'failed'}, fault = ${fault}
      where id = ${id}::uuid and state = 'checking'`),
  );
}

const UNSTORABLE = 'A cell holds a character that cannot be stored.';

// What no text of the database can hold is told, and shown as what stands for it.
function asStored(row: FileRow): FileRow {
  const isSound = row.cells.every((it) => !it.includes('\0') && it.isWellFormed());
  if (isSound) return row;
  return {
    ...row,
    cells: row.cells.map((it) => it.toWellFormed().replaceAll('\0', '\uFFFD')),
    fault: row.fault ?? UNSTORABLE,
  };
}
