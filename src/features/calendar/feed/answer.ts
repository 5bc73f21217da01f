import { createHash } from 'node:crypto';
import type { Request } from 'express';
import { formatMoney, today } from '../../../http/format.js';
import { type Reply, tagged } from '../../../http/reply.js';
import { NotFound } from '../../../platform/errors.js';
import type { Database, ReadDoor } from '../../../platform/postgres/database.js';
import { anyDay, join, raw, sql } from '../../../platform/postgres/sql.js';
import { dayDetail, dayTitle, detailOf } from '../../../records/dated.js';
import { FED_DAYS, MOST_FED } from '../../../records/limits.js';
import type { SourcedDay } from '../queries.js';
import { dayKey, type Source, whatOf } from '../sources.js';
import { ALARMS, type AskedFeed, feedBySecret, noteFetch } from './feeds.js';
import { type FeedEvent, icalendar } from './ical.js';

type Parts = { database: Database; sources: readonly Source[]; appUrl: string };
const TYPE = 'text/calendar; charset=utf-8';
/** How many of the last entries of the history are looked at: what is committed late is still among them. */
const LAST = 50;
// In the text, as what a plan is kept for.
const MOST = raw(String(MOST_FED));

type FedDay = Omit<SourcedDay, 'is_past' | 'asks' | 'state' | 'updated_at'> & { changed: string };

/** Answers a program that reads somebody's days: all of them, or that nothing changed. Every address that is none is answered alike. */
export async function answerFeed(req: Request, { database, sources, appUrl }: Parts): Promise<Reply> {
  const feed = await feedBySecret(database, req.query.key);
  if (!feed) throw new NotFound();
  const { etag, events } = await database.readAsUser(feed.user_id, async (db) => {
    const tag = await tagOf(db, sources, feed);
    return { etag: tag, events: hasTag(req, tag) ? null : await eventsOf(db, sources, feed, appUrl) };
  });
  await noteFetch(database, feed, events?.length ?? null);
  return tagged(etag, events && icalendar('Mouse Domination', events), TYPE);
}

// What changes an answer is in the history, or stated by a module; names of companies are looked at anew each day.
async function tagOf(db: ReadDoor, sources: readonly Source[], feed: AskedFeed): Promise<string> {
  const stamps = sources.flatMap(({ dated }) => dated.stamp ?? []);
  const found = await db.row<{ stamp: string }>(sql`
    select concat_ws('|', (select string_agg(h.id::text, ',' order by h.id) from (
      select h.id from history h where h.user_id = app_user_id() order by h.at desc limit ${LAST}) h), ${join([...stamps, sql`null::text`])}) as stamp`);
  const all = [found?.stamp, feed.version, feed.made_at.toISOString(), today()];
  return createHash('sha256').update(all.join('|')).digest('base64url').slice(0, 27);
}

function hasTag(req: Request, etag: string): boolean {
  const sent = (req.headers['if-none-match'] ?? '').split(',').map((it) => it.trim().replace(/^W\//, ''));
  return sent.includes('*') || sent.includes(`"${etag}"`);
}

async function eventsOf(
  db: ReadDoor,
  sources: readonly Source[],
  feed: AskedFeed,
  appUrl: string,
): Promise<FeedEvent[]> {
  const parts = sources.flatMap(({ dated }, n) => {
    if (Object.values(dated.whats).every(({ group }) => feed.left_out.includes(group.name))) return [];
    return [
      sql`(select ${n}::integer as source, d.what, d.id, d.row_id, d.name, ${detailOf(dated)} as detail, d.since, d.day, d.standing, d.amount, d.currency, d.version,
          d.deleted_at, to_char(d.updated_at at time zone 'UTC', 'YYYYMMDD"T"HH24MISS"Z"') as changed
        from (${dated.rows('all')}) d
        where d.day >= ${anyDay(today())} - ${FED_DAYS}::int and d.day <= '2199-12-31' order by d.day desc limit ${MOST})`,
    ];
  });
  if (parts.length === 0) return [];
  const found = await db.rows<FedDay>(sql`select * from (${join(parts, ' union all ')}) d limit ${MOST}`);
  return found.flatMap((row) => eventOf(sources, row, feed, appUrl));
}

function eventOf(sources: readonly Source[], row: FedDay, feed: AskedFeed, appUrl: string): FeedEvent[] {
  const source = sources[row.source];
  if (!source || row.day === null) return [];
  const what = whatOf(source, row);
  if (feed.left_out.includes(what.group.name)) return [];
  const key = dayKey(source, row);
  const isCancelled = row.deleted_at !== null || row.standing === 'cancelled';
  const amount = row.amount === null || !row.currency ? '' : `${formatMoney(row.amount, row.currency)} ${row.currency}`;
  return [
    {
      uid: `${key}@mouse-domination`,
      day: row.day,
      url: `${appUrl}/calendar/days/${key}`,
      summary: feed.is_masked ? `${what.group.label}: ${what.word}` : dayTitle(what, row),
      description: feed.is_masked ? '' : [dayDetail(what, row), amount].filter(Boolean).join('\n'),
      sequence: row.version - 1,
      changed: row.changed,
      isCancelled,
      alarm: feed.alarm && row.standing === 'open' && !isCancelled ? ALARMS[feed.alarm].trigger : null,
    },
  ];
}
