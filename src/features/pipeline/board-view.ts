import { formatMoney, shortDate } from '../../http/format.js';
import { viewUrl } from '../../http/list/page.js';
import { countText, filtersOn, type Query } from '../../http/list/view.js';
import type { Person } from '../../http/person.js';
import { distanceText } from '../../records/due.js';
import { shownRate } from '../../records/fields/index.js';
import type { Asked } from '../../records/list/asked.js';
import type { Reader } from '../../records/list/define.js';
import { framing } from '../../records/list/view.js';
import type { Listed } from '../../records/module.js';
import { perMille } from '../../records/per-mille.js';
import { type BoardCard, type BoardColumn, type BoardRail, type BoardSum, CARDS, MOST_CARDS } from './board.js';
import { PIPELINE } from './kind.js';
import { daysIn } from './list.js';

export type Board = { columns: BoardColumn[]; rails: BoardRail[]; cards: BoardCard[] };
const { path } = PIPELINE;
const RAIL_ICONS: Readonly<Record<string, string>> = { won: 'trophy', lost: 'circle-x', hold: 'circle-pause' };

/** The same rows as a board and as a list. */
export function layoutsOf(query: Query) {
  return {
    is_list: query.layout === 'list',
    board_href: viewUrl(path, query, { ...NO_CARDS, layout: undefined }),
    list_href: viewUrl(path, query, { ...NO_CARDS, layout: 'list' }),
  };
}
const NO_CARDS = { column: undefined, cards: undefined };

/** What the board prints of the deals of a list. */
export function boardView(module: Listed, asked: Asked, { columns, rails, cards }: Board, reader: Reader) {
  const { query } = asked;
  const deals = columns.flatMap(({ sums }) => sums).reduce((sum, it) => sum + it.deals, 0);
  const mayWrite = reader.person.role !== 'VIEWER';
  const place = addressOf(query);
  return {
    ...framing(module, asked, reader),
    layouts: layoutsOf(query),
    chips: asked.chips,
    filters_on: filtersOn(query, module.parameters),
    filters_href: viewUrl(`${path}/filters`, query, { ...NO_CARDS, field: undefined }),
    count: `${countText(deals)} open`,
    place,
    filtered: asked.filtered,
    is_empty: deals === 0,
    totals: totalsOf(columns, reader.person),
    win_rate: winRate(rails, query),
    columns: columns.map((column) => {
      const own = cards.filter(({ stage_id }) => stage_id === column.id);
      const all = column.sums.reduce((sum, it) => sum + it.deals, 0);
      return {
        id: column.id,
        name: column.name,
        count: countText(all),
        chance: shownRate(column.probability),
        sums: column.sums.map(sumText),
        cards: own.map((card) => cardView(card, reader, mayWrite ? place : null)),
        ...moreOf(query, column, own.length, all),
      };
    }),
    rails: rails.map((rail) => railView(rail, query, reader)),
  };
}

/** The query of the board's address, as what leads back to it carries it. */
function addressOf(query: Query): string {
  return viewUrl('', query, {}).replace('?', '');
}

function sumText({ currency, raw, weighted }: BoardSum) {
  return { raw: `${formatMoney(raw, currency)} ${currency}`, weighted: formatMoney(weighted, currency) };
}

// The reader's own currency leads, or the one that most deals are in.
function totalsOf(columns: BoardColumn[], { currency: own }: Person) {
  const all = new Map<string, BoardSum>();
  for (const sum of columns.flatMap(({ sums }) => sums)) {
    const { deals, raw, weighted } = all.get(sum.currency) ?? { deals: 0, raw: 0, weighted: 0 };
    all.set(sum.currency, {
      currency: sum.currency,
      deals: deals + sum.deals,
      raw: raw + sum.raw,
      weighted: weighted + sum.weighted,
    });
  }
  const rank = ({ currency, deals }: BoardSum) => (currency === own ? Number.POSITIVE_INFINITY : deals);
  const [lead, ...others] = [...all.values()].sort((a, b) => rank(b) - rank(a) || (a.currency < b.currency ? -1 : 1));
  return {
    lead: lead && {
      currency: lead.currency,
      raw: formatMoney(lead.raw, lead.currency),
      weighted: formatMoney(lead.weighted, lead.currency),
    },
    others: others
      .map((it) => `${sumText(it).raw} raw, ${sumText(it).weighted} ${it.currency} weighted`)
      .join(', and '),
  };
}

// Won of won and lost in this year, by number: amounts of several currencies are not added.
function winRate(rails: BoardRail[], query: Query) {
  const closed = (kind: string) => rails.find((it) => it.kind === kind)?.this_year ?? 0;
  const share = perMille(closed('won'), closed('won') + closed('lost'));
  if (share === null) return null;
  const ended = { standing: ['won', 'lost'], stage: undefined, closed_on: 'this_year', view: 'all', layout: 'list' };
  return { text: shownRate(share * 10), href: viewUrl(path, query, { ...NO_CARDS, ...ended }) };
}

function moreOf(query: Query, { id }: BoardColumn, shown: number, all: number) {
  if (shown >= all) return {};
  if (shown >= MOST_CARDS)
    return {
      more: { label: `All ${countText(all)} in the list`, href: viewUrl(path, query, { stage: id, layout: 'list' }) },
    };
  const next = Math.min(shown + CARDS, MOST_CARDS);
  return {
    more: {
      label: `Show ${Math.min(CARDS, all - shown)} more of ${countText(all)}`,
      href: viewUrl(path, query, { column: id, cards: String(next) }),
      in_place: true,
    },
  };
}

function cardView(card: BoardCard, reader: Reader, place: string | null) {
  const { id, name, version, company, amount, currency } = card;
  const href = `${path}/${id}`;
  return {
    id,
    name,
    version,
    company,
    href,
    amount: amount === null ? null : `${formatMoney(amount, currency)} ${currency}`,
    step: stepOf(card, reader.today),
    days: daysIn(card, reader),
    is_stale: card.is_stale,
    move_href: place === null ? null : viewUrl(`${href}/stage`, {}, { board: place || '-' }),
  };
}

function stepOf({ next_step: text, next_step_on: day }: BoardCard, today: string) {
  if (text === null) return { text: 'No next step', tone: 'warn', icon: 'triangle-alert' };
  if (day === null) return { text, icon: 'corner-down-right' };
  if (day < today) return { text, day: distanceText(day, today), tone: 'neg', icon: 'circle-alert' };
  return { text, day: day === today ? 'Today' : shortDate(day), icon: 'corner-down-right' };
}

function railView({ name, kind, sums }: BoardRail, query: Query, { today }: Reader) {
  const deals = sums.reduce((sum, it) => sum + it.deals, 0);
  const month = kind === 'hold' ? {} : { closed_on: 'this_month' };
  return {
    name,
    kind,
    icon: RAIL_ICONS[kind],
    count: kind === 'hold' ? countText(deals) : `${countText(deals)} in ${monthName(today)}`,
    sums: sums.map((it) => sumText(it).raw),
    href: viewUrl(path, query, {
      ...NO_CARDS,
      ...month,
      standing: kind,
      stage: undefined,
      view: 'all',
      layout: 'list',
    }),
  };
}

const monthName = (day: string) => shortDate(day).replace(/[\d\s]+/g, '');
