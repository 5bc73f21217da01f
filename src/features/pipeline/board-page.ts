import { isId } from '../../http/form.js';
import { one } from '../../http/list/page.js';
import type { Query } from '../../http/list/view.js';
import type { PersonRequest } from '../../http/person.js';
import { page, type Reply, redirect } from '../../http/reply.js';
import { isPhone } from '../../http/user-agent.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import type { Asked } from '../../records/list/asked.js';
import { readList } from '../../records/list/request.js';
import { openedWith, readerNow, showList } from '../../records/list/routes.js';
import type { Listed } from '../../records/module.js';
import { viewsBar } from '../../records/views/bar.js';
import { boardCards, boardColumns, boardRails, CARDS, MOST_CARDS } from './board.js';
import { type Board, boardView } from './board-view.js';

type Door = Pick<ReadDoor, 'row' | 'rows'>;
/** What stands over the board: why a card did not go where it was put. */
type Notice = { text: string; href?: string; label?: string };

/** The pipeline as a board; as a list where that is asked for, or where what is asked for cannot be read. */
export async function showPipeline(db: ReadDoor, req: PersonRequest, module: Listed): Promise<Reply> {
  if (req.query.layout === 'list') return showList(db, req, module);
  return (await showBoard(db, req, module, req.query)) ?? showList(db, req, module);
}

/** The board of a query; undefined where that cannot be read. */
export async function showBoard(
  db: Door,
  req: PersonRequest,
  module: Listed,
  query: Query,
  refused?: { notice: Notice; status: number },
): Promise<Reply | undefined> {
  const { person } = req;
  const reader = readerNow(req);
  const monthBegan = `${reader.today.slice(0, 7)}-01`;
  const read = async (asked: Asked): Promise<Board> => {
    const [columns, rails, cards] = await Promise.all([
      boardColumns(db, asked),
      ofAnyStage(db, module, asked, req).then((it) => boardRails(db, it, monthBegan)),
      boardCards(db, asked, moreOf(query)),
    ]);
    return { columns, rails, cards };
  };
  const { opened, asked, read: board } = await openedWith(db, module, { query, person }, read);
  if (opened.elsewhere && !refused) return redirect(opened.elsewhere);
  if (!board) return undefined;
  const views = viewsBar(module, opened, asked.from, person);
  const is_phone = isPhone(req.get('user-agent') ?? '');
  const view = { ...boardView(module, asked, board, reader), views, is_phone, notice: refused?.notice };
  return page('pipeline/board.njk', view, refused?.status);
}

// What is open alone has no closed deals beside it: the rails keep the other filters.
async function ofAnyStage(db: Door, module: Listed, asked: Asked, { person }: PersonRequest): Promise<Asked> {
  const { standing, stage, ...query } = asked.query;
  return standing || stage ? readList(db, module, query, person) : asked;
}

function moreOf({ column, cards }: Query): { column: string | null; cards: number } {
  const many = /^\d{1,3}$/.test(one(cards) ?? '') ? Number(cards) : CARDS;
  return { column: isId(column) ? column : null, cards: Math.min(Math.max(many, CARDS), MOST_CARDS) };
}
