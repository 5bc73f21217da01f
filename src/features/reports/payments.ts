import { count, formatDate } from '../../http/format.js';
import { keyset, type Sort, viewUrl } from '../../http/list/page.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import { amountCell, countCell, daysCell, NONE, textCell } from '../../records/report/cells.js';
import { figure } from '../../records/report/figures.js';
import type { AskedReport, Cell, Column, Report, Told } from '../../records/report/report.js';
import { pagedRows, pageOfReport } from '../../records/report/rows.js';
import { hasPayDays, type TimedPayment, timedPayments } from '../collabs/index.js';
import { PAYMENTS_PATH, payDaysReport } from './pay-days.js';

const BY_DAY: Sort = { expression: sql`p.paid_on`, type: 'date' };
const COLUMNS: readonly Column[] = [
  { name: 'paid_on', label: 'Paid on', width: 'w-day' },
  { name: 'payment', label: 'Payment', cls: 'side' },
  { name: 'collab', label: 'Collab' },
  { name: 'company', label: 'Company', cls: 'side' },
  { name: 'invoiced_on', label: 'Invoiced on', cls: 'side', width: 'w-day' },
  { name: 'amount', label: 'Amount', cls: 'side', right: true, width: 'w-amt' },
  { name: 'days', label: 'Days', right: true, width: 'w-num' },
];

/** The payments that a figure of days to pay is the mean of, the latest first. */
export const paymentsReport: Report = {
  ...payDaysReport,
  path: PAYMENTS_PATH,
  title: 'Payments and their days',
  called: 'Payments',
  under: payDaysReport,
  choices: [{ name: 'company_id', label: 'Company', ids: true }],
  read: readPayments,
};

async function readPayments(db: ReadDoor, asked: AskedReport): Promise<Told> {
  const { span, currency, chosen, whole } = asked;
  const { columns, from, days: took } = timedPayments(span, currency, chosen.company_id ?? null);
  const page = pageOfReport(asked, 'paid_on', BY_DAY);
  const { where, order } = keyset(page, BY_DAY, sql`p.id`);
  const found = await db.rows<TimedPayment>(
    sql`select ${columns} from ${from} ${whole ? sql`order by p.paid_on desc, p.id desc` : sql`and ${where} ${order}`}`,
  );
  const sums = await db.row<{ rows: number; days: number }>(
    sql`select count(*)::int as rows, coalesce(sum(${took}), 0)::int as days from ${from}`,
  );
  const { rows, days } = sums ?? { rows: 0, days: 0 };
  const { shown, pager } = pagedRows(asked, PAYMENTS_PATH, found, page, rows);
  return {
    begun: rows > 0 || (await hasPayDays(db)),
    any: rows > 0,
    ...(chosen.company_id && {
      about: {
        text: `Payments of ${found[0]?.company ?? 'no company'} alone.`,
        all: 'All payments',
        all_href: viewUrl(PAYMENTS_PATH, { ...span, currency }, {}),
      },
    }),
    figures: [figure('In the mean', daysCell(days, rows)), figure('Payments', countCell(rows))],
    columns: COLUMNS,
    rows: shown.map((row) => cellsOf(row, currency)),
    foot: [textCell('In the mean'), ...Array(5).fill(textCell('')), daysCell(days, rows)],
    pager,
    also: [],
    fine: 'Payments that were invoiced and came in full, on the day they came.',
  };
}

function cellsOf(row: TimedPayment, currency: string): Cell[] {
  return [
    textCell(formatDate(row.paid_on), row.paid_on),
    textCell(row.label),
    { ...textCell(row.name), href: `/collabs/${row.record}` },
    row.company ? { ...textCell(row.company), href: `/companies/${row.payer_id}` } : NONE,
    textCell(formatDate(row.invoiced_on), row.invoiced_on),
    amountCell(row.amount, currency),
    textCell(count(row.days), String(row.days)),
  ];
}
