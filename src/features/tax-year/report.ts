import { today as presentDay } from '../../http/format.js';
import { one, readPage } from '../../http/list/page.js';
import type { PersonRequest } from '../../http/person.js';
import { page, type Reply } from '../../http/reply.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import type { RecordModule } from '../../records/module.js';
import { closedView } from './adjustments-view.js';
import { readYearAsked } from './asked.js';
import { reasonsOf } from './explain.js';
import type { YearFigures } from './figures.js';
import { formsOf } from './forms.js';
import { gapsOf } from './payer-view.js';
import { isListed, type ToldYear, tellYear } from './read.js';
import { BY_DAY, listedRows } from './rows.js';
import { emptyView, type FormsShown, yearRowsView, yearView } from './view.js';

const PAGE_SIZE = 50;

/** The report of a year: its figures by payer, and below them the rows of one part. */
export function showReport(db: ReadDoor, req: PersonRequest, modules: readonly RecordModule[]): Promise<Reply> {
  return told(db, req, modules, async (it, shown) => {
    const at = readPage(
      { cursor: req.query.cursor },
      { on_day: BY_DAY },
      { list: 'tax year', sort: 'on_day', limit: PAGE_SIZE },
    );
    const found = await listedRows(db, it.rows, { where: isListed(it.asked, shown.currency), page: at });
    return page('tax-year/index.njk', {
      ...yearView(it, shown, await formsShown(db, it, shown, modules, one(req.query.typing))),
      may_write: req.person.role !== 'VIEWER',
      closed: await closedView(db, it, modules, req.person),
      list: yearRowsView({ asked: it.asked, page: at, rows: found }, shown),
    });
  });
}

// Where many differ, those of the largest payers are looked into.
const LOOKED_INTO = 20;

/** What payers' own forms say of a year, what explains them, and whose is being typed. */
export async function formsShown(
  db: ReadDoor,
  it: ToldYear,
  shown: YearFigures,
  modules: readonly RecordModule[],
  typing?: string,
): Promise<FormsShown> {
  const all = await formsOf(db, it.asked.year, it.closing !== undefined);
  const forms = all.filter(({ currency }) => currency === shown.currency);
  const gaps = gapsOf(shown, forms).slice(0, LOOKED_INTO);
  return { forms, reasons: await reasonsOf(db, it, shown.currency, gaps, modules), typing };
}

/** Tells the year and the currency that an address asks for; what cannot be read, and a year without rows, are pages that say so. */
export async function told(
  db: ReadDoor,
  req: PersonRequest,
  modules: readonly RecordModule[],
  answer: (it: ToldYear, shown: YearFigures) => Promise<Reply>,
): Promise<Reply> {
  const today = presentDay(req.person.timeZone);
  const asked = readYearAsked(req.query, today);
  if ('errors' in asked) return page('tax-year/asked.njk', { form: asked }, 422);
  const it = await tellYear(db, modules, { asked, today, own: req.person.currency });
  const shown = asked.currency ? it.figures.find(({ currency }) => currency === asked.currency) : it.figures[0];
  if (shown) return answer(it, shown);
  const closed = await closedView(db, it, modules, req.person);
  const begin = closed || req.person.role === 'VIEWER' ? [] : waysToBegin(modules);
  return page('tax-year/empty.njk', { ...emptyView(it), closed, begin });
}

// What a year is made of first: what was received, and what was agreed.
function waysToBegin(modules: readonly RecordModule[]) {
  return modules
    .filter(({ inKind, income }) => inKind || income?.source === 'sponsorship')
    .map(({ kind }) => ({ label: `New ${kind.one}`, href: `${kind.path}/new`, icon: 'plus' }));
}
