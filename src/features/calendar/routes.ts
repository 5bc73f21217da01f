import type { PersonRequest } from '../../http/person.js';
import { page, type Reply } from '../../http/reply.js';
import { type Route, userRoutes } from '../../http/routes.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { readerNow } from '../../records/list/routes.js';
import type { RecordModule } from '../../records/module.js';
import { PATH, readAsked } from './asked.js';
import { moveDay, showDay } from './day-page.js';
import { weeksOfMonth } from './month.js';
import { daysIn } from './queries.js';
import { groupsOf, type Source, sourcesOf } from './sources.js';
import { calendarView } from './view-model.js';

/** The calendar: a month, its agenda, and one day that is looked at or moved. */
export function calendarRoutes(modules: readonly RecordModule[]): Route[] {
  const sources = sourcesOf(modules);
  return userRoutes(({ get, post }) => {
    get(PATH, (db, req) => showCalendar(db, req, sources));
    get(`${PATH}/days/:key`, (db, req) => showDay(db, req, sources));
    post(`${PATH}/days/:key`, (tx, req) => moveDay(tx, req, sources));
  });
}

async function showCalendar(db: ReadDoor, req: PersonRequest, sources: readonly Source[]): Promise<Reply> {
  const reader = readerNow(req);
  const asked = readAsked(req.query, groupsOf(sources), reader.today);
  const days = weeksOfMonth(asked.month).flat();
  const span = { from: days[0] ?? reader.today, until: days.at(-1) ?? reader.today };
  const isNow = reader.today.startsWith(asked.month);
  const found = await daysIn(db, sources, span, isNow ? reader.today : null);
  return page('calendar/index.njk', calendarView(sources, asked, found, reader), asked.fault ? 422 : 200);
}
