import { join, raw, type Sql, sql } from '../platform/postgres/sql.js';
import { type Kind, kindNamed, type Target } from './kinds.js';

/** The record that a row is about, also where that lies in the trash. */
export type About = {
  about_kind: string | null;
  about_id: string | null;
  about_name: string | null;
  about_in_trash: boolean;
};

/** The record that a row is about; undefined where it is about none of these kinds. */
export function targetOf(
  kinds: readonly Kind[],
  { about_kind, about_id: id }: Pick<About, 'about_kind' | 'about_id'>,
): Target | undefined {
  const kind = kindNamed(kinds, about_kind);
  return kind && id ? { kind, id } : undefined;
}

/** How the rows `t` of a table are read beside the records they are about, of whichever of these kinds. */
export type BesideRecords = {
  /** For a `from`: the rows with their records. */
  from: Sql;
  /** What the record is called, and whether it lies in the trash. */
  name: Sql;
  inTrash: Sql;
  /** The columns of an `About`. */
  columns: Sql;
};

/** The columns of an `About` and the record's name for the rows `t` of a page, each looked up by itself: nothing is joined to rows that are only counted. */
export function aboutEach(kinds: readonly Kind[]): Pick<BesideRecords, 'name' | 'columns'> {
  const of = (name: string) =>
    coalesced(kinds.map((kind) => sql`(select r.${raw(name)} from ${raw(kind.table)} r where r.id = ${column(kind)})`));
  const { kind: about, id } = besideColumns(kinds, 't');
  const name = of('name');
  return {
    name,
    columns: sql`${about} as about_kind, ${id}::text as about_id, ${name} as about_name, ${of('deleted_at')} is not null as about_in_trash`,
  };
}

/** The fragments that read rows of that table beside records of these kinds. */
export function besideRecords(kinds: readonly Kind[], table: 'notes' | 'attachments' | 'tasks'): BesideRecords {
  const joined = kinds.map(
    (kind) => sql`left join ${raw(`${kind.table} of_${kind.name}`)} on ${record(kind, 'id')} = ${column(kind)}`,
  );
  const { kind: about, id } = besideColumns(kinds, 't');
  const name = coalesced(kinds.map((kind) => record(kind, 'name')));
  const inTrash = sql`${coalesced(kinds.map((kind) => record(kind, 'deleted_at')))} is not null`;
  return {
    from: sql`${raw(table)} t ${join(joined, ' ')}`,
    name,
    inTrash,
    columns: sql`
      ${about} as about_kind, ${id}::text as about_id,
      ${name} as about_name, ${inTrash} as about_in_trash`,
  };
}

/** The kind's name and the id of the record that a row of that alias is about. */
export function besideColumns(kinds: readonly Kind[], alias: string): { kind: Sql; id: Sql } {
  const columns = kinds.map((kind) => raw(`${alias}.${kind.column}`));
  const named = kinds.map((kind, at) => sql`when ${columns[at]} is not null then ${kind.name}::text`);
  return { kind: sql`case ${join(named, ' ')} end`, id: coalesced(columns) };
}

const column = (kind: Kind) => raw(`t.${kind.column}`);
const record = (kind: Kind, name: string) => raw(`of_${kind.name}.${name}`);
const coalesced = (parts: Sql[]) => sql`coalesce(${join(parts)})`;
