import { ranksView } from '../../http/chart.js';
import { formatMoney } from '../../http/format.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import type { DaySpan } from '../../records/income.js';
import { amountCell, countCell, shareCell, textCell } from '../../records/report/cells.js';
import { figure, otherCurrencies, sumsOver } from '../../records/report/figures.js';
import type { AskedReport, Cell, Column, Report, Told } from '../../records/report/report.js';
import { pastSpans, spanText, yearToDate } from '../../records/report/spans.js';
import { dealsHref, hasDeals, type Sponsor, sponsorsOf } from '../pipeline/index.js';

const SUMMED = ['deals', 'amount', 'again', 'amount_again'] as const;
const COLUMNS: readonly Column[] = [
  { name: 'sponsor', label: 'Sponsor' },
  { name: 'deals_won', label: 'Won', right: true, width: 'w-num' },
  { name: 'amount', label: 'Amount', right: true, width: 'w-amt' },
  { name: 'deals_again', label: 'Repeat', cls: 'side', right: true, width: 'w-num' },
  { name: 'amount_again', label: 'Repeat amount', cls: 'side', right: true, width: 'w-amt' },
];

/**
 * The share of repeat sponsors: of the companies from which a deal was won in these days, how many had one of them won before that, in
 * whatever currency. A deal with no company has no sponsor: it is in the amounts, and in no share.
 */
export const sponsorsReport: Report = {
  path: '/reports/sponsors',
  title: 'Repeat sponsors',
  called: 'Sponsors',
  text: 'Who paid for deals that were won, and how many of them came back.',
  usual: yearToDate,
  spans: pastSpans,
  read: readSponsors,
  empty: {
    text: 'Win the first deal, and its sponsor stands here.',
    action: { label: 'Open the pipeline', href: '/pipeline' },
  },
};

async function readSponsors(db: ReadDoor, { span, currency }: AskedReport): Promise<Told> {
  const found = await sponsorsOf(db, span);
  const own = found.filter((it) => it.currency === currency);
  const named = own.filter(({ payer_id }) => payer_id !== null);
  const back = named.filter(({ again }) => again > 0);
  const all = sumsOver(own, SUMMED);
  const cells = sponsorCells(all, span, currency);
  return {
    begun: found.length > 0 || (await hasDeals(db)),
    any: own.length > 0,
    figures: [
      figure('Repeat sponsors', shareCell(back.length, named.length, listed(span, currency, { again: 'yes' }))),
      figure('Came back', countCell(back.length, listed(span, currency, { again: 'yes' }))),
      figure('Sponsors', countCell(named.length, listed(span, currency, {}))),
      { ...figure('Amount won', cells[1]), unit: currency },
    ],
    ...(own.length > 0 && { chart: chartOf(own, span, currency) }),
    columns: COLUMNS,
    rows: own.map((it) => [
      it.payer_id === null
        ? { ...textCell('No company'), cls: 'muted' }
        : { ...textCell(it.name ?? ''), href: `/companies/${it.payer_id}` },
      ...sponsorCells(it, span, currency, it.payer_id),
    ]),
    foot: [textCell(spanText(span)), ...cells],
    also: otherCurrencies(found, currency, ({ deals }) => deals, 'deal', 'deals'),
    fine: 'A deal counts on the day it was won. Repeat means that a deal of the same company had been won before, in whatever currency.',
  };
}

function chartOf(own: readonly Sponsor[], span: DaySpan, currency: string): Told['chart'] {
  return {
    ranks: ranksView(
      own.map((it) => ({
        label: it.name ?? 'No company',
        value: it.amount,
        text: formatMoney(it.amount, currency),
        parts: [it.amount_again, it.amount - it.amount_again],
      })),
    ),
    label: `Amounts won in ${currency} by sponsor, ${spanText(span)}. The table below has the figures.`,
    legend: [
      { cls: 'c1', label: 'Repeat' },
      { cls: 'c2', label: 'First' },
    ],
  };
}

type Sums = Pick<Sponsor, (typeof SUMMED)[number]>;

function sponsorCells(it: Sums, span: DaySpan, currency: string, payer?: string | null): Cell[] {
  const whose = payer === undefined ? {} : payer === null ? { company_is: 'not_set' } : { company_id: payer };
  const [won, again] = [listed(span, currency, whose), listed(span, currency, { ...whose, again: 'yes' })];
  return [
    countCell(it.deals, won),
    amountCell(it.amount, currency, won),
    countCell(it.again, again),
    amountCell(it.amount_again, currency, again),
  ];
}

function listed({ from, to }: DaySpan, currency: string, query: Record<string, string | undefined>): string {
  const columns = ['company', 'closed_on', 'amount'];
  return dealsHref({ standing: 'won', closed_on_from: from, closed_on_to: to, currency, columns, ...query });
}
