import type { WriteDoor } from '../../platform/postgres/database.js';
import { all, type JsonValue, join, raw, type Sql, sql } from '../../platform/postgres/sql.js';

type Set = { table: string; column: string; ids: string[]; before: JsonValue | null; after: JsonValue | null };
type Gone = { table: string; gone: JsonValue[] };
/** What a merge did to rows, step by step, in words that an undo reads backwards. */
export type Ledger = (Set | Gone)[];

/**
 * What was done since to rows that a merge moved: `stayed` were changed and stay as they are, `anew` were deleted, or written
 * under other ids, and came back as they had been, `gone` did not come back. Of rows with an owner one's own alone are counted.
 */
export type Left = { stayed: number; anew: number; gone: number };

/** So many rows at once, there and back, that a statement ends long before its limit. */
const CHUNK = 2_000;

/** Sets a column of the rows `t` that match, and notes what stood there; `to` may speak of `t` and of `old.was`. */
export async function setColumn(
  tx: WriteDoor,
  ledger: Ledger,
  { table, column }: { table: string; column: string },
  to: Sql,
  where: Sql,
): Promise<void> {
  const [rows, it] = [raw(table), raw(column)];
  const found = await tx.$queryRaw<{ id: string }[]>(
    sql`select t.id::text from ${rows} t where ${where} order by t.id for update of t`,
  );
  for (let at = 0; at < found.length; at += CHUNK) {
    const ids = found.slice(at, at + CHUNK).map(({ id }) => id);
    const steps = await tx.$queryRaw<Pick<Set, 'ids' | 'before' | 'after'>[]>(sql`
      with old as materialized (select t.id, t.${it} as was from ${rows} t where t.id = any(${ids}::uuid[])),
      done as (update ${rows} t set ${it} = ${to} from old where t.id = old.id returning t.id, old.was, t.${it} as is_now)
      select to_jsonb(was) as before, to_jsonb(is_now) as after, array_agg(id::text) as ids from done group by was, is_now`);
    for (const step of steps) ledger.push({ table, column, ...step });
  }
}

/** Deletes the rows `t` that match, and keeps them whole. */
export async function drop(tx: WriteDoor, ledger: Ledger, table: string, where: Sql): Promise<void> {
  const rows = await tx.$queryRaw<{ row: JsonValue }[]>(
    sql`delete from ${raw(table)} t where ${where} returning to_jsonb(t) as row`,
  );
  if (rows.length > 0) ledger.push({ table, gone: rows.map(({ row }) => row) });
}

/** Keeps the rows `t` that match as they stand, so that an undo makes those anew that were deleted since. */
export async function remember(tx: WriteDoor, ledger: Ledger, table: string, where: Sql): Promise<void> {
  const rows = await tx.$queryRaw<{ row: JsonValue }[]>(
    sql`select to_jsonb(t) as row from ${raw(table)} t where ${where} for update`,
  );
  if (rows.length > 0) ledger.push({ table, gone: rows.map(({ row }) => row) });
}

/** The rows that a ledger set in a table, whatever column of them. */
export function idsSet(ledger: Ledger, table: string): string[] {
  return [...new Set(ledger.flatMap((step) => (step.table === table && 'ids' in step ? step.ids : [])))];
}

/** Takes all of it back, the last step first; `common`: the tables whose rows are nobody's own. */
export async function takeBack(tx: WriteDoor, ledger: Ledger, common: readonly string[]): Promise<Left> {
  const missing = await missingOf(tx, ledger, common);
  for (const step of ledger.toReversed()) {
    if ('gone' in step) await insertAgain(tx, step);
    else await setBack(tx, step);
  }
  const gone = await missingOf(tx, ledger, common);
  let stayed = 0;
  for (const step of ledger) if ('ids' in step && step.column !== 'position') stayed += await changedSince(tx, step);
  return { stayed, anew: missing - gone, gone };
}

async function setBack(tx: WriteDoor, { table, column, ids, before, after }: Set): Promise<void> {
  await tx.$executeRaw(sql`
    update ${raw(table)} t set ${raw(column)} = ${typedValue(table, column, before)}
    where t.id = any(${ids}::uuid[]) and t.${raw(column)} is not distinct from ${typedValue(table, column, after)}`);
}

async function insertAgain(tx: WriteDoor, { table, gone }: Gone): Promise<void> {
  const found = await tx.$queryRaw<{ name: string }[]>(sql`
    select attname as name from pg_attribute
    where attrelid = ${table}::regclass and attnum > 0 and not attisdropped and attgenerated = ''`);
  const columns = join(found.map(({ name }) => raw(`"${name}"`)));
  await tx.$executeRaw(sql`
    insert into ${raw(table)} (${columns})
    select ${columns} from jsonb_populate_recordset(null::${raw(table)}, ${JSON.stringify(gone)}::jsonb) r
    where ${await stillThere(tx, table)} on conflict do nothing`);
}

async function changedSince(tx: WriteDoor, { table, column, ids, before }: Set): Promise<number> {
  const [row] = await tx.$queryRaw<{ rows: number }[]>(sql`
    select count(*)::integer as rows from ${raw(table)} t
    where t.id = any(${ids}::uuid[]) and t.${raw(column)} is distinct from ${typedValue(table, column, before)}
      and coalesce(to_jsonb(t) ->> 'user_id', app_user_id()::text) = app_user_id()::text`);
  return row?.rows ?? 0;
}

async function missingOf(tx: WriteDoor, ledger: Ledger, tables: readonly string[]): Promise<number> {
  let missing = 0;
  for (const table of tables) {
    const [row] = await tx.$queryRaw<{ rows: number }[]>(sql`
      select count(*)::integer as rows from unnest(${idsSet(ledger, table)}::uuid[]) moved (id)
      where not exists (select from ${raw(table)} t where t.id = moved.id)`);
    missing += row?.rows ?? 0;
  }
  return missing;
}

// Typed by the table itself, whatever type the column has.
function typedValue(table: string, column: string, value: JsonValue | null): Sql {
  return sql`(jsonb_populate_record(null::${raw(table)}, ${JSON.stringify({ [column]: value })}::jsonb)).${raw(column)}`;
}

// What rows refer to may have been deleted since: then they do not come back either, as they would have gone with it.
async function stillThere(tx: WriteDoor, table: string): Promise<Sql> {
  const keys = await tx.$queryRaw<{ target: string; own: string[]; theirs: string[] }[]>(sql`
    select c.confrelid::regclass::text as target, array(select quote_ident(attname) from unnest(c.conkey) with ordinality k(n, at)
        join pg_attribute on attrelid = c.conrelid and attnum = n order by at) as own,
      array(select quote_ident(attname) from unnest(c.confkey) with ordinality k(n, at)
        join pg_attribute on attrelid = c.confrelid and attnum = n order by at) as theirs
    from pg_constraint c where c.contype = 'f' and c.confdeltype = 'c' and c.conrelid = ${table}::regclass`);
  return all(
    keys.map(({ target, own, theirs }) => {
      const row = raw(own.map((name) => `r.${name}`).join(', '));
      const there = raw(theirs.map((name) => `k.${name}`).join(', '));
      return sql`(not ((${row}) is not null) or exists (select from ${raw(target)} k where (${there}) = (${row})))`;
    }),
  );
}
