import type { Page } from '../../http/list/page.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { all, type Sql, sql } from '../../platform/postgres/sql.js';
import type { RecordModule } from '../../records/module.js';
import { type Asked, NOBODY } from './asked.js';
import { type Closing, closingOf, countedOfItem, frozenRows } from './closing.js';
import { figuresOf, type Group, groupsOf, type YearFigures } from './figures.js';
import { type Line, linesOf } from './lines.js';
import { inPart } from './parts.js';
import { liveRows, type TaxRow, type YearRows } from './rows.js';

/** A year as it is told: its rows as a select, and what they come to in each currency. */
export type Told = {
  asked: Asked;
  today: string;
  /** What was closed, where it is. */
  closing: Closing | undefined;
  /** The rows as they are today. */
  live: YearRows;
  /** The rows that count: as they stood, where the year is closed. */
  rows: YearRows;
  groups: Group[];
  figures: YearFigures[];
  lines: Line[];
};
/** The rows of a page of the list, and what was asked for. */
export type Listed = { asked: Asked; page: Page; rows: (TaxRow & { sort_value: string })[] };

/** Reads a year: its rows, as they stood where it is closed, added up, and the lines of that year. */
export async function tellYear(
  db: Pick<ReadDoor, 'row' | 'rows'>,
  modules: readonly RecordModule[],
  { asked, today, own }: { asked: Asked; today: string; own: string },
): Promise<Told> {
  const closing = await closingOf(db, asked.year);
  const live = liveRows(modules, { year: asked.year, today, counted: countedOfItem() });
  const rows = closing ? frozenRows(closing) : live;
  const groups = await groupsOf(db, rows.rows);
  const lines = closing ? closing.lines : await linesOf(db, asked.year);
  return { asked, today, closing, live, rows, groups, figures: figuresOf(groups, own), lines };
}

/** The condition on a row `r` to be listed where a part, a payer and a currency are asked for. */
export function isListed({ part, payer }: Pick<Asked, 'part' | 'payer'>, currency: string): Sql {
  const whose =
    payer === undefined ? [] : [payer === NOBODY ? sql`r.company_id is null` : sql`r.company_id = ${payer}::uuid`];
  return all([inPart(part), sql`r.currency = ${currency}`, ...whose]);
}
