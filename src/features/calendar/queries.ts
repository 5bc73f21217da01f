import { isId } from '../../http/form.js';
import { NotFound } from '../../platform/errors.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { join, sql } from '../../platform/postgres/sql.js';
import { type DatedRow, datedColumns, detailOf } from '../../records/dated.js';
import { MOST_DAYS, MOST_LATE } from '../../records/limits.js';
import { readKey, type Source } from './sources.js';

type Span = { from: string; until: string };
/** A day with where it comes from; `is_past`: asked for before the days that were looked at. */
export type SourcedDay = DatedRow & { source: number; is_past: boolean };

/** What has a day in a span, and, where `today` is told, what was late before it; each of a source `MOST_DAYS` and `MOST_LATE` at most. */
export async function daysIn(
  db: ReadDoor,
  sources: readonly Source[],
  { from, until }: Span,
  today: string | null,
): Promise<SourcedDay[]> {
  const parts = sources.flatMap(({ dated }, n) => [
    sql`(select ${n}::integer as source, false as is_past, ${datedColumns(dated)} from (${dated.rows('all')}) d
      where d.deleted_at is null and d.standing <> 'cancelled' and d.day between ${from}::date and ${until}::date
      order by d.day, d.name, d.id limit ${MOST_DAYS})`,
    ...(today === null
      ? []
      : [
          sql`(select ${n}::integer as source, true as is_past, ${datedColumns(dated)} from (${dated.rows('open')}) d
            where d.deleted_at is null and d.asks and d.day < least(${from}::date, ${today}::date) order by d.day desc, d.name, d.id limit ${MOST_LATE})`,
        ]),
  ]);
  return db.rows<SourcedDay>(join(parts, ' union all '));
}

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
