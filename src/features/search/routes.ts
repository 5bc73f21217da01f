import { one } from '../../http/list/page.js';
import { page } from '../../http/reply.js';
import { type Route, userRoutes } from '../../http/routes.js';
import type { RecordModule } from '../../records/module.js';
import { readSought } from '../../records/search.js';
import { search } from './queries.js';
import { resultsView } from './view-model.js';

const LONGEST_SHOWN = 200;

/** The search over everything one may see; the dialog over each page asks the same address. */
export function searchRoutes(modules: readonly RecordModule[]): Route[] {
  return userRoutes(({ get }) => {
    get('/search', async (db, req) => {
      const typed = (one(req.query.q) ?? '').toWellFormed().replaceAll('\0', '').slice(0, LONGEST_SHOWN);
      const sought = readSought(typed);
      const found = sought && (await search(db, modules, sought));
      return page('search/index.njk', resultsView(typed, found, req.person));
    });
  });
}
