import { barsView } from '../../http/chart.js';
import { formatMoney, plural, shortDate, shortMonth } from '../../http/format.js';
import { INCOME_SOURCES, type IncomeSource } from '../../records/income.js';
import type { RecordModule } from '../../records/module.js';
import { monthsOf, spanBefore } from '../../records/report/spans.js';
import { type IncomeMonth, incomeHref } from '../reports/index.js';
import { incomeSpans } from './figures.js';
import { amountView, changeText, currenciesOf, totalOf } from './lines.js';

const SOURCES = Object.keys(INCOME_SOURCES) as IncomeSource[];
const amountIn = (rows: readonly IncomeMonth[]) => totalOf(rows, ({ amount }) => amount);

/** What came in this year by source and month, in one currency; the others are named with what they come to. Undefined: nothing did. */
export function incomeView(
  income: readonly IncomeMonth[],
  modules: readonly Pick<RecordModule, 'inKind'>[],
  today: string,
  own: string,
) {
  const [currency, ...others] = currenciesOf(income, own);
  if (!currency) return undefined;
  const [now, before] = incomeSpans(today);
  const rows = income.filter((it) => it.currency === currency);
  const cash = rows.filter(({ source }) => source !== 'in_kind');
  const kind = rows.filter((it) => it.source === 'in_kind' && it.span === 0);
  const listed = modules.find(({ inKind }) => inKind)?.inKind?.listed(now, currency);
  const months = monthsView(cash, currency, today);
  return {
    currency,
    year: now.to.slice(0, 4),
    before: before.to.slice(0, 4),
    to: shortDate(today),
    legend: SOURCES.map((source, at) => ({ cls: `c${at + 1}`, label: INCOME_SOURCES[source] })),
    chart: barsView(
      months.map(({ label, parts, cash: value, last }) => ({ label, parts, value, before: last })),
      currency,
    ),
    sources: [
      ...SOURCES.map((source, at) => sourceView(cash, { currency, today, source, cls: `c${at + 1}` })),
      { ...sourceView(cash, { currency, today }), together: true },
    ],
    in_kind: {
      ...amountView(amountIn(kind), currency, listed ?? '/reports/income'),
      items: plural(
        totalOf(kind, (it) => it.count),
        'item',
        'items',
      ),
    },
    best: bestOf(months, currency),
    months: months.map(({ cells, label }) => ({ label, cells })),
    others: others.map((it) => alsoIn(income, it, today)),
  };
}

function sourceView(
  cash: readonly IncomeMonth[],
  { currency, today, source, cls }: { currency: string; today: string; source?: IncomeSource; cls?: string },
) {
  const [now, before] = incomeSpans(today);
  const sum = (span: number) => amountIn(cash.filter((it) => it.span === span && (!source || it.source === source)));
  return {
    label: source ? INCOME_SOURCES[source] : 'Cash',
    cls,
    now: amountView(sum(0), currency, incomeHref(now, currency, source)),
    before: amountView(sum(1), currency, incomeHref(before, currency, source)),
    change: changeText(sum(0), sum(1)),
    tone: sum(1) <= 0 ? 'muted' : sum(0) < sum(1) ? 'neg' : 'pos',
  };
}

// All twelve, so that a month that did not come yet shows what it brought last year.
function monthsView(cash: readonly IncomeMonth[], currency: string, today: string) {
  const year = today.slice(0, 4);
  const cellOf = (sum: number, href: string) => ({ ...amountView(sum, currency, href) });
  return monthsOf({ from: `${year}-01-01`, to: `${year}-12-31` }).map(({ month, span }) => {
    const last = spanBefore(span);
    const own = cash.filter((it) => it.span === 0 && it.month === month);
    const then = amountIn(cash.filter((it) => it.span !== 0 && it.month === last.from.slice(0, 7)));
    const days = { from: span.from, to: span.to < today ? span.to : today };
    const ahead = span.from > today;
    return {
      label: shortMonth(month, false),
      parts: SOURCES.map((source) => amountIn(own.filter((it) => it.source === source))),
      cash: ahead ? null : amountIn(own),
      last: then === 0 ? null : then,
      cells: [
        ahead ? null : cellOf(amountIn(own), incomeHref(days, currency)),
        cellOf(then, incomeHref({ from: last.from, to: monthEnd(last.from) }, currency)),
      ],
    };
  });
}

// The whole month, also of a February that had a day more.
function monthEnd(start: string): string {
  return monthsOf({ from: start, to: `${start.slice(0, 4)}-12-31` })[0]?.span.to ?? start;
}

function bestOf(months: ReturnType<typeof monthsView>, currency: string) {
  const [best] = [...months].sort((a, b) => (b.cash ?? 0) - (a.cash ?? 0));
  return best?.cash && best.cash > 0
    ? { label: best.label, text: formatMoney(best.cash, currency), href: best.cells[0]?.href }
    : undefined;
}

function alsoIn(income: readonly IncomeMonth[], currency: string, today: string) {
  const [now] = incomeSpans(today);
  const sum = amountIn(income.filter((it) => it.currency === currency && it.span === 0 && it.source !== 'in_kind'));
  return amountView(sum, currency, incomeHref(now, currency));
}
