import { barsView } from '../../http/chart.js';
import { shortMonth } from '../../http/format.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { amountCell, countCell, textCell } from '../../records/report/cells.js';
import { figure, otherCurrencies, sumsOver } from '../../records/report/figures.js';
import type { AskedReport, Cell, Column, Report, Told } from '../../records/report/report.js';
import { comingSpans, monthsOf, nextTwelveMonths, spanText } from '../../records/report/spans.js';
import { dealsHref, type Expected, expectedByMonth, hasDeals } from '../pipeline/index.js';

const SUMMED = ['deals', 'raw', 'weighted'] as const;
const LISTED = ['company', 'stage', 'expected_on', 'amount', 'weighted', 'chance'];
const COLUMNS: readonly Column[] = [
  { name: 'month', label: 'Expected in' },
  { name: 'deals', label: 'Deals', cls: 'side', right: true, width: 'w-num' },
  { name: 'raw', label: 'Raw', right: true, width: 'w-amt' },
  { name: 'weighted', label: 'Weighted', right: true, width: 'w-amt' },
];

/**
 * Open deals by the month in which they are expected to close. Raw: the sum of their amounts. Weighted: the sum of what each is worth by
 * its probability, its own or its stage's, rounded deal by deal. What waits or is closed is in neither; one without an amount adds nothing.
 */
export const forecastReport: Report = {
  path: '/reports/forecast',
  title: 'Forecast by month',
  called: 'Forecast',
  text: 'What is open, by the month in which it should close: as it is on the table, and weighted by probability.',
  usual: nextTwelveMonths,
  spans: comingSpans,
  read: readForecast,
  empty: {
    text: 'Write down a deal, and say when it should close.',
    action: { label: 'New deal', href: '/pipeline/new' },
  },
};

async function readForecast(db: ReadDoor, { span, currency }: AskedReport): Promise<Told> {
  const found = await expectedByMonth(db, span);
  const own = found.filter((it) => it.currency === currency);
  const at = (name: string) => own.find((it) => it.at === name) ?? { deals: 0, raw: 0, weighted: 0 };
  const listed = (query: Record<string, string>) =>
    dealsHref({ standing: 'open', currency, columns: LISTED, ...query });
  const months = monthsOf(span).map((it) => ({ ...it, of: at(it.month) }));
  const within = { expected_on_from: span.from, expected_on_to: span.to };
  const all = sumsOver(
    months.map(({ of }) => of),
    SUMMED,
  );
  const cells = sumCells(all, currency, listed(within));
  const aside = (label: string, name: string, query: Record<string, string>) => {
    const { deals } = at(name);
    return deals === 0
      ? []
      : [{ ...figure(label, countCell(deals, listed(query))), unit: deals === 1 ? 'deal' : 'deals' }];
  };
  return {
    begun: found.length > 0 || (await hasDeals(db)),
    any: all.deals > 0,
    figures: [
      { ...figure('Raw', cells[1]), unit: currency },
      figure('Weighted', cells[2]),
      figure('Deals', cells[0]),
      ...aside('Expected before', 'earlier', { expected_on_is: 'before', expected_on_to: span.from }),
      ...aside('Expected later', 'later', { expected_on_is: 'after', expected_on_from: span.to }),
      ...aside('No day yet', 'none', { expected_on_is: 'not_set' }),
    ],
    chart: {
      bars: barsView(
        months.map(({ month, of }) => ({
          label: shortMonth(month, months.length > 12),
          value: of.weighted,
          before: of.deals === 0 ? null : of.raw,
        })),
        currency,
      ),
      label: `Open deals in ${currency} by the month they are expected in, ${spanText(span)}. The table below has the figures.`,
      legend: [
        { cls: 'c1', label: 'Weighted' },
        { cls: 'ly', label: 'Raw' },
      ],
    },
    columns: COLUMNS,
    rows: months.map(({ month, span: { from, to }, of }) => [
      textCell(shortMonth(month), month),
      ...sumCells(of, currency, listed({ expected_on_from: from, expected_on_to: to })),
    ]),
    foot: [textCell(spanText(span)), ...cells],
    also: otherCurrencies(
      found.filter((it) => /^\d/.test(it.at)),
      currency,
      ({ deals }) => deals,
      'deal',
      'deals',
    ),
    fine: 'Open deals alone. Weighted is each amount by its probability, that of its stage where the deal has none of its own.',
  };
}

function sumCells(
  { deals, raw, weighted }: Pick<Expected, (typeof SUMMED)[number]>,
  currency: string,
  href: string,
): Cell[] {
  return [countCell(deals, href), amountCell(raw, currency, href), amountCell(weighted, currency, href)];
}
