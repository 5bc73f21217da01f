import { today } from '../../http/format.js';
import { page } from '../../http/reply.js';
import { type Route, userRoutes } from '../../http/routes.js';
import { kindsOf, type RecordModule } from '../../records/module.js';
import { dueRows, inventoryFigures, recentChanges } from '../inventory/index.js';
import { dueTasks } from '../tasks/index.js';
import { dashboardView } from './view-model.js';

/** The first page after the login: what needs doing, what comes, the figures, what happened last. */
export function dashboardRoutes(modules: readonly RecordModule[]): Route[] {
  const kinds = kindsOf(modules);
  return userRoutes(({ get }) => {
    get('/', async (db, { person }) => {
      const day = today(person.timeZone);
      const [due, tasks] = [await dueRows(db, day), await dueTasks(db, kinds, day)];
      const [figures, recent] = [await inventoryFigures(db, day), await recentChanges(db)];
      return page('dashboard/index.njk', dashboardView({ day, person, due, tasks, figures, recent }));
    });
  });
}
