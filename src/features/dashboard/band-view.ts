import { formatDate, formatMoney, plural } from '../../http/format.js';
import { spanBefore } from '../../records/report/spans.js';
import { outstandingHref } from '../collabs/index.js';
import { figureHref } from '../inventory/index.js';
import { openDealsHref } from '../pipeline/index.js';
import { incomeHref } from '../reports/index.js';
import { type DashboardFigures, salesSpans } from './figures.js';
import { amountView, changeText, currenciesOf, type Line, ownFirst, totalOf } from './lines.js';

/** What an amount is held against: how it changed, and what it was. */
type Against = { direction: 'up' | 'down'; good: boolean; change: string; text: string };
type BandLine = Line & { against?: Against | undefined; late?: string | undefined };

/** The band of four figures: each the sum of the rows that its link lists, a line a currency, one's own first. */
export function bandView(figures: DashboardFigures, today: string, own: string) {
  return [
    cell('Income this month', incomeLines(figures, today, own), own, incomeHref(monthOf(today), own)),
    cell('Pipeline, weighted', pipelineLines(figures, own), own, openDealsHref(own)),
    cell('Outstanding', outstandingLines(figures, own), own, outstandingHref(own)),
    cell(
      `Resale profit ${today.slice(0, 4)}`,
      profitLines(figures, today, own),
      own,
      figureHref('profit', salesSpans(today), own),
    ),
  ];
}

function cell(label: string, lines: BandLine[], own: string, href: string) {
  const [main, ...others] = lines;
  if (!main) return { label, main: amountView(0, own, href), words: 'Nothing yet', others: [] };
  return {
    label,
    main: amountView(main.sum, main.currency, main.href),
    words: main.words,
    against: main.against,
    late: main.late,
    others: others.map((it) => ({ ...amountView(it.sum, it.currency, it.href), words: it.words })),
  };
}

const monthOf = (today: string) => ({ from: `${today.slice(0, 8)}01`, to: today });

function incomeLines({ income }: DashboardFigures, today: string, own: string): BandLine[] {
  const month = monthOf(today);
  const before = spanBefore(month);
  const cash = income.filter(({ source }) => source !== 'in_kind');
  const now = cash.filter((it) => it.span === 0 && it.month === today.slice(0, 7));
  const then = cash.filter((it) => it.span === 1 && it.month === before.from.slice(0, 7));
  return currenciesOf([...now, ...then], own).map((currency) => {
    const of = (rows: typeof cash) =>
      totalOf(
        rows.filter((it) => it.currency === currency),
        ({ amount }) => amount,
      );
    return {
      currency,
      sum: of(now),
      href: incomeHref(month, currency),
      words: of(then) > 0 ? '' : `nothing to ${formatDate(before.to)}`,
      against: against(of(now), of(then), currency, before.to),
    };
  });
}

function pipelineLines({ stages }: DashboardFigures, own: string): BandLine[] {
  const sums = stages.flatMap((it) => it.sums);
  return currenciesOf(sums, own).map((currency) => {
    const rows = sums.filter((it) => it.currency === currency);
    const raw = formatMoney(
      totalOf(rows, (it) => it.raw),
      currency,
    );
    const deals = totalOf(rows, (it) => it.deals);
    return {
      currency,
      sum: totalOf(rows, (it) => it.weighted),
      href: openDealsHref(currency),
      words: `${raw} raw, ${plural(deals, 'deal', 'deals')}`,
    };
  });
}

function outstandingLines({ outstanding }: DashboardFigures, own: string): BandLine[] {
  return currenciesOf(outstanding, own).map((currency) => {
    const rows = outstanding.filter((it) => it.currency === currency);
    const late = rows.filter((it) => it.age !== 'not_due');
    const payments = (of: typeof rows) => totalOf(of, (it) => it.payments);
    const all = plural(payments(rows), 'payment', 'payments');
    const overdue = totalOf(late, (it) => it.amount);
    return {
      currency,
      sum: totalOf(rows, (it) => it.amount),
      href: outstandingHref(currency),
      words: late.length === 0 ? `${all}, none overdue` : `${payments(late)} of ${all}`,
      late: late.length === 0 ? undefined : `${formatMoney(overdue, currency)} overdue`,
    };
  });
}

function profitLines({ items }: DashboardFigures, today: string, own: string): BandLine[] {
  const spans = salesSpans(today);
  const sold = items.filter((it) => it.profit.count + it.profit_before.count > 0);
  return ownFirst(sold, own).map((it) => {
    const { currency } = it;
    const words = [
      plural(it.sold.count, 'item sold', 'items sold'),
      ...(it.refunded.count > 0 ? [`${it.refunded.count} refunded`] : []),
    ];
    return {
      currency,
      sum: it.profit.sum,
      href: figureHref('profit', spans, currency),
      words: words.join(', '),
      against: against(it.profit.sum, it.profit_before.sum, currency, spans.before.to),
    };
  });
}

// Without a gain at the same time last year there is nothing to hold this year against.
function against(now: number, before: number, currency: string, until: string): Against | undefined {
  if (before <= 0) return undefined;
  return {
    direction: now < before ? 'down' : 'up',
    good: now >= before,
    change: changeText(now, before).replace(/^[+−]/, ''),
    text: `on ${formatMoney(before, currency)} to ${formatDate(until)}`,
  };
}
