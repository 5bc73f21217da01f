import { z } from 'zod';
import { blankForm, checkbox, type Form, optionalChoice, parseForm } from '../../../http/form.js';
import { count, dayOf, formatDate, shortInstant } from '../../../http/format.js';
import type { PersonRequest } from '../../../http/person.js';
import { page, type Reply, redirect } from '../../../http/reply.js';
import type { ReadDoor, WriteDoor } from '../../../platform/postgres/database.js';
import { groupsOf, type Source } from '../sources.js';
import {
  ALARMS,
  type Alarm,
  endFeed,
  type Feed,
  type FeedChoice,
  ownFeed,
  ownFeedIn,
  renewFeed,
  saveFeed,
} from './feeds.js';

/** Where one's feed is set up. */
export const FEED_PATH = '/account/calendar-feed';
const ALARM_NAMES = Object.keys(ALARMS) as [Alarm, ...Alarm[]];

type Set = { sources: readonly Source[]; appUrl: string };

/** What is in one's feed, and whether it has an address; that itself is told once, where it is made. */
export async function showFeed(db: ReadDoor, req: PersonRequest, { sources }: Set): Promise<Reply> {
  const feed = await ownFeed(db);
  return feedPage(req, sources, { feed, form: blankForm(typedFrom(feed, sources), req.kept) });
}

/** Saves what is in one's feed; the first time it gets its address. */
export async function answerFeedForm(tx: WriteDoor, req: PersonRequest, set: Set): Promise<Reply> {
  const { sources } = set;
  const groups = groupsOf(sources).map(({ name }) => name);
  const read = readChoice(req.body, groups);
  if (!read.ok) return feedPage(req, sources, { feed: await ownFeedIn(tx), form: read.form }, 422);
  if (await saveFeed(tx, read.choice)) return redirect(FEED_PATH, 'Feed saved.');
  const secret = await renewFeed(tx);
  await saveFeed(tx, read.choice);
  return addressPage(tx, req, set, secret);
}

/** Asks before one's feed gets another address or none: who reads the one before is answered nothing from then on. */
export function askToEnd(act: 'address' | 'delete'): Reply {
  return page('calendar/feed-end.njk', { path: FEED_PATH, act });
}

/** Gives one's feed another address; who reads the one before is answered nothing from then on. */
export async function replaceAddress(tx: WriteDoor, req: PersonRequest, set: Set): Promise<Reply> {
  return addressPage(tx, req, set, await renewFeed(tx));
}

/** Takes one's feed away. */
export async function removeFeed(tx: WriteDoor): Promise<Reply> {
  await endFeed(tx);
  return redirect(FEED_PATH, 'The feed is off. Its address answers nothing any more.');
}

async function addressPage(
  tx: WriteDoor,
  req: PersonRequest,
  { sources, appUrl }: Set,
  secret: string,
): Promise<Reply> {
  const feed = await ownFeedIn(tx);
  const address = `${appUrl}/calendar/feed.ics?key=${secret}`;
  return feedPage(req, sources, { feed, form: blankForm(typedFrom(feed, sources)), address });
}

const schema = z.object({
  kinds: z.union([z.string(), z.array(z.string())]).optional(),
  is_masked: checkbox(),
  alarm: optionalChoice(ALARM_NAMES),
});

function readChoice(
  body: unknown,
  groups: readonly string[],
): { ok: true; choice: FeedChoice } | { ok: false; form: Form } {
  const read = parseForm(schema, body);
  if (!read.ok) return read;
  const { kinds = [], is_masked, alarm } = read.data;
  const asked = [kinds].flat();
  const strange = asked.some((kind) => !groups.includes(kind));
  if (strange || asked.length === 0) {
    const text = strange ? 'Choose kinds of the list.' : 'Choose what is in the feed, one kind at least.';
    return {
      ok: false,
      form: { ...read.form, values: { ...read.form.values, kinds: asked.join(', ') }, errors: { kinds: text } },
    };
  }
  return { ok: true, choice: { left_out: groups.filter((name) => !asked.includes(name)), is_masked, alarm } };
}

function typedFrom(feed: Feed | undefined, sources: readonly Source[]): Record<string, unknown> {
  const groups = groupsOf(sources).map(({ name }) => name);
  return {
    kinds: groups.filter((name) => !feed?.left_out.includes(name)).join(', '),
    is_masked: feed?.is_masked ? 'on' : '',
    alarm: feed?.alarm ?? '',
  };
}

type Shown = { feed: Feed | undefined; form: Form; address?: string };

function feedPage(
  { person }: PersonRequest,
  sources: readonly Source[],
  { feed, form, address }: Shown,
  status = 200,
): Reply {
  return page(
    'calendar/feed.njk',
    {
      form,
      address,
      path: FEED_PATH,
      is_there: feed !== undefined,
      words: feed && fetchedWords(feed, person.timeZone),
      made: feed && formatDate(dayOf(feed.made_at, person.timeZone)),
      kinds: groupsOf(sources).map(({ name, label }) => ({ value: name, label })),
      alarms: Object.entries(ALARMS).map(([value, { label }]) => ({ value, label })),
    },
    status,
  );
}

/** What the calendar says of one's feed. */
export function feedView(feed: Feed | undefined, timeZone: string) {
  return { href: FEED_PATH, words: feed ? fetchedWords(feed, timeZone) : null };
}

function fetchedWords({ fetched_at, fetched_entries }: Feed, timeZone: string): string {
  if (!fetched_at) return 'Nothing has fetched it yet.';
  const held =
    fetched_entries === null ? '' : `, ${count(fetched_entries)} ${fetched_entries === 1 ? 'entry' : 'entries'}`;
  return `Fetched ${shortInstant(fetched_at, timeZone)}${held}.`;
}
