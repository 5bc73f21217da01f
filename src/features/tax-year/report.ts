import { today as presentDay } from '../../http/format.js';
import { readPage } from '../../http/list/page.js';
import type { PersonRequest } from '../../http/person.js';
import { page, type Reply } from '../../http/reply.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import type { RecordModule } from '../../records/module.js';
import { closedView } from './adjustments-view.js';
import { readAsked } from './asked.js';
import type { YearFigures } from './figures.js';
import { isListed, type Told, tellYear } from './read.js';
import { BY_DAY, listedRows } from './rows.js';
import { emptyView, listView, reportView } from './view.js';

const PAGE_SIZE = 50;

/** The report of a year: its figures by payer, and below them the rows of one part. */
export function showReport(db: ReadDoor, req: PersonRequest, modules: readonly RecordModule[]): Promise<Reply> {
  return told(db, req, modules, async (it, shown) => {
    const at = readPage({ cursor: req.query.cursor }, { on_day: BY_DAY }, { sort: 'on_day', limit: PAGE_SIZE });
    const found = await listedRows(db, it.rows, { where: isListed(it.asked, shown.currency), page: at });
    return page('tax-year/index.njk', {
      ...reportView(it, shown),
      may_write: req.person.role !== 'VIEWER',
      closed: await closedView(db, it, modules, req.person),
      list: listView({ asked: it.asked, page: at, rows: found }, shown),
    });
  });
}

/** Tells the year and the currency that an address asks for; what cannot be read, and a year without rows, are pages that say so. */
export async function told(
  db: ReadDoor,
  req: PersonRequest,
  modules: readonly RecordModule[],
  answer: (it: Told, shown: YearFigures) => Promise<Reply>,
): Promise<Reply> {
  const today = presentDay(req.person.timeZone);
  const asked = readAsked(req.query, today);
  if ('errors' in asked) return page('tax-year/asked.njk', { form: asked }, 422);
  const it = await tellYear(db, modules, { asked, today, own: req.person.currency });
  const shown = asked.currency ? it.figures.find(({ currency }) => currency === asked.currency) : it.figures[0];
  if (shown) return answer(it, shown);
  const closed = await closedView(db, it, modules, req.person);
  return page('tax-year/empty.njk', { ...emptyView(it), closed, may_write: req.person.role !== 'VIEWER' });
}
