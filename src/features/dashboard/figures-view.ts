import { formatDate, formatMoney, plural, signedMoney } from '../../http/format.js';
import { type CurrencyFigures, daysOf, type FigureName, figureHref } from '../inventory/index.js';

type Told = { day: string; figures: readonly CurrencyFigures[]; currency: string };
type Amount = { text: string; currency: string; href: string };

/** The band of four figures: each the sum of the rows that its link lists, a line a currency. */
export function bandView(told: Told) {
  const year = told.day.slice(0, 4);
  return [
    cell(told, 'Stock value', 'stock', (it) => `${plural(it.stock.count, 'item', 'items')} in hand, at basis`),
    cell(told, 'Listed for sale', 'listed', (it) => `${plural(it.listed.count, 'item', 'items')} at the asking price`),
    { ...cell(told, `Resale profit ${year}`, 'profit', soldWords), comparison: comparison(told) },
    cell(told, `Taxable gain ${year}`, 'gain', soldWords),
  ];
}

/** The counts of items, over all currencies. */
export function countsView({ day, figures }: Told) {
  const year = day.slice(0, 4);
  const counted = (name: FigureName) => figures.reduce((sum, it) => sum + it[name].count, 0);
  const row = (label: string, name: FigureName) => ({ label, value: counted(name), href: figureHref(name, day) });
  const offered = counted('offered');
  return {
    rows: [
      row('In hand', 'stock'),
      row('Listed', 'listed'),
      row(`Sold in ${year}`, 'sold'),
      row(`Refunded in ${year}`, 'refunded'),
    ],
    sell_through: {
      share: offered === 0 ? '–' : `${Math.round((counted('ever_sold') * 100) / offered)} %`,
      sold: { value: counted('ever_sold'), href: figureHref('ever_sold', day) },
      offered: { value: offered, href: figureHref('offered', day) },
    },
  };
}

/** The sums of a currency's resale this year, beside last year until the same day. */
export function yearTable(day: string, of: CurrencyFigures) {
  const row = (label: string, name: 'net' | 'profit' | 'gain', isToned: boolean) => {
    const [now, before] = [of[name], of[`${name}_before`]];
    return {
      label,
      now: amount(now.sum, of.currency, figureHref(name, day, of.currency), name !== 'net'),
      before: amount(before.sum, of.currency, figureHref(`${name}_before`, day, of.currency), name !== 'net'),
      change: before.sum > 0 ? changeOf(now.sum, before.sum) : '–',
      tone: isToned && before.sum > 0 ? (now.sum < before.sum ? 'neg' : 'pos') : 'muted',
    };
  };
  return [row('Net', 'net', true), row('Cash profit', 'profit', true), row('Taxable gain', 'gain', false)];
}

function cell(
  { day, figures, currency }: Told,
  label: string,
  name: FigureName,
  words: (it: CurrencyFigures) => string,
) {
  const [main, ...others] = inOrder(
    figures.filter((it) => it[name].count > 0),
    currency,
  );
  const of = (it: CurrencyFigures) => amount(it[name].sum, it.currency, figureHref(name, day, it.currency), false);
  if (!main)
    return {
      label,
      main: amount(0, currency, figureHref(name, day, currency), false),
      words: 'Nothing yet',
      others: [],
    };
  return { label, main: of(main), words: words(main), others: others.map((it) => ({ ...of(it), words: words(it) })) };
}

function soldWords({ sold, refunded }: CurrencyFigures): string {
  const words = `${plural(sold.count, 'item', 'items')} sold`;
  return refunded.count > 0 ? `${words}, ${refunded.count} refunded` : words;
}

// Without a gain at the same time last year there is nothing to hold this year against.
function comparison({ day, figures, currency }: Told) {
  const [main] = inOrder(
    figures.filter((it) => it.profit.count > 0),
    currency,
  );
  if (!main || main.profit_before.sum <= 0) return undefined;
  const [now, before] = [main.profit.sum, main.profit_before.sum];
  return {
    direction: now < before ? 'down' : 'up',
    good: now >= before,
    change: changeOf(now, before).replace(/^[+−]/, ''),
    text: `on ${formatMoney(before, main.currency)} to ${formatDate(daysOf('last_year', day).to)}`,
  };
}

function changeOf(now: number, before: number): string {
  const change = ((now - before) / before) * 100;
  return `${change < 0 ? '−' : '+'}${Math.abs(change).toFixed(1)} %`;
}

function amount(sum: number, currency: string, href: string, isSigned: boolean): Amount {
  return { text: isSigned ? signedMoney(sum, currency) : formatMoney(sum, currency), currency, href };
}

function inOrder(figures: readonly CurrencyFigures[], own: string): CurrencyFigures[] {
  return [...figures].sort((a, b) => Number(b.currency === own) - Number(a.currency === own));
}
