import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { empty, type Sql, sql } from '../../platform/postgres/sql.js';
import type { FileRow, Note } from './cells.js';

export type Outcome = 'create' | 'update' | 'restore' | 'skip' | 'refuse';
/** What a row does, as the check found it or as it was done. */
export type ToldRow = {
  n: number;
  line: number;
  cells: string[];
  outcome: Outcome;
  key: string | null;
  record_id: string | null;
  /** The fields that change, each as people read it before and after. */
  changes: Readonly<Record<string, readonly [from: string, to: string]>>;
  notes: Note[];
};
/** What a row does, and that an act has not come to it, or was stopped before it. */
export type Seen = Outcome | 'left';
/** A row as a page shows it. */
export type SeenRow = Omit<ToldRow, 'outcome'> & { outcome: Seen };
/** A row that its check would bring in; `is_new`: it made a record there. */
export type CheckedRow = FileRow & { is_new: boolean };
/** How many rows do what; `in_trash`: how many are refused since their record lies in the trash. */
export type Counts = Record<Seen, number> & { all: number; in_trash: number };

/** Of keys those that rows before the `n`th have: the line of the first, and how many there are. */
export async function earlierRows(
  tx: WriteDoor,
  id: string,
  n: number,
  keys: string[],
): Promise<Map<string, { line: number; rows: number }>> {
  if (keys.length === 0) return new Map();
  const rows = await tx.$queryRaw<{ key: string; line: number; rows: number }[]>(sql`
    select i.key, min(i.line) as line, count(*)::integer as rows from import_rows i
    where i.import_id = ${id}::uuid and i.key = any(${keys}::text[]) and i.n < ${n} group by i.key`);
  return new Map(rows.map((it) => [it.key, it]));
}

/** Keeps what the check found of rows. */
export async function keepRows(tx: WriteDoor, id: string, rows: readonly ToldRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.$executeRaw(sql`
    insert into import_rows (import_id, n, line, cells, outcome, key, record_id, changes, notes)
    select ${id}::uuid, r.n, r.line, r.cells, r.outcome, r.key, r.record_id, r.changes, r.notes
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (
      n integer, line integer, cells jsonb, outcome text, key text, record_id uuid, changes jsonb, notes jsonb)`);
}

/** Keeps what rows did, in the place of what the check had found of them. */
export async function keepDone(tx: WriteDoor, id: string, rows: readonly ToldRow[]): Promise<void> {
  if (rows.length === 0) return;
  const done = rows.map(({ n, outcome, record_id, changes, notes }) => ({ n, outcome, record_id, changes, notes }));
  await tx.$executeRaw(sql`
    update import_rows i set outcome = r.outcome, record_id = r.record_id, changes = r.changes, notes = r.notes
    from jsonb_to_recordset(${JSON.stringify(done)}::jsonb) as r (n integer, outcome text, record_id uuid, changes jsonb, notes jsonb)
    where i.import_id = ${id}::uuid and i.n between ${done[0]?.n ?? 0} and ${done.at(-1)?.n ?? 0} and i.n = r.n`);
}

/** The next rows behind the `after`th that are to be brought in. */
export function nextRows(tx: WriteDoor, id: string, after: number, most: number): Promise<CheckedRow[]> {
  return tx.$queryRaw<CheckedRow[]>(sql`
    select i.n, i.line, i.cells, i.outcome = 'create' as is_new from import_rows i
    where i.import_id = ${id}::uuid and i.n > ${after} and i.outcome in ('create', 'update', 'restore')
    order by i.n limit ${most}`);
}

/** How many rows of a file do what; `reached`: the row that an act came to, where one has begun. */
export async function countRows(db: Pick<ReadDoor, 'rows'>, id: string, reached?: number): Promise<Counts> {
  const found = await db.rows<{ outcome: Seen; rows: number; named: number }>(sql`
    select ${seen(reached)} as outcome, count(*)::integer as rows, count(i.record_id)::integer as named
    from import_rows i where i.import_id = ${id}::uuid group by 1`);
  const counts = { create: 0, update: 0, restore: 0, skip: 0, refuse: 0, left: 0, all: 0, in_trash: 0 };
  for (const { outcome, rows, named } of found) {
    if (outcome === 'refuse') counts.in_trash = named;
    counts[outcome] = rows;
    counts.all += rows;
  }
  return counts;
}

/** A page of the rows of a file behind the `after`th, in their order; of one outcome where it is asked for, with `reached` as `countRows` takes it. */
export function pageOfRows(
  db: Pick<ReadDoor, 'rows'>,
  id: string,
  {
    outcome,
    after,
    most,
    reached,
  }: { outcome: Seen | undefined; after: number; most: number; reached?: number | undefined },
): Promise<SeenRow[]> {
  return db.rows<SeenRow>(sql`
    select i.n, i.line, i.cells, ${seen(reached)} as outcome, i.key, i.record_id::text, i.changes, i.notes from import_rows i
    where i.import_id = ${id}::uuid and i.n > ${after} ${outcome ? sql`and ${seen(reached)} = ${outcome}` : empty}
    order by i.n limit ${most}`);
}

// Rows that do nothing are none that an act comes to.
function seen(reached: number | undefined): Sql {
  if (reached === undefined) return sql`i.outcome`;
  return sql`case when i.n > ${reached}::int and i.outcome in ('create', 'update', 'restore') then 'left' else i.outcome end`;
}
