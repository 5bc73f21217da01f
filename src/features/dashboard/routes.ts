import { page } from '../../http/reply.js';
import { type Route, userRoutes } from '../../http/routes.js';
import { readerNow } from '../../records/list/routes.js';
import type { RecordModule } from '../../records/module.js';
import { ARRANGE_PATH, answerArranging, showArranging } from './arrange.js';
import { layoutOf } from './cards.js';
import { readFigures } from './figures.js';
import { dashboardView } from './view-model.js';

/** The first page after the login: what needs doing, what comes, the figures, what happened last; and how its cards are arranged. */
export function dashboardRoutes(modules: readonly RecordModule[]): Route[] {
  return userRoutes(({ get, post }) => {
    get('/', async (db, req) => {
      const reader = readerNow(req);
      const [layout, figures] = await Promise.all([layoutOf(db), readFigures(db, modules, reader)]);
      return page('dashboard/index.njk', dashboardView(layout, figures, reader, modules));
    });
    get(ARRANGE_PATH, showArranging);
    post(ARRANGE_PATH, answerArranging, { ownAccount: true });
  });
}
