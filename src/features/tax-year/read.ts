import type { Page } from '../../http/list/page.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { all, type Sql, sql } from '../../platform/postgres/sql.js';
import type { RecordModule } from '../../records/module.js';
import { type Asked, NOBODY } from './asked.js';
import { figuresOf, type Group, groupsOf, type YearFigures } from './figures.js';
import { type Line, linesOf } from './lines.js';
import { inPart } from './parts.js';
import { liveRows, type TaxRow, type YearRows } from './rows.js';

/** A year as it is told: its rows as a select, and what they come to in each currency. */
export type Told = {
  asked: Asked;
  today: string;
  rows: YearRows;
  groups: Group[];
  figures: YearFigures[];
  lines: Line[];
};
/** The rows of a page of the list, and what was asked for. */
export type Listed = { asked: Asked; page: Page; rows: (TaxRow & { sort_value: string })[] };

/** Reads a year: its rows added up, and the lines of that year. */
export async function tellYear(
  db: Pick<ReadDoor, 'rows'>,
  modules: readonly RecordModule[],
  { asked, today, own }: { asked: Asked; today: string; own: string },
): Promise<Told> {
  const rows = liveRows(modules, asked.year, today);
  const groups = await groupsOf(db, rows.rows);
  return { asked, today, rows, groups, figures: figuresOf(groups, own), lines: await linesOf(db, asked.year) };
}

/** The condition on a row `r` to be listed where a part, a payer and a currency are asked for. */
export function isListed({ part, payer }: Pick<Asked, 'part' | 'payer'>, currency: string): Sql {
  const whose =
    payer === undefined ? [] : [payer === NOBODY ? sql`r.company_id is null` : sql`r.company_id = ${payer}::uuid`];
  return all([inPart(part), sql`r.currency = ${currency}`, ...whose]);
}
