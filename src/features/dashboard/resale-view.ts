import { amountText, barsView } from '../../http/chart.js';
import { shortDate } from '../../http/format.js';
import { type CurrencyFigures, type Days, type ResaleMonth, resaleHref } from '../inventory/index.js';
import { yearTable } from './figures-view.js';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Cash profit of resale by month, this year's bars against last year's marks: a chart a currency, one's own first. */
export function resaleView(
  day: string,
  sold: readonly ResaleMonth[],
  figures: readonly CurrencyFigures[],
  own: string,
) {
  const currencies = figures.filter(({ currency }) => sold.some((it) => it.currency === currency));
  currencies.sort((a, b) => Number(b.currency === own) - Number(a.currency === own));
  return currencies.map((of) =>
    chartOf(
      day,
      sold.filter(({ currency }) => currency === of.currency),
      of,
    ),
  );
}

function chartOf(day: string, sold: readonly ResaleMonth[], of: CurrencyFigures) {
  const { currency } = of;
  const year = Number(day.slice(0, 4));
  const profit = (inYear: number, month: number) =>
    sold.find((it) => it.year === inYear && it.month === month)?.profit ?? null;
  const slots = MONTHS.map((label, at) => ({
    label,
    value: profit(year, at + 1),
    before: profit(year - 1, at + 1),
  }));
  const cell = (inYear: number, at: number, value: number | null) => ({
    text: amountText(value, currency),
    href: value === null ? null : resaleHref(daysOfMonth(inYear, at + 1, day), currency),
  });
  return {
    ...{ currency, year, before: year - 1, to: shortDate(day), chart: barsView(slots, currency) },
    sums: yearTable(day, of),
    months: slots.map(({ label, value, before }, at) => ({
      label,
      now: cell(year, at, value),
      before: cell(year - 1, at, before),
    })),
  };
}

// The month until today, where it is this one: what is dated ahead is in no figure.
function daysOfMonth(year: number, month: number, today: string): Days {
  const start = `${year}-${String(month).padStart(2, '0')}-01`;
  const end = new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
  return { from: start, to: today < end ? today : end };
}
