import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import { DUE_DAYS } from '../../records/limits.js';

/** The cards of the dashboard, in the order of the beginning. */
export const CARDS = {
  needs: 'Needs you now',
  agenda: `Next ${DUE_DAYS} days`,
  band: 'Four figures',
  income: 'Income this year',
  pipeline: 'Pipeline by stage',
  outstanding: 'Outstanding by age',
  inventory: 'Inventory',
  recent: 'What happened last',
} as const;
type Card = keyof typeof CARDS;

/** The cards in their order, and whether each is shown. `own`: the person arranged them. */
export type Layout = { cards: { name: Card; shown: boolean }[]; own: boolean };
type Kept = { cards: string[]; hidden: string[] };

const NAMES = Object.keys(CARDS) as Card[];

/** Whether that is the name of a card. */
export const isCard = (name: unknown): name is Card => typeof name === 'string' && Object.hasOwn(CARDS, name);

/** How the reader has arranged the cards. */
export async function layoutOf(db: Pick<ReadDoor, 'row'>): Promise<Layout> {
  const kept = await db.row<Kept>(sql`select cards, hidden from dashboard_layouts`);
  return { cards: arranged(kept?.cards ?? [], kept?.hidden ?? []), own: kept !== undefined };
}

/** The named cards in that order, without what is none and what is named twice, then all others in theirs. */
export function arranged(names: readonly string[], hidden: readonly string[]): Layout['cards'] {
  return [...new Set([...names.filter(isCard), ...NAMES])].map((name) => ({ name, shown: !hidden.includes(name) }));
}

/** The cards with one of them a place further up or down; the same where there is none. */
export function moved(cards: Layout['cards'], name: Card, way: 'up' | 'down'): Layout['cards'] {
  const at = cards.findIndex((it) => it.name === name);
  const to = at + (way === 'up' ? -1 : 1);
  const [card, other] = [cards[at], cards[to]];
  return card && other ? cards.with(at, other).with(to, card) : cards;
}

/** Keeps how the cards are arranged. */
export async function keepLayout(tx: WriteDoor, cards: Layout['cards']): Promise<void> {
  const names = cards.map(({ name }) => name);
  const hidden = cards.filter(({ shown }) => !shown).map(({ name }) => name);
  await tx.$executeRaw(sql`
    insert into dashboard_layouts (cards, hidden) values (${names}::text[], ${hidden}::text[])
    on conflict (user_id) do update set cards = excluded.cards, hidden = excluded.hidden`);
}

/** Goes back to the order of the beginning. */
export async function forgetLayout(tx: WriteDoor): Promise<void> {
  await tx.$executeRaw(sql`delete from dashboard_layouts`);
}
