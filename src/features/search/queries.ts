import { isId } from '../../http/form.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { join, raw, sql } from '../../platform/postgres/sql.js';
import { type Kind, pathOf, type Target } from '../../records/kinds.js';
import type { RecordModule, SearchRow, Sought } from '../../records/module.js';
import { forgivingSlips } from '../../records/search.js';
import { type FoundRow, recordsOf, type Searched } from './searched.js';

export type Found = Omit<SearchRow, 'total'> & { kind: Kind };
export type FoundPart = { of: Searched; rows: FoundRow[] };

const MOST_OF_A_MODULE = 10;

/** What a person may see that matches, of each kind of thing `most` at most, in their order and the closest first. */
export async function findAll(
  db: ReadDoor,
  searched: readonly Searched[],
  sought: Sought,
  most: number,
): Promise<FoundPart[]> {
  const parts = searched.map(
    (it, at) => sql`(select ${at}::int as part, row_number() over () as place, f.* from (${it.rows(sought, most)}) f)`,
  );
  const rows = await forgivingSlips<FoundRow & { part: number }>(
    db,
    sql`select * from (${join(parts, ' union all ')}) found order by part, place`,
  );
  return searched.map((of, at) => ({ of, rows: rows.filter(({ part }) => part === at) }));
}

/** The records that match, ten of a module at most. */
export async function searchRecords(db: ReadDoor, modules: readonly RecordModule[], sought: Sought): Promise<Found[]> {
  const found = await findAll(db, modules.map(recordsOf), sought, MOST_OF_A_MODULE);
  return found.flatMap(({ rows }, at) => rows.map((row) => ({ ...row, kind: (modules[at] as RecordModule).kind })));
}

/** Those of the records that are still there for this person, in the order they are asked for. */
export async function stillThere(
  db: ReadDoor,
  modules: readonly RecordModule[],
  asked: readonly Target[],
): Promise<Found[]> {
  const parts = modules.map(({ kind, states, trashDetail }) => {
    const ids = asked.filter((it) => it.kind === kind).map(({ id }) => id);
    return sql`(select ${kind.name}::text as module, t.id::text, t.name, ${trashDetail ?? sql`null`}::text as detail,
      ${states ? sql`t.state` : sql`null`}::text as note
      from ${raw(kind.table)} t where t.id = any(${ids}::uuid[]) and t.deleted_at is null)`;
  });
  const rows = await db.rows<Omit<Found, 'kind'> & { module: string }>(sql`${join(parts, ' union all ')}`);
  return asked.flatMap(({ kind, id }) =>
    rows.filter((row) => row.module === kind.name && row.id === id).map((row) => ({ ...row, kind })),
  );
}

/** The records that addresses name, each once, `most` at most; what names none is left out. */
export function targetsAt(modules: readonly RecordModule[], paths: readonly string[], most: number): Target[] {
  const named = [...new Set(paths)].flatMap((path) => {
    const id = path.slice(path.lastIndexOf('/') + 1);
    return modules.filter(({ kind }) => pathOf({ kind, id }) === path).map(({ kind }) => ({ kind, id }));
  });
  return named.filter(({ id }) => isId(id)).slice(0, most);
}
