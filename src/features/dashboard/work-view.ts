import { formatMoney, plural } from '../../http/format.js';
import { lastTwelveMonths } from '../../records/report/spans.js';
import { AGES, type Age, type OutstandingSum, outstandingHref } from '../collabs/index.js';
import { type FigureName, figureHref, waitingHref } from '../inventory/index.js';
import { type ClosedMonth, dealsHref, openDealsHref } from '../pipeline/index.js';
import { type DashboardFigures, salesSpans } from './figures.js';
import { amountView, currenciesOf, ownFirst, shareOfMost, totalOf } from './lines.js';

/**
 * The open deals by stage, raw and weighted on one scale, in one currency, and how deals in it ended in the last twelve months; the other
 * currencies are named. Undefined: there are no deals.
 */
export function stagesView({ stages, closed }: DashboardFigures, today: string, own: string) {
  const all = stages.flatMap(({ sums }) => sums);
  const [currency, ...others] = currenciesOf([...all, ...closed], own);
  if (!currency) return undefined;
  const rows = stages.map((stage) => ({
    stage,
    raw: 0,
    weighted: 0,
    deals: 0,
    ...stage.sums.find((it) => it.currency === currency),
  }));
  const most = Math.max(...rows.map(({ raw }) => raw));
  return {
    currency,
    rows: rows.map(({ stage, deals, raw, weighted }) => ({
      name: stage.name,
      deals,
      href: openDealsHref(currency, stage.id),
      weighted: formatMoney(weighted, currency),
      raw: formatMoney(raw, currency),
      nil: deals === 0,
      raw_share: shareOfMost(raw, most),
      weighted_share: shareOfMost(weighted, most),
    })),
    ended: endedView(
      closed.filter((it) => it.currency === currency),
      currency,
      today,
    ),
    others: others.flatMap((it) => {
      const own = all.filter((sum) => sum.currency === it);
      if (own.length === 0) return [];
      const weighted = formatMoney(
        totalOf(own, (sum) => sum.weighted),
        it,
      );
      return {
        ...amountView(
          totalOf(own, (sum) => sum.raw),
          it,
          openDealsHref(it),
        ),
        words: `raw, ${weighted} weighted`,
      };
    }),
  };
}

function endedView(closed: readonly ClosedMonth[], currency: string, today: string) {
  const { from, to } = lastTwelveMonths(today);
  const [won, lost, days] = [
    totalOf(closed, (it) => it.won),
    totalOf(closed, (it) => it.lost),
    totalOf(closed, (it) => it.days),
  ];
  if (won + lost === 0) return undefined;
  const listed = (standing: string[]) =>
    dealsHref({
      standing,
      closed_on_from: from,
      closed_on_to: to,
      currency,
      columns: ['company', 'stage', 'closed_on', 'amount', 'cycle'],
    });
  return {
    rate: `${Math.round((won * 100) / (won + lost))} %`,
    won: { value: won, href: listed(['won']) },
    all: { value: won + lost, href: listed(['won', 'lost']) },
    cycle: won === 0 ? '–' : plural(Math.round(days / won), 'day', 'days'),
  };
}

const TONES: Record<Age, string> = { not_due: 'ok', days_30: 'w', days_60: 'b', days_90: 'b', older: 'b' };

/** What is outstanding by how long it is due, in one currency; the others are named. Undefined: nothing is. */
export function agesView(outstanding: readonly OutstandingSum[], own: string) {
  const [currency, ...others] = currenciesOf(outstanding, own);
  if (!currency) return undefined;
  const amount = (of: string, age?: Age) =>
    totalOf(
      outstanding.filter((it) => it.currency === of && (!age || it.age === age)),
      (it) => it.amount,
    );
  const ages = Object.keys(AGES) as Age[];
  const most = Math.max(...ages.map((age) => amount(currency, age)));
  return {
    currency,
    rows: ages.map((age) => ({
      label: AGES[age],
      tone: TONES[age],
      share: shareOfMost(amount(currency, age), most),
      ...amountView(amount(currency, age), currency, outstandingHref(currency, age)),
    })),
    others: others.map((it) => amountView(amount(it), it, outstandingHref(it))),
  };
}

/** What stands in the inventory: amounts a currency, counts over all of them. */
export function stockView({ items, waiting }: DashboardFigures, today: string, own: string) {
  const spans = salesSpans(today);
  const amounts = (label: string, name: FigureName) => {
    const lines = ownFirst(
      items.filter((it) => it[name].count > 0),
      own,
    ).map((it) => ({
      ...amountView(it[name].sum, it.currency, figureHref(name, spans, it.currency)),
      count: plural(it[name].count, 'item', 'items'),
    }));
    return {
      label,
      lines: lines.length > 0 ? lines : [{ ...amountView(0, own, figureHref(name, spans, own)), count: '0 items' }],
    };
  };
  const counted = (name: FigureName) => ({
    value: totalOf(items, (it) => it[name].count),
    href: figureHref(name, spans),
  });
  const [sold, offered] = [counted('ever_sold'), counted('offered')];
  return {
    any: items.length > 0,
    amounts: [
      amounts('Stock at basis', 'stock'),
      amounts('Asked for, listed', 'listed'),
      amounts(`Taxable gain ${today.slice(0, 4)}`, 'gain'),
    ],
    waiting: [
      row('Reviews open', waiting.reviews, waiting.reviews_late, {
        name: 'reviews',
        late: 'reviews_late',
        words: 'late',
      }),
      row('Loaners here', waiting.loaners, waiting.loaners_due, { name: 'loaners', late: 'loaners_due', words: 'due' }),
    ],
    sell_through: {
      share: offered.value === 0 ? '–' : `${Math.round((sold.value * 100) / offered.value)} %`,
      sold,
      offered,
    },
  };

  function row(
    label: string,
    value: number,
    late: number,
    of: { name: 'reviews' | 'loaners'; late: 'reviews_late' | 'loaners_due'; words: string },
  ) {
    return {
      label,
      value,
      href: waitingHref(of.name, today),
      late: late === 0 ? null : { value: late, words: of.words, href: waitingHref(of.late, today) },
    };
  }
}
