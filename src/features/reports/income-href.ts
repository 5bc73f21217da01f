import { viewUrl } from '../../http/list/page.js';
import type { DaySpan, IncomeSource } from '../../records/income.js';

export const INCOME_PATH = '/reports/income';
export const INCOME_ROWS_PATH = `${INCOME_PATH}/rows`;

/** Where the rows of what came in in some days, in one currency, are listed, of one source or of all: their sum is the figure. */
export function incomeHref({ from, to }: DaySpan, currency: string, source?: IncomeSource): string {
  return viewUrl(INCOME_ROWS_PATH, {}, { from, to, currency, source });
}
