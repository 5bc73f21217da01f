import { readerOf } from '../../http/list/sql.js';
import type { Person } from '../../http/person.js';
import { readTable } from '../../http/table/read-table.js';
import { type Table, TableFault } from '../../http/table/table.js';
import type { Database } from '../../platform/postgres/database.js';
import { pieceOfTable, rememberedMapping, type TableImport, tableImport } from '../../records/import/imports.js';
import { type ColumnMeaning, everyOf, firstMapping, headerKey, type Mapping } from '../../records/import/mapping.js';
import { readerNow } from '../../records/list/routes.js';
import type { Module } from '../../records/module.js';
import { firstRows, formatFound, type Looked } from './looked.js';
import { REASON } from './refused.js';

/** A table of somebody's with what was chosen of it so far, or with why it cannot be read. */
export type Opened = { found: TableImport; module: Module } & (
  | { table: Table; looked: Looked; mapping: Mapping; initial: Record<string, string> }
  | { fault: string }
);
export type Readable = Extract<Opened, { table: Table }>;

/** Opens one's own table; undefined where there is none of that id. Its bytes are read piece by piece, with no connection held between. */
export async function openImport(
  database: Database,
  modules: readonly Module[],
  person: Person,
  id: string,
): Promise<Opened | undefined> {
  const found = await database.readAsUser(person.id, (db) => tableImport(db, id));
  const module = modules.find(({ kind }) => kind.name === found?.module);
  if (!found || !module) return undefined;
  const source = { size: found.bytes, pieces: () => piecesOf(database, person, id) };
  try {
    const table = await readTable(source, found.reading);
    const initial = await initialOf(database, module, person);
    const looked = await firstRows(table);
    const fits = found.mapping?.columns.length === table.header.length ? found.mapping : undefined;
    const mapping = fits ?? (await mappingFor(database, module, person, { header: table.header, looked, initial }));
    return { found, module, table, looked, mapping, initial };
  } catch (error) {
    if (!(error instanceof TableFault)) throw error;
    return { found, module, fault: error.message };
  }
}

async function* piecesOf(database: Database, { id: personId }: Person, id: string): AsyncGenerator<Buffer> {
  for (let n = 0; ; n++) {
    const piece = await database.readAsUser(personId, (db) => pieceOfTable(db, id, n));
    if (!piece) return;
    yield piece;
  }
}

async function mappingFor(
  database: Database,
  module: Module,
  person: Person,
  { header, looked, initial }: { header: readonly string[]; looked: Looked; initial: Record<string, string> },
): Promise<Mapping> {
  // Refused rows that were mended come back with one column more.
  const own = header.at(-1) === REASON ? header.slice(0, -1) : header;
  const known = await database.readAsUser(person.id, (db) => rememberedMapping(db, module.kind, headerKey(own)));
  if (!known || known.columns.length !== own.length) return firstMapping(module, header, initial);
  const columns = header.map((_, n) => stillRead(module, looked, n, known.columns[n] ?? { to: null }));
  return { ...known, columns, every: everyOf(module, { ...known, columns }, initial) };
}

// The way in which another file wrote a column holds for this one as long as no other way reads more of it.
function stillRead(module: Module, looked: Looked, n: number, meaning: ColumnMeaning): ColumnMeaning {
  const { format, ...without } = meaning;
  const fits = formatFound(meaning.to === null ? undefined : module.fields.field(meaning.to), looked, n, format)?.fits;
  const read = fits?.find((it) => it.format.name === format)?.read ?? 0;
  return fits?.some((it) => it.read > read) ? without : meaning;
}

/** What a new form of the module holds. */
async function initialOf(database: Database, module: Module, person: Person): Promise<Record<string, string>> {
  const reader = readerNow({ person });
  const own = await database.asUser(person.id, async (tx) => module.form?.initial?.(reader, {}, readerOf(tx)));
  return { ...module.fields.initial(), currency: person.currency, ...own };
}
