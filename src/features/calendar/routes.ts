import type { PersonRequest } from '../../http/person.js';
import { page, type Reply, redirect } from '../../http/reply.js';
import { publicRoutes, type Route, userRoutes } from '../../http/routes.js';
import type { Database, ReadDoor } from '../../platform/postgres/database.js';
import { DAY_PAGE, SHOWN_A_DAY, SHOWN_LATE } from '../../records/limits.js';
import { readerNow } from '../../records/list/routes.js';
import type { RecordModule } from '../../records/module.js';
import { addressOf, LATE, PATH, readAsked } from './asked.js';
import { moveDay, showDay } from './day-page.js';
import { answerFeed } from './feed/answer.js';
import { ownFeed } from './feed/feeds.js';
import { answerFeedForm, askToEnd, FEED_PATH, feedView, removeFeed, replaceAddress, showFeed } from './feed/pages.js';
import { weeksOfMonth } from './month.js';
import { findDays, inSpan, lateOn, type Scope } from './queries.js';
import { groupsOf, type Source, sourcesOf } from './sources.js';
import { dayView, monthView } from './view-model.js';

type Parts = { database: Database; modules: readonly RecordModule[]; appUrl: string };

/** The calendar: a month, its agenda, a day, one entry that is looked at or moved; and the feed by which other programs read it. */
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
  const { today } = reader;
  const groups = groupsOf(sources);
  const asked = readAsked(req.query, groups, today);
  const names = asked.kinds.length > 0 ? asked.kinds : groups.map(({ name }) => name);
  const find = (scope: Scope, most: number) => findDays(db, sources, scope, { groups: names, most, today });
  const [found, late, feed] = await Promise.all([
    asked.day === LATE
      ? find(lateOn(today), asked.page * DAY_PAGE)
      : asked.day
        ? find(inSpan(asked.day, asked.day), asked.page * DAY_PAGE)
        : find(inMonth(asked.month), SHOWN_A_DAY[asked.layout]),
    !asked.day && today.startsWith(asked.month) ? find(lateOn(today), SHOWN_LATE) : null,
    ownFeed(db),
  ]);
  // What stood on that page went meanwhile: the day begins anew.
  if (asked.page > 1 && found.rows.length <= (asked.page - 1) * DAY_PAGE)
    return redirect(addressOf(asked, { day: asked.day }));
  const view = asked.day ? dayView(sources, asked, found, reader) : monthView(sources, asked, { found, late }, reader);
  return page('calendar/index.njk', { ...view, feed: feedView(feed, req.person.timeZone) }, asked.fault ? 422 : 200);
}

function inMonth(month: string): Scope {
  const days = weeksOfMonth(month).flat();
  return inSpan(days[0] ?? '', days.at(-1) ?? '');
}
