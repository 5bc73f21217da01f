import { dayOf, formatDate, formatMoney, longDay, plural, shortDate } from '../../http/format.js';
import type { Person } from '../../http/person.js';
import type { DueSoon } from '../../records/due.js';
import { type FigureRow, type RecentRow, STATES } from '../inventory/index.js';
import { dueView } from './due-view.js';

type Parts = {
  day: string;
  person: Person;
  due: DueSoon[];
  figures: FigureRow[];
  recent: RecentRow[];
};

const ACTS: Record<string, string> = {
  created: 'added',
  changed: 'changed',
  deleted: 'moved to the trash',
  restored: 'restored',
  split: 'split',
};

/** What the dashboard prints. Each card names the rows it was made of by a link to the list that shows them. */
export function dashboardView({ day, person, due, figures, recent }: Parts) {
  return {
    heading: longDay(day),
    is_new: figures.length === 0 && due.every(({ rows }) => rows.length === 0),
    ...dueView(due),
    cards: cards(day, mainFirst(figures, person.currency)),
    recent: recent.map((row) => ({
      href: `/inventory/${row.item_id}`,
      sentence: happened(row),
      at: shortDate(dayOf(row.at, person.timeZone)),
    })),
  };
}

function cards(day: string, figures: FigureRow[]) {
  const [main] = figures;
  if (!main) return [];
  const year = day.slice(0, 4);
  const compared = comparison(main, day);
  const others = (value: (row: FigureRow) => number) =>
    figures
      .slice(1)
      .filter((row) => value(row) !== 0)
      .map((row) => `${formatMoney(value(row), row.currency)} ${row.currency}`);
  const card = (label: string, value: number, note: string, href: string, rest: string[], comparison?: object) => ({
    label,
    value: formatMoney(value, main.currency),
    currency: main.currency,
    href,
    comparison,
    note: [note, ...rest.map((it) => `and ${it}`)].filter(Boolean).join(', '),
  });
  const sold = `/inventory?state=sold&state=refunded&sold_on_from=${year}-01-01&sold_on_to=${day}`;
  return [
    card(
      'Stock value',
      main.stock_value,
      `${plural(main.stock_count, 'item', 'items')} in hand`,
      '/inventory?state=received&state=in_review&state=reviewed&state=kept&state=listed',
      others((row) => row.stock_value),
    ),
    card(
      'Listed for sale',
      main.asking_total,
      `${plural(main.listed_count, 'item', 'items')} at the asking price`,
      '/inventory?state=listed',
      others((row) => row.asking_total),
    ),
    card(
      `Resale profit ${year}`,
      main.profit_this_year,
      compared ? '' : plural(main.sold_this_year, 'item sold', 'items sold'),
      sold,
      others((row) => row.profit_this_year),
      compared,
    ),
    card(
      `Taxable gain ${year}`,
      main.gain_this_year,
      plural(main.sold_this_year, 'item sold', 'items sold'),
      sold,
      others((row) => row.gain_this_year),
    ),
  ];
}

// Without a gain at the same time last year there is nothing to hold this year against.
function comparison({ profit_this_year: now, profit_last_year: before, currency }: FigureRow, day: string) {
  if (before <= 0) return undefined;
  const change = ((now - before) / before) * 100;
  const lastYear = `${Number(day.slice(0, 4)) - 1}${day.slice(4).replace('-02-29', '-02-28')}`;
  return {
    direction: change < 0 ? 'down' : 'up',
    good: change >= 0,
    change: `${Math.abs(change).toFixed(1)} %`,
    text: `on ${formatMoney(before, currency)} to ${formatDate(lastYear)}`,
  };
}

function mainFirst(figures: FigureRow[], currency: string): FigureRow[] {
  return [...figures].sort((a, b) => Number(b.currency === currency) - Number(a.currency === currency));
}

function happened({ name, act, state }: RecentRow): string {
  const label = STATES.of(state)?.label.toLowerCase();
  return act !== 'created' && label ? `${name} is now ${label}` : `${name} ${ACTS[act] ?? 'changed'}`;
}
