import { isId } from '../../http/form.js';
import { NotFound } from '../../platform/errors.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { join, type Sql, sql } from '../../platform/postgres/sql.js';
import { type Dated, type DatedRow, datedColumns, detailOf } from '../../records/dated.js';
import { readKey, type Source } from './sources.js';

/** Which days are looked at, of rows `d`, and what counts as one day of them. */
export type Scope = { only: 'open' | 'all'; where: Sql; day: Sql };
/** How many there are of a kind on a day; on none where days are not told apart. */
type Count = { source: number; what: string; day: string | null; count: number };
/** What is read first of each day: of these groups so many, as they stand today. */
type First = { groups: readonly string[]; most: number; today: string };
/** A day with where it comes from. */
export type SourcedDay = DatedRow & { source: number };
/** The first of the days that were looked at, and how many there are in all. */
export type Found = { rows: SourcedDay[]; counts: Count[] };

/** What has a day in a span, each day of it by itself. */
export function inSpan(from: string, until: string): Scope {
  const within = sql`d.standing <> 'cancelled' and d.day between ${from}::date and ${until}::date`;
  return { only: 'all', where: within, day: sql`d.day` };
}

/** What is late, from whenever it is, all of it as one day. */
export function lateOn(today: string): Scope {
  return { only: 'open', where: sql`d.asks and d.day < ${today}::date`, day: sql`null::date` };
}

/** Counts what is in a scope, and reads the first of each day. */
export async function findDays(db: ReadDoor, sources: readonly Source[], scope: Scope, first: First): Promise<Found> {
  const counts = sources.map(
    ({ dated }, n) => sql`
      select ${n}::integer as source, d.what, ${scope.day} as day, count(*)::integer as count
      from ${daysIn(dated, scope)} group by d.what, ${scope.day}`,
  );
  const [rows, counted] = await Promise.all([
    db.rows<SourcedDay>(
      join(
        sources.flatMap((source, n) => firstOf(source, n, scope, first)),
        ' union all ',
      ),
    ),
    db.rows<Count>(join(counts, ' union all ')),
  ]);
  return { rows, counts: counted };
}

function firstOf({ dated }: Source, n: number, scope: Scope, { groups, most, today }: First): Sql[] {
  const shown = Object.entries(dated.whats).filter(([, { group }]) => groups.includes(group.name));
  if (shown.length === 0) return [];
  const series = shown.map(([what, { group }]) => sql`when ${what} then ${group.series}`);
  return [
    sql`(select ${n}::integer as source, ${datedColumns(dated)} from (
        select d.*, row_number() over (partition by ${scope.day} order by d.day, ${rankOn(today)}, case d.what ${join(series, ' ')} end, d.name, d.id) as place
        from ${daysIn(dated, scope)} and d.what = any(${shown.map(([what]) => what)}::text[])) d
      where d.place <= ${most}::integer order by d.day, d.place)`,
  ];
}

const daysIn = ({ rows }: Dated, { only, where }: Scope) =>
  sql`(${rows(only)}) d where d.deleted_at is null and ${where}`;

// As `lookOf` tells it: what is late, what is open, what is over.
const rankOn = (today: string) =>
  sql`case when d.standing <> 'open' then 2 when d.day >= ${today}::date then 1 when d.asks then 0 else 2 end`;

/** The day that a key names, as text whatever door it is read through, with where it comes from. */
export async function dayOfKey(
  db: Pick<ReadDoor, 'row'>,
  sources: readonly Source[],
  key: unknown,
): Promise<{ source: Source; row: DatedRow & { day: string } }> {
  const named = readKey(sources, String(key));
  if (!named || !isId(named.id)) throw new NotFound();
  const { source, what, id } = named;
  const row = await db.row<DatedRow & { day: string }>(sql`
    select d.what, d.id::text, d.row_id::text, d.name, ${detailOf(source.dated)} as detail, d.since::text as since, d.day::text as day, d.standing, d.asks, d.state,
      d.amount, d.currency, d.version, d.updated_at, d.deleted_at
    from (${source.dated.rows('all')}) d
    where d.what = ${what} and (d.row_id = ${id}::uuid or (d.row_id is null and d.id = ${id}::uuid)) and d.deleted_at is null and d.day is not null`);
  if (!row) throw new NotFound();
  return { source, row };
}
