import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';
import { companyName } from '../companies/index.js';
import { wasSplitOff } from '../inventory/index.js';
import type { ReportingLine } from './lines.js';
import type { YearRows } from './rows.js';

/** A year that is closed: since when, by whom, and the lines that held then. */
export type YearClosing = { id: string; closed_at: Date; closed_by: string | null; lines: ReportingLine[] };

/** The closing of a year; undefined while it is open. */
export function closingOf(db: Pick<ReadDoor, 'row'>, year: number): Promise<YearClosing | undefined> {
  return db.row<YearClosing>(sql`
    select c.id::text, c.closed_at, p.name as closed_by, c.lines from tax_years c left join people p on p.id = c.closed_by
    where c.year = ${year} and c.reopened_at is null`);
}

/** The rows of a closed year as they stood. */
export function frozenRows({ id }: YearClosing): YearRows {
  return {
    rows: sql`
      select f.kind, f.record_id as id, f.name, f.company_id, f.currency, f.on_day, f.amount, f.quantity, f.has_files, f.net, f.basis,
        f.gain, f.facts, f.payer
      from tax_year_rows f where f.closing_id = ${id}::uuid`,
    files: sql`coalesce(p.facts -> 'files', '[]')`,
  };
}

/** Closes a year: keeps its rows as they are, and its lines. False where somebody was quicker. */
export async function closeYear(
  tx: WriteDoor,
  year: number,
  live: YearRows,
  lines: readonly ReportingLine[],
): Promise<boolean> {
  const [closing] = await tx.$queryRaw<{ id: string }[]>(sql`
    insert into tax_years (year, lines) values (${year}, ${JSON.stringify(lines)}::jsonb)
    on conflict (user_id, year) where reopened_at is null do nothing returning id::text`);
  if (!closing) return false;
  await tx.$executeRaw(sql`
    insert into tax_year_rows
      (closing_id, kind, record_id, name, company_id, payer, currency, on_day, amount, quantity, has_files, net, basis, gain, facts)
    select ${closing.id}::uuid, p.kind, p.id, p.name, p.company_id, ${companyName(sql`p.company_id`)}, p.currency, p.on_day, p.amount,
      p.quantity, p.has_files, p.net, p.basis, p.gain, p.facts || jsonb_build_object('files', ${live.files})
    from (${live.rows}) p where p.kind <> 'undated'`);
  return true;
}

/** Opens a closed year again; false where it was open. What was closed stays as what happened. */
export async function reopenYear(tx: WriteDoor, year: number): Promise<boolean> {
  const reopened = await tx.$executeRaw(sql`
    update tax_years set reopened_at = now(), reopened_by = app_user_id() where year = ${year} and reopened_at is null`);
  return reopened > 0;
}

/**
 * What of an item `i` was counted as income, which a later sale has as its basis: where its year is closed what was counted then, be it
 * edited since; a part that was split off has its share. What came into a closed year afterwards was not counted. `open`: a year that
 * counts as open, also while it is being closed.
 */
export function countedOfItem(open: number | null = null): Sql {
  const closed = sql`array(select c.year from tax_years c where c.reopened_at is null and c.year is distinct from ${open}::int)`;
  const then = sql`
    select case when f.quantity = i.quantity then coalesce(f.amount, 0) else i.counted_income end
    from tax_year_rows f join tax_years c on c.id = f.closing_id
    where f.record_id = i.id and f.kind = 'unit' and c.reopened_at is null and f.currency = i.currency
      and c.year = extract(year from i.received_on)`;
  return sql`(case when extract(year from i.received_on)::int = any(${closed})
    then coalesce((${then}), case when ${wasSplitOff(sql`i.id`)} then i.counted_income else 0 end) else i.counted_income end)`;
}
