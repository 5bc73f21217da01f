import type { Page } from '../../http/list/page.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { all, type Sql, sql } from '../../platform/postgres/sql.js';
import type { RecordModule } from '../../records/module.js';
import { NOBODY, type YearAsked } from './asked.js';
import { closingOf, countedOfItem, frozenRows, type YearClosing } from './closing.js';
import { figuresOf, type Group, type YearFigures, yearGroups } from './figures.js';
import { type ReportingLine, reportingLinesOf } from './lines.js';
import { inPart } from './parts.js';
import { liveRows, type TaxRow, type YearRows } from './rows.js';

/** A year as it is told: its rows as a select, and what they come to in each currency. */
export type ToldYear = {
  asked: YearAsked;
  today: string;
  /** What was closed, where it is. */
  closing: YearClosing | undefined;
  /** The rows as they are today. */
  live: YearRows;
  /** The rows that count: as they stood, where the year is closed. */
  rows: YearRows;
  groups: Group[];
  figures: YearFigures[];
  lines: ReportingLine[];
};
/** The rows of a page of the list, and what was asked for. */
export type ListedYear = { asked: YearAsked; page: Page; rows: (TaxRow & { sort_value: string })[] };

/** Reads a year: its rows, as they stood where it is closed, added up, and the lines of that year. */
export async function tellYear(
  db: Pick<ReadDoor, 'row' | 'rows'>,
  modules: readonly RecordModule[],
  { asked, today, own }: { asked: YearAsked; today: string; own: string },
): Promise<ToldYear> {
  const closing = await closingOf(db, asked.year);
  const live = liveRows(modules, { year: asked.year, today, counted: countedOfItem(closing ? null : asked.year) });
  const rows = closing ? frozenRows(closing) : live;
  const groups = await yearGroups(db, rows.rows);
  const lines = closing ? closing.lines : await reportingLinesOf(db, asked.year);
  return { asked, today, closing, live, rows, groups, figures: figuresOf(groups, own), lines };
}

/** The condition on a row `r` to be listed where a part, a payer and a currency are asked for. */
export function isListed({ part, payer }: Pick<YearAsked, 'part' | 'payer'>, currency: string): Sql {
  const whose =
    payer === undefined ? [] : [payer === NOBODY ? sql`r.company_id is null` : sql`r.company_id = ${payer}::uuid`];
  return all([inPart(part), sql`r.currency = ${currency}`, ...whose]);
}
