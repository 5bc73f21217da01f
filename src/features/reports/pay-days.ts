import { ranksView } from '../../http/chart.js';
import { count } from '../../http/format.js';
import { viewUrl } from '../../http/list/page.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { countCell, daysCell, textCell } from '../../records/report/cells.js';
import { figure, otherCurrencies, sumsOver } from '../../records/report/figures.js';
import type { AskedReport, Cell, Column, Report, Told } from '../../records/report/report.js';
import { pastSpans, spanText, yearToDate } from '../../records/report/spans.js';
import { hasPayDays, type PayDays, payDays } from '../collabs/index.js';

const PATH = '/reports/days-to-pay';
export const PAYMENTS_PATH = `${PATH}/rows`;
const COLUMNS: readonly Column[] = [
  { name: 'company', label: 'Company' },
  { name: 'payments', label: 'Payments', cls: 'side', right: true, width: 'w-num' },
  { name: 'mean_days', label: 'In the mean', right: true, width: 'w-amt' },
  { name: 'longest_days', label: 'Longest', right: true, width: 'w-num' },
];

/**
 * Average days to pay: of the payments of collabs that came in full in these days and had been invoiced, the days from the invoice to the
 * payment ÷ how many payments. A part payment, and one without an invoice, are in none.
 */
export const payDaysReport: Report = {
  path: PATH,
  title: 'Days to pay by company',
  called: 'Days to pay',
  text: 'How long companies take from the invoice to the payment.',
  usual: yearToDate,
  spans: pastSpans,
  read: readPayDays,
  empty: {
    text: 'Record an invoice and its payment on a collab, and the days between them stand here.',
    action: { label: 'Open collabs', href: '/collabs' },
  },
};

async function readPayDays(db: ReadDoor, { span, currency }: AskedReport): Promise<Told> {
  const found = await payDays(db, span);
  const own = found.filter((it) => it.currency === currency);
  const listed = (company_id?: string) => viewUrl(PAYMENTS_PATH, {}, { ...span, currency, company_id });
  const cells = dayCells(together(own), listed());
  return {
    begun: found.length > 0 || (await hasPayDays(db)),
    any: own.length > 0,
    figures: [
      figure('In the mean', cells[1]),
      figure('Longest', cells[2]),
      figure('Payments', cells[0]),
      figure('Companies', textCell(count(own.filter(({ payer_id }) => payer_id !== null).length))),
    ],
    ...(own.length > 0 && {
      chart: {
        ranks: ranksView(
          own.map((it) => {
            const mean = Math.round(it.days / it.payments);
            return { label: it.name ?? 'No company', value: mean, text: `${count(mean)} d` };
          }),
        ),
        label: `Days to pay in the mean by company, payments in ${currency}, ${spanText(span)}. The table below has the figures.`,
        legend: [{ cls: 'c1', label: 'Days from invoice to payment' }],
      },
    }),
    columns: COLUMNS,
    rows: own.map((it) => [
      it.payer_id === null
        ? { ...textCell('No company'), cls: 'muted' }
        : { ...textCell(it.name ?? ''), href: `/companies/${it.payer_id}` },
      ...dayCells(it, listed(it.payer_id ?? 'none')),
    ]),
    foot: [textCell(spanText(span)), ...cells],
    also: otherCurrencies(found, currency, ({ payments }) => payments, 'payment', 'payments'),
    fine: 'Payments that were invoiced and came in full, on the day they came.',
  };
}

type Sums = Pick<PayDays, 'payments' | 'days' | 'longest'>;

function dayCells({ payments, days, longest }: Sums, href: string): Cell[] {
  return [countCell(payments, href), daysCell(days, payments, href), daysCell(longest, payments === 0 ? 0 : 1, href)];
}

function together(all: readonly Sums[]): Sums {
  return { ...sumsOver(all, ['payments', 'days']), longest: Math.max(...all.map(({ longest }) => longest)) };
}
