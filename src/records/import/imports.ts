import { v7 as uuidv7 } from 'uuid';
import type { ReadingOptions } from '../../http/table/table.js';
import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { empty, sql } from '../../platform/postgres/sql.js';
import type { Kind } from '../kinds.js';
import type { Mapping } from './mapping.js';

type ImportState = 'read' | 'checking' | 'checked' | 'running' | 'done' | 'failed';
/** A table that somebody brings in, and how far that has come. */
export type TableImport = {
  id: string;
  module: string;
  file_name: string;
  bytes: number;
  /** What was said of how it is read, beside what is found. */
  reading: Partial<ReadingOptions>;
  mapping: Mapping | null;
  state: ImportState;
  /** The rows that its check, or bringing it in, has come to. */
  position: number;
  /** Why its check ended before its end. */
  fault: string | null;
  batch_id: string | null;
  at: Date;
  /** That no act goes on with it. */
  is_idle: boolean;
};

/** Of tables `i`, those that no act goes on with: one whose act was given up goes on where an admin lets it, for as long as others stay. */
const IDLE = sql`(i.state <> 'running' or exists (
  select from batches b where b.id = i.batch_id and b.state not in ('waiting', 'running')))`;
const COLUMNS = sql`
  i.id::text, i.module, i.file_name, i.bytes, i.reading, i.mapping, i.state, i.position, i.fault, i.batch_id::text, i.at, ${IDLE} as is_idle`;

/** For how many days a table stays that is looked at, and how many of them a person has. */
export const TABLE_DAYS = 7;
export const MOST_TABLES = 5;
const PIECE = 1024 * 1024;

/** Keeps a table for its person alone; answers its id. The eldest goes where there are many. */
export async function keepTable(tx: WriteDoor, { name }: Kind, fileName: string, bytes: Buffer): Promise<string> {
  const id = uuidv7();
  await tx.$executeRaw(sql`
    delete from imports where id in (
      select i.id from imports i where ${IDLE} order by i.at desc, i.id desc offset ${MOST_TABLES - 1})`);
  await tx.$executeRaw(sql`
    insert into imports (id, module, file_name, bytes) values (${id}::uuid, ${name}, ${fileName}, ${bytes.length})`);
  for (let at = 0; at < bytes.length; at += PIECE)
    await tx.$executeRaw(sql`
      insert into import_pieces (import_id, n, bytes) values (${id}::uuid, ${at / PIECE}, ${bytes.subarray(at, at + PIECE)})`);
  return id;
}

/** One's own table; undefined where there is none of that id. */
export function tableImport(
  db: Pick<ReadDoor, 'row'>,
  id: string,
  { locked = false } = {},
): Promise<TableImport | undefined> {
  return db.row<TableImport>(sql`
    select ${COLUMNS} from imports i where i.id = ${id}::uuid ${locked ? sql`for update` : empty}`);
}

/** One's tables, the newest first. */
export function tableImports(db: Pick<ReadDoor, 'rows'>): Promise<TableImport[]> {
  return db.rows(sql`
    select ${COLUMNS} from imports i order by i.at desc, i.id desc limit ${2 * MOST_TABLES}`);
}

/** Lets go of a table that no act goes on with; false where there is none of that id. What it brought in stays. */
export async function removeTable(tx: WriteDoor, id: string): Promise<boolean> {
  return (await tx.$executeRaw(sql`delete from imports i where i.id = ${id}::uuid and ${IDLE}`)) > 0;
}

/**
 * Stops the check of a table: answers the id that it has from then on, so that whoever is in the middle of its rows finds none to keep
 * them for; undefined where it is not being checked.
 */
export async function stopCheck(tx: WriteDoor, id: string): Promise<string | undefined> {
  const anew = uuidv7();
  const kept = await tx.$executeRaw(sql`
    insert into imports (id, module, file_name, bytes, reading, mapping)
    select ${anew}::uuid, i.module, i.file_name, i.bytes, i.reading, i.mapping from imports i where i.id = ${id}::uuid and i.state = 'checking'`);
  if (kept === 0) return undefined;
  await tx.$executeRaw(sql`update import_pieces set import_id = ${anew}::uuid where import_id = ${id}::uuid`);
  await tx.$executeRaw(sql`delete from imports where id = ${id}::uuid`);
  return anew;
}

/** The nth piece of a table's bytes; undefined behind the last. */
export async function pieceOfTable(db: Pick<ReadDoor, 'row'>, id: string, n: number): Promise<Buffer | undefined> {
  const found = await db.row<{ bytes: Buffer }>(
    sql`select bytes from import_pieces where import_id = ${id}::uuid and n = ${n}`,
  );
  return found?.bytes;
}

/** Says how a table is read and what its columns are; what was found of its rows before is found anew. */
export async function chooseFor(
  tx: WriteDoor,
  id: string,
  { reading, mapping }: { reading: Partial<ReadingOptions>; mapping: Mapping | null },
): Promise<void> {
  await tx.$executeRaw(sql`delete from import_rows where import_id = ${id}::uuid`);
  await tx.$executeRaw(sql`
    update imports set reading = ${JSON.stringify(reading)}::jsonb,
      mapping = ${mapping && JSON.stringify(mapping)}::jsonb, state = 'read', position = 0, fault = null where id = ${id}::uuid`);
}

/** Moves a table from one state to the next; false where it was not in that state any more. */
export async function moveTable(tx: WriteDoor, id: string, from: ImportState, to: ImportState): Promise<boolean> {
  const moved = await tx.$executeRaw(sql`
    update imports set state = ${to}, position = 0, fault = null where id = ${id}::uuid and state = ${from}`);
  return moved > 0;
}

/** What was chosen for columns of these names the last time; undefined where nothing was. */
export async function rememberedMapping(
  db: Pick<ReadDoor, 'row'>,
  { name }: Kind,
  header: string,
): Promise<Mapping | undefined> {
  const found = await db.row<{ mapping: Mapping }>(sql`
    select m.mapping from import_mappings m where m.module = ${name} and m.header_key = ${header}`);
  return found?.mapping;
}

/** Remembers what was chosen for columns of these names. */
export async function rememberMapping(tx: WriteDoor, { name }: Kind, header: string, mapping: Mapping): Promise<void> {
  await tx.$executeRaw(sql`
    insert into import_mappings (id, module, header_key, mapping)
    values (${uuidv7()}::uuid, ${name}, ${header}, ${JSON.stringify(mapping)}::jsonb)
    on conflict (user_id, module, header_key) do update set mapping = excluded.mapping, at = now()`);
}

/** Lets go of tables that were looked at long enough. What they brought in stays. */
export async function forgetTables(tx: WriteDoor): Promise<void> {
  await tx.$executeRaw(
    sql`delete from imports i where ${IDLE} and i.at < now() - make_interval(days => ${TABLE_DAYS}::int)`,
  );
}
