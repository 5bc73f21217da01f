import { one } from '../../http/list/page.js';
import type { PersonRequest } from '../../http/person.js';
import { page, type Reply } from '../../http/reply.js';
import { type Route, userRoutes } from '../../http/routes.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { kindsOf, type ListedModule, type RecordModule } from '../../records/module.js';
import { readSought } from '../../records/search.js';
import { filesSought, notesSought } from './kept.js';
import { tagsSought, tasksSought, viewsSought } from './own.js';
import { type Found, findAll, stillThere, targetsAt } from './queries.js';
import { recordsOf, type Searched } from './searched.js';
import { beginningView, foundView, tooShortView } from './view-model.js';

const LONGEST_SHOWN = 200;
/** How much of each kind the palette shows, and how much the page; how many records opened last. */
const MOST = { palette: 4, page: 10, opened: 5 };

/** The search over everything one may see, with the views of all lists, of which `others` are of no records; the palette over each page asks the same address for what its frame shows. */
export function searchRoutes(modules: readonly RecordModule[], others: readonly ListedModule[]): Route[] {
  const lists = [...modules, ...others];
  const kinds = kindsOf(modules);
  const searched = [
    ...modules.map(recordsOf),
    tasksSought(kinds),
    ...(['own', 'common'] as const).map((scope) => tagsSought(scope, kinds)),
    viewsSought(kindsOf(lists)),
    notesSought(kinds),
    filesSought(kinds),
  ];
  return userRoutes(({ get }) => {
    get('/search', (db, req) => answer(db, req, { modules, lists, searched }));
  });
}

type Parts = {
  modules: readonly RecordModule[];
  lists: readonly ListedModule[];
  searched: readonly Searched[];
};

async function answer(db: ReadDoor, req: PersonRequest, { modules, lists, searched }: Parts): Promise<Reply> {
  const isPalette = req.get('turbo-frame') !== undefined;
  const typed = (one(req.query.q) ?? '').toWellFormed().replaceAll('\0', '').slice(0, LONGEST_SHOWN);
  const sought = readSought(typed);
  const behind = isPalette ? await offeredBehind(db, req, modules) : undefined;
  const view = sought
    ? foundView(
        typed,
        await findAll(db, searched, sought, isPalette ? MOST.palette : MOST.page),
        lists,
        req.person,
        behind,
      )
    : typed.trim() === ''
      ? beginningView(modules, await openedLately(db, req, modules), req.person, behind)
      : tooShortView(typed, lists, req.person, behind);
  const sends = view.groups.some(({ rows }) => rows.some((row) => 'post' in row && row.post));
  return page(isPalette ? 'search/_frame.njk' : 'search/index.njk', { ...view, sends });
}

// What may be done to the record that the palette stands over.
async function offeredBehind(db: ReadDoor, req: PersonRequest, modules: readonly RecordModule[]) {
  const [target] = targetsAt(modules, [one(req.query.at) ?? ''], 1);
  return target && modules.find(({ kind }) => kind === target.kind)?.offered(db, req.person, target.id);
}

// The browser knows what was opened in it, by the addresses alone (docs/decisions/0030).
async function openedLately(db: ReadDoor, req: PersonRequest, modules: readonly RecordModule[]): Promise<Found[]> {
  const asked = targetsAt(modules, (one(req.query.opened) ?? '').split(','), MOST.opened);
  return asked.length > 0 ? stillThere(db, modules, asked) : [];
}
