import type { PersonRequest } from '../../http/person.js';
import { page, type Reply, redirect } from '../../http/reply.js';
import { BadRequest } from '../../platform/errors.js';
import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { arranged, CARDS, forgetLayout, isCard, keepLayout, layoutOf, moved } from './cards.js';

export const ARRANGE_PATH = '/account/dashboard';

/** The page on which a person says which cards the dashboard shows, and in which order; a card that was moved has the focus. */
export async function showArranging(db: ReadDoor, req: PersonRequest): Promise<Reply> {
  const { cards, own } = await layoutOf(db);
  const last = cards.length - 1;
  const [name, way] = String(req.query.moved ?? '').split(':');
  const rows = cards.map((card, at) => ({
    ...card,
    title: CARDS[card.name],
    up: at > 0,
    down: at < last,
    focus: card.name === name ? (at === 0 ? 'down' : at === last ? 'up' : way) : null,
  }));
  return page('dashboard/cards.njk', { path: ARRANGE_PATH, rows, own });
}

/** Keeps what the page says; a card that was moved leads back to it. */
export async function answerArranging(tx: WriteDoor, req: PersonRequest): Promise<Reply> {
  const { order, shown, move, standard } = req.body ?? {};
  if (standard === '1') {
    await forgetLayout(tx);
    return redirect(ARRANGE_PATH, 'The cards stand as in the beginning.');
  }
  const ticked = [shown ?? []].flat().map(String);
  const names = [order ?? []].flat().map(String);
  const cards = arranged(
    names,
    names.filter((name) => !ticked.includes(name)),
  );
  if (move === undefined) {
    await keepLayout(tx, cards);
    return redirect('/', 'Cards arranged.');
  }
  const [name, way] = String(move).split(':');
  if (!isCard(name) || (way !== 'up' && way !== 'down')) throw new BadRequest('Choose a card, and move it up or down.');
  await keepLayout(tx, moved(cards, name, way));
  return redirect(`${ARRANGE_PATH}?moved=${name}:${way}`);
}
