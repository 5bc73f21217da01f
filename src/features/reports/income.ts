import { barsView } from '../../http/chart.js';
import { formatMoney, plural, shortMonth } from '../../http/format.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { type DaySpan, INCOME_SOURCES, type IncomeSource } from '../../records/income.js';
import { amountCell, changeCell, textCell } from '../../records/report/cells.js';
import type { AskedReport, Cell, Column, Report, Told } from '../../records/report/report.js';
import { monthsOf, pastSpans, spanBefore, spanText, yearToDate } from '../../records/report/spans.js';
import { INCOME_PATH, incomeHref } from './income-href.js';
import { type EarningModule, hasIncome, type IncomeMonth, incomeByMonth } from './income-queries.js';

const SOURCES = Object.keys(INCOME_SOURCES) as IncomeSource[];
/** Amounts of a span, and the same of the span a year before. */
type Amounts = Record<IncomeSource | 'in_kind' | 'before', number>;

/** What came in by month and source, in money on the day it came, beside the same days a year before; what came in kind apart. */
export function incomeReport(modules: readonly EarningModule[]): Report {
  return {
    path: INCOME_PATH,
    title: 'Income by source and month',
    called: 'Income',
    text: 'What came in from sponsorships, affiliate links and resale, month by month, against the year before. In kind apart.',
    usual: yearToDate,
    spans: pastSpans,
    read: (db, asked) => readIncome(db, modules, asked),
    empty: {
      text: 'Record a payment of a collab, or the sale of an item, and it stands here by month.',
      action: { label: 'Open collabs', href: '/collabs' },
    },
  };
}

async function readIncome(db: ReadDoor, modules: readonly EarningModule[], asked: AskedReport): Promise<Told> {
  const { span, currency } = asked;
  const found = await incomeByMonth(db, modules, [span, spanBefore(span)]);
  const own = found.filter((it) => it.currency === currency);
  const listed = (days: DaySpan) => modules.find(({ inKind }) => inKind)?.inKind?.listed(days, currency);
  const rows = monthsOf(span).map((it) => ({ ...it, of: amountsOf(own, it.month) }));
  const all = amountsOf(own);
  return {
    begun: found.length > 0 || (await hasIncome(db, modules)),
    any: own.some((it) => it.span === 0),
    figures: figuresOf(all, span, currency, listed),
    chart: chartOf(rows, currency, span),
    columns: columnsOf(),
    rows: rows.map(({ month, span: days, of }) => [
      textCell(shortMonth(month), month),
      ...amountCells(of, days, currency, listed),
    ]),
    foot: [textCell(spanText(span)), ...amountCells(all, span, currency, listed)],
    also: alsoIn(found, currency),
    fine: 'Cash counts on the day it was paid, resale by its net proceeds on the day sold and refunds on their own, units in kind on the day received. Each figure opens its rows.',
  };
}

type Listed = (days: DaySpan) => string | undefined;

function figuresOf(all: Amounts, span: DaySpan, currency: string, listed: Listed): Told['figures'] {
  const before = spanBefore(span);
  const change = changeCell(cashOf(all), all.before);
  const amount = (minor: number) => formatMoney(minor, currency);
  return [
    { label: 'Cash income', text: amount(cashOf(all)), unit: currency, href: incomeHref(span, currency) },
    { label: 'A year before', text: amount(all.before), href: incomeHref(before, currency) },
    { label: 'Change', text: change.text, cls: change.cls },
    { label: 'In kind, apart', text: amount(all.in_kind), href: listed(span) },
  ];
}

function chartOf(rows: readonly { month: string; of: Amounts }[], currency: string, span: DaySpan): Told['chart'] {
  const slots = rows.map(({ month, of }) => ({
    label: shortMonth(month, rows.length > 12),
    value: cashOf(of),
    before: of.before || null,
    parts: SOURCES.map((source) => of[source]),
  }));
  return {
    bars: barsView(slots, currency),
    label: `Income by month and source in ${currency}, ${spanText(span)}. The table below has the figures.`,
    legend: [
      ...SOURCES.map((source, at) => ({ cls: `c${at + 1}`, label: INCOME_SOURCES[source] })),
      { cls: 'ly', label: 'Same month a year before' },
    ],
  };
}

function columnsOf(): Column[] {
  const amount = { right: true, width: 'w-amt' } as const;
  return [
    { name: 'month', label: 'Month' },
    ...SOURCES.map((name) => ({ name, label: INCOME_SOURCES[name], cls: 'side', ...amount })),
    { name: 'cash', label: 'Cash income', ...amount },
    { name: 'year_before', label: 'A year before', cls: 'side', ...amount },
    { name: 'change_percent', label: 'Change', right: true, width: 'w-pct' },
    { name: 'in_kind', label: 'In kind', cls: 'side', ...amount },
  ];
}

function amountCells(of: Amounts, days: DaySpan, currency: string, listed: Listed): Cell[] {
  const before = amountCell(of.before, currency, incomeHref(spanBefore(days), currency));
  return [
    ...SOURCES.map((source) => amountCell(of[source], currency, incomeHref(days, currency, source))),
    { ...amountCell(cashOf(of), currency, incomeHref(days, currency)), cls: 'strong' },
    { ...before, cls: 'muted' },
    changeCell(cashOf(of), of.before),
    amountCell(of.in_kind, currency, listed(days)),
  ];
}

/** What a month has, or all of them together. */
function amountsOf(found: readonly IncomeMonth[], month?: string): Amounts {
  const earlier = month && `${Number(month.slice(0, 4)) - 1}${month.slice(4)}`;
  const now = found.filter((it) => it.span === 0 && (!month || it.month === month));
  const before = found.filter((it) => it.span === 1 && it.source !== 'in_kind' && (!earlier || it.month === earlier));
  const of = (source: IncomeMonth['source']) => sum(now.filter((it) => it.source === source));
  return {
    sponsorship: of('sponsorship'),
    affiliate: of('affiliate'),
    resale: of('resale'),
    in_kind: of('in_kind'),
    before: sum(before),
  };
}

function alsoIn(found: readonly IncomeMonth[], currency: string): Told['also'] {
  const others = found.filter((it) => it.span === 0 && it.currency !== currency);
  return [...new Set(others.map((it) => it.currency))].map((other) => {
    const cash = others.filter((it) => it.currency === other && it.source !== 'in_kind');
    const rows = cash.reduce((n, it) => n + it.count, 0);
    return {
      currency: other,
      words: rows === 0 ? 'in kind' : `${plural(rows, 'row', 'rows')}, ${formatMoney(sum(cash), other)}`,
    };
  });
}

const cashOf = (of: Amounts) => SOURCES.reduce((total, source) => total + of[source], 0);
const sum = (rows: readonly IncomeMonth[]) => rows.reduce((total, { amount }) => total + amount, 0);
