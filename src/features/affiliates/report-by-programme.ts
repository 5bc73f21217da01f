import { ranksView } from '../../http/chart.js';
import { formatMoney, shortMonth } from '../../http/format.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { amountCell, changeCell, countCell, shareCell, textCell } from '../../records/report/cells.js';
import { figure, otherCurrencies, sumsOver } from '../../records/report/figures.js';
import type { AskedReport, Cell, Column, Report, Told } from '../../records/report/report.js';
import { pastSpans, yearToDate } from '../../records/report/spans.js';
import { earnedByProgramme, earnedHref, hasMonths, type ProgrammeSum } from './by-programme.js';
import { monthAfter } from './months.js';

const SUMMED = ['months', 'clicks', 'orders', 'clicked', 'ordered', 'sales', 'earnings', 'before'] as const;
const COUNT = { cls: 'side', right: true, width: 'w-num' } as const;
const COLUMNS: readonly Column[] = [
  { name: 'programme', label: 'Programme' },
  { name: 'months', label: 'Months', ...COUNT, cls: 'side far' },
  { name: 'clicks', label: 'Clicks', ...COUNT },
  { name: 'orders', label: 'Orders', ...COUNT },
  { name: 'conversion_percent', label: 'Conversion', cls: 'side far', right: true, width: 'w-pct' },
  { name: 'sales', label: 'Sales', cls: 'side', right: true, width: 'w-amt' },
  { name: 'earnings', label: 'Earnings', right: true, width: 'w-amt' },
  { name: 'share_percent', label: 'Share', right: true, width: 'w-num' },
  { name: 'year_before', label: 'A year before', cls: 'side', right: true, width: 'w-amt' },
  { name: 'change_percent', label: 'Change', cls: 'side', right: true, width: 'w-pct' },
];

/**
 * Affiliate earnings by programme, of the whole months that the days touch, whenever they were paid: commission, bounties and adjustments,
 * but for what was reversed. Conversion: orders ÷ clicks of the months of which both are known. Share: of the earnings of all programmes. Change: on the same months a year before.
 */
export const affiliatesReport: Report = {
  path: '/reports/affiliates',
  title: 'Affiliate earnings by programme',
  called: 'Affiliates',
  text: 'What each programme earned, from how many clicks and orders, and its share of all.',
  usual: yearToDate,
  spans: pastSpans,
  read: readAffiliates,
  empty: {
    text: 'Enter what your programmes brought in last month.',
    action: { label: 'New month', href: '/affiliates/new' },
  },
};

async function readAffiliates(db: ReadDoor, { span, currency }: AskedReport): Promise<Told> {
  const [from, to] = [span.from.slice(0, 7), span.to.slice(0, 7)];
  const found = await earnedByProgramme(db, from, to);
  const own = found.filter((it) => it.currency === currency);
  const earning = own.filter((it) => it.months > 0);
  const all = sumsOver(own, SUMMED);
  const sums = (it: Sums, id?: string) =>
    sumCells(it, all.earnings, currency, {
      now: earnedHref(from, to, currency, id),
      before: earnedHref(monthAfter(from, -12), monthAfter(to, -12), currency, id),
    });
  const cells = sums(all);
  const months = from === to ? shortMonth(from) : `${shortMonth(from)} to ${shortMonth(to)}`;
  return {
    begun: found.length > 0 || (await hasMonths(db)),
    any: earning.length > 0,
    figures: [
      { ...figure('Earnings', cells[5]), unit: currency },
      figure('Sales', cells[4]),
      figure('Conversion', cells[3]),
      figure('Clicks', cells[1]),
      figure('Orders', cells[2]),
    ],
    ...(earning.length > 0 && {
      chart: {
        ranks: ranksView(
          earning.map(({ name, earnings }) => ({
            label: name,
            value: earnings,
            text: formatMoney(earnings, currency),
          })),
        ),
        label: `Earnings in ${currency} by programme, ${months}. The table below has the figures.`,
        legend: [{ cls: 'c1', label: `Earnings, ${months}` }],
      },
    }),
    columns: COLUMNS,
    rows: own.map((it) => [{ ...textCell(it.name), href: `/affiliates/programmes/${it.id}` }, ...sums(it, it.id)]),
    foot: [textCell(months), ...cells],
    also: otherCurrencies(
      found.filter((it) => it.months > 0),
      currency,
      (it) => it.months,
      'month',
      'months',
    ),
    fine: 'Whole months are counted, by what they earned, whenever that is paid. What was reversed is left out.',
  };
}

type Sums = Pick<ProgrammeSum, (typeof SUMMED)[number]>;

function sumCells(
  it: Sums,
  all: number,
  currency: string,
  { now: href, before }: Record<'now' | 'before', string>,
): Cell[] {
  return [
    countCell(it.months, href),
    countCell(it.clicks, href),
    countCell(it.orders, href),
    shareCell(it.ordered, it.clicked, href),
    amountCell(it.sales, currency, href),
    amountCell(it.earnings, currency, href),
    shareCell(it.earnings, Math.max(0, all)),
    { ...amountCell(it.before, currency, before), cls: 'muted' },
    changeCell(it.earnings, it.before),
  ];
}
