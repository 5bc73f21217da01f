import { today } from '../../http/format.js';
import { page } from '../../http/reply.js';
import { type Route, userRoutes } from '../../http/routes.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { type DueSoon, dueOf } from '../../records/due.js';
import type { Reader } from '../../records/list/define.js';
import { kindsOf, type RecordModule } from '../../records/module.js';
import { inventoryFigures, recentChanges, resaleByMonth } from '../inventory/index.js';
import { tasksDated } from '../tasks/index.js';
import { dashboardView } from './view-model.js';

/** The first page after the login: what needs doing, what comes, the figures, what happened last. */
export function dashboardRoutes(modules: readonly RecordModule[]): Route[] {
  return userRoutes(({ get }) => {
    get('/', async (db, { person }) => {
      const day = today(person.timeZone);
      const due = await dueSoon(db, modules, { person, today: day });
      const figures = await inventoryFigures(db, day);
      const [resale, recent] = [await resaleByMonth(db, day), await recentChanges(db)];
      return page('dashboard/index.njk', dashboardView({ day, person, due, figures, resale, recent }));
    });
  });
}

function dueSoon(db: ReadDoor, modules: readonly RecordModule[], reader: Reader): Promise<DueSoon[]> {
  const dated = [...modules.flatMap((it) => it.dated ?? []), tasksDated(kindsOf(modules))];
  return dueOf(db, dated, reader);
}
