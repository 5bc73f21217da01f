import type { PersonRequest } from '../../http/person.js';
import { page, type Reply } from '../../http/reply.js';
import { publicRoutes, type Route, userRoutes } from '../../http/routes.js';
import type { Database, ReadDoor } from '../../platform/postgres/database.js';
import { readerNow } from '../../records/list/routes.js';
import type { RecordModule } from '../../records/module.js';
import { PATH, readAsked } from './asked.js';
import { moveDay, showDay } from './day-page.js';
import { answerFeed } from './feed/answer.js';
import { ownFeed } from './feed/feeds.js';
import { answerFeedForm, askToEnd, FEED_PATH, feedView, removeFeed, replaceAddress, showFeed } from './feed/pages.js';
import { weeksOfMonth } from './month.js';
import { daysIn } from './queries.js';
import { groupsOf, type Source, sourcesOf } from './sources.js';
import { calendarView } from './view-model.js';

type Parts = { database: Database; modules: readonly RecordModule[]; appUrl: string };

/** The calendar: a month, its agenda, one day that is looked at or moved; and the feed by which other programs read it. */
export function calendarRoutes({ database, modules, appUrl }: Parts): Route[] {
  const sources = sourcesOf(modules);
  const set = { sources, appUrl };
  const OWN = { ownAccount: true };
  return [
    ...userRoutes(({ get, post }) => {
      get(PATH, (db, req) => showCalendar(db, req, sources));
      get(`${PATH}/days/:key`, (db, req) => showDay(db, req, sources));
      post(`${PATH}/days/:key`, (tx, req) => moveDay(tx, req, sources));
      get(FEED_PATH, (db, req) => showFeed(db, req, set));
      post(FEED_PATH, (tx, req) => answerFeedForm(tx, req, set), OWN);
      get(`${FEED_PATH}/address`, async () => askToEnd('address'));
      get(`${FEED_PATH}/delete`, async () => askToEnd('delete'));
      post(`${FEED_PATH}/address`, (tx, req) => replaceAddress(tx, req, set), OWN);
      post(`${FEED_PATH}/delete`, (tx) => removeFeed(tx), OWN);
    }),
    ...publicRoutes(({ get }) => {
      get(`${PATH}/feed.ics`, (req) => answerFeed(req, { database, ...set }));
    }),
  ];
}

async function showCalendar(db: ReadDoor, req: PersonRequest, sources: readonly Source[]): Promise<Reply> {
  const reader = readerNow(req);
  const asked = readAsked(req.query, groupsOf(sources), reader.today);
  const days = weeksOfMonth(asked.month).flat();
  const span = { from: days[0] ?? reader.today, until: days.at(-1) ?? reader.today };
  const isNow = reader.today.startsWith(asked.month);
  const found = await daysIn(db, sources, span, isNow ? reader.today : null);
  const feed = await ownFeed(db);
  const view = { ...calendarView(sources, asked, found, reader), feed: feedView(feed, req.person.timeZone) };
  return page('calendar/index.njk', view, asked.fault ? 422 : 200);
}
