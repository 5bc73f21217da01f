import { count, formatDate, formatMoney, plural } from '../../http/format.js';
import { keyset, type Sort } from '../../http/list/page.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';
import { INCOME_SOURCES, type IncomeSource, incomeOf } from '../../records/income.js';
import { amountCell, NONE, textCell } from '../../records/report/cells.js';
import type { AskedReport, Cell, Column, Report, Told } from '../../records/report/report.js';
import { pagedRows, pageOfReport } from '../../records/report/rows.js';
import { companyName } from '../companies/index.js';
import { incomeReport } from './income.js';
import { INCOME_ROWS_PATH } from './income-href.js';
import { type EarningModule, hasIncome } from './income-queries.js';

/** A row by its own id; `record`: whose it is, at `path`. */
type Row = {
  id: string;
  sort_value: string;
  source: IncomeSource;
  path: string;
  record: string;
  on_day: string;
  amount: number;
  name: string;
  what: string;
  company: string | null;
  payer_id: string | null;
};
type Total = { currency: string; rows: number; amount: number };

const BY_DAY: Sort = { expression: sql`r.on_day`, type: 'date' };
const COLUMNS: readonly Column[] = [
  { name: 'day', label: 'Day', width: 'w-day' },
  { name: 'what', label: 'What' },
  { name: 'for', label: 'For', cls: 'side' },
  { name: 'company', label: 'Company', cls: 'side' },
  { name: 'source', label: 'Source', cls: 'side', width: 'w-more' },
  { name: 'amount', label: 'Amount', right: true, width: 'w-amt' },
];

/** The rows that a figure of income is the sum of: of some days and one currency, of one source or of all, the latest first. */
export function incomeRowsReport(modules: readonly EarningModule[]): Report {
  const under = incomeReport(modules);
  const options = Object.entries(INCOME_SOURCES).map(([value, label]) => ({ value, label }));
  return {
    ...under,
    path: INCOME_ROWS_PATH,
    title: 'What came in',
    called: 'Rows',
    under,
    choices: [{ name: 'source', label: 'Source', options, all: 'All sources' }],
    read: (db, asked) => readRows(db, modules, asked),
  };
}

async function readRows(db: ReadDoor, modules: readonly EarningModule[], asked: AskedReport): Promise<Told> {
  const { currency, span, whole } = asked;
  const page = pageOfReport(asked, 'on_day', BY_DAY);
  const from = sql`(${incomeOf(modules)}) r where ${asked.chosen.source ? sql`r.source = ${asked.chosen.source}` : sql`true`}
    and r.on_day between ${span.from}::date and ${span.to}::date`;
  const { where, order } = keyset(page, BY_DAY, sql`r.row_id`);
  const ordered = whole ? sql`order by r.on_day desc, r.row_id desc` : sql`and ${where} ${order}`;
  const found = await db.rows<Row>(sql`
    select r.row_id::text as id, r.on_day::text as sort_value, r.source, r.path, r.id::text as record, r.on_day, r.amount, r.name, r.what,
      r.payer_id::text as payer_id, ${companyName(sql`r.payer_id`)} as company
    from ${from} and r.currency = ${currency} ${ordered}`);
  const totals = await totalsOf(db, from);
  const own = totals.find((it) => it.currency === currency) ?? { currency, rows: 0, amount: 0 };
  const { shown, pager } = pagedRows(asked, INCOME_ROWS_PATH, found, page, own.rows);
  return {
    begun: totals.length > 0 || (await hasIncome(db, modules)),
    any: own.rows > 0,
    figures: [
      { label: 'Together', text: formatMoney(own.amount, currency), unit: currency },
      { label: 'Rows', text: count(own.rows) },
    ],
    columns: COLUMNS,
    rows: shown.map((row) => cellsOf(row, currency)),
    foot: [textCell('Together'), ...Array(4).fill(textCell('')), amountCell(own.amount, currency)],
    pager,
    also: totals
      .filter((it) => it.currency !== currency)
      .map((it) => ({
        currency: it.currency,
        words: `${plural(it.rows, 'row', 'rows')}, ${formatMoney(it.amount, it.currency)}`,
      })),
    fine: 'A payment counts on the day it came, by what came of it so far; a sale by its net proceeds, and its refund on its own day.',
  };
}

function totalsOf(db: ReadDoor, from: Sql): Promise<Total[]> {
  return db.rows<Total>(sql`
    select r.currency, count(*)::int as rows, sum(r.amount)::bigint as amount from ${from} group by 1 order by 2 desc, 1`);
}

function cellsOf(row: Row, currency: string): Cell[] {
  return [
    textCell(formatDate(row.on_day), row.on_day),
    textCell(row.what),
    { ...textCell(row.name), href: `${row.path}/${row.record}` },
    row.company ? { ...textCell(row.company), href: `/companies/${row.payer_id}` } : NONE,
    textCell(INCOME_SOURCES[row.source], row.source),
    amountCell(row.amount, currency),
  ];
}
