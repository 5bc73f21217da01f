import { barsView } from '../../http/chart.js';
import { shortMonth } from '../../http/format.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import type { DaySpan } from '../../records/income.js';
import { amountCell, countCell, daysCell, meanCell, shareCell, textCell } from '../../records/report/cells.js';
import { figure, otherCurrencies, sumsOver } from '../../records/report/figures.js';
import type { AskedReport, Cell, Column, Report, Told } from '../../records/report/report.js';
import { monthsOf, pastSpans, spanText, yearToDate } from '../../records/report/spans.js';
import { type ClosedMonth, closedByMonth, dealsHref, hasDeals } from '../pipeline/index.js';

const COLUMNS: readonly Column[] = [
  { name: 'month', label: 'Month' },
  { name: 'won', label: 'Won', right: true, width: 'w-num' },
  { name: 'lost', label: 'Lost', cls: 'side', right: true, width: 'w-num' },
  { name: 'win_rate_percent', label: 'Win rate', right: true, width: 'w-pct' },
  { name: 'amount', label: 'Amount won', cls: 'side', right: true, width: 'w-amt' },
  { name: 'average_deal', label: 'Average deal', cls: 'side', right: true, width: 'w-amt' },
  { name: 'cycle_days', label: 'Cycle', cls: 'side', right: true, width: 'w-num' },
];

/**
 * Deals by the month in which they were closed. Win rate: won ÷ (won + lost). Average deal: the amounts of those won ÷ how many of them
 * have an amount. Cycle: the days of those won, from the first contact, else from when they were written down, ÷ how many were won.
 */
export const dealsReport: Report = {
  path: '/reports/deals',
  title: 'Deals won and lost by month',
  called: 'Deals',
  text: 'Win rate, average deal and how long it takes from the first contact to a yes.',
  usual: yearToDate,
  spans: pastSpans,
  read: readDeals,
  empty: {
    text: 'Write down the first mail that might become a sponsorship. Once deals are won or lost, they are counted here.',
    action: { label: 'New deal', href: '/pipeline/new' },
  },
};

async function readDeals(db: ReadDoor, { span, currency }: AskedReport): Promise<Told> {
  const found = await closedByMonth(db, span);
  const own = found.filter((it) => it.currency === currency);
  const months = monthsOf(span).map((it) => ({ ...it, of: summed(own.filter(({ month }) => month === it.month)) }));
  const all = summed(own);
  const cells = closedCells(all, span, currency);
  return {
    begun: found.length > 0 || (await hasDeals(db)),
    any: own.length > 0,
    figures: [
      figure('Win rate', cells[2]),
      { ...figure('Amount won', cells[3]), unit: currency },
      figure('Average deal', cells[4]),
      figure('Cycle', cells[5]),
      figure('Won', cells[0]),
      figure('Lost', cells[1]),
    ],
    chart: {
      bars: barsView(
        months.map(({ month, of }) => ({
          label: shortMonth(month, months.length > 12),
          value: of.won + of.lost,
          before: null,
          parts: [of.won, of.lost],
        })),
      ),
      label: `Deals in ${currency} won and lost by month, ${spanText(span)}. The table below has the figures.`,
      legend: [
        { cls: 'c1', label: 'Won' },
        { cls: 'c2', label: 'Lost' },
      ],
    },
    columns: COLUMNS,
    rows: months.map(({ month, span: days, of }) => [
      textCell(shortMonth(month), month),
      ...closedCells(of, days, currency),
    ]),
    foot: [textCell(spanText(span)), ...cells],
    also: otherCurrencies(found, currency, ({ won, lost }) => won + lost, 'deal', 'deals'),
    fine: 'A deal counts on the day it was closed. Win rate is won of won and lost; the average is of deals won that have an amount; the cycle runs from the first contact, or from when the deal was written down.',
  };
}

function closedCells(of: ReturnType<typeof summed>, { from, to }: DaySpan, currency: string): Cell[] {
  const listed = (query: Record<string, string | string[]>) =>
    dealsHref({ closed_on_from: from, closed_on_to: to, currency, ...query });
  const won = { standing: 'won', columns: ['company', 'stage', 'closed_on', 'amount', 'cycle'] };
  return [
    countCell(of.won, listed(won)),
    countCell(
      of.lost,
      listed({ standing: 'lost', columns: ['company', 'stage', 'closed_on', 'amount', 'lost_reason'] }),
    ),
    shareCell(of.won, of.won + of.lost, listed({ ...won, standing: ['won', 'lost'] })),
    amountCell(of.amount, currency, listed(won)),
    meanCell(of.amount, of.priced, currency, listed({ ...won, amount_from: '0' })),
    daysCell(of.days, of.won, listed(won)),
  ];
}

function summed(months: readonly ClosedMonth[]) {
  return sumsOver(months, ['won', 'lost', 'amount', 'priced', 'days']);
}
