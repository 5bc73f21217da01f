import { formatMoney } from '../../http/format.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import { COUNTRY_LABELS } from '../companies/index.js';

/** From what a payer must report what it paid in a year, in minor units, and by which rule. */
export type ReportingLine = {
  country: string;
  currency: string;
  amount: number;
  source: string;
  source_link: string | null;
};

/** The lines of a year, one a currency at most: of each the one that began last. */
export function reportingLinesOf(db: Pick<ReadDoor, 'rows'>, year: number): Promise<ReportingLine[]> {
  return db.rows<ReportingLine>(sql`
    select distinct on (l.currency) l.country, l.currency, l.amount, l.source, l.source_link
    from reporting_lines l where l.from_year <= ${year} order by l.currency, l.from_year desc`);
}

/** How a total stands to a line: what equals it is reported too. `value`: as an export says it. */
export function againstLine(total: number, line: ReportingLine | undefined) {
  if (!line) return { value: '', word: '–', reaches: false };
  if (total === line.amount) return { value: 'at', word: 'At it', reaches: true };
  return total > line.amount
    ? { value: 'over', word: 'Over', reaches: true }
    : { value: 'under', word: 'Under', reaches: false };
}

/** A line in words: "600.00 USD, United States, 2025". */
export function lineWords({ amount, currency, country }: ReportingLine, year: number): string {
  return `${formatMoney(amount, currency)} ${currency}, ${COUNTRY_LABELS[country] ?? country}, ${year}`;
}
