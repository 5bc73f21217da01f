import { lengthText } from '../../../http/lengths.js';
import type { OwnLink } from '../../affiliates/index.js';
import type { Leavable } from '../choices.js';
import { type Chapter, type ChapterPlan, chaptersOf, endOf, startsOf } from './chapters.js';

/** Who is in an episode. */
export type PackPerson = { name: string; firstName: string; part: string | null; isGuest: boolean };
/** A sponsor's spot as everybody sees it. */
export type PackSpot = {
  id: string;
  company: string;
  title: string | null;
  place: 'pre' | 'mid' | 'post';
  script: string | null;
  code: string | null;
  link: OwnLink | null;
  readOn: string | null;
  segment: string | null;
};
/** All of an episode that its publish pack is made of. */
export type PackEpisode = {
  name: string;
  number: number | null;
  show: string;
  hook: string | null;
  summary: string | null;
  description: string | null;
  explicit: boolean;
  publishOn: string | null;
  plan: ChapterPlan;
  people: PackPerson[];
  spots: PackSpot[];
  /** Links of the episode and of its segments, each once. */
  links: OwnLink[];
  /** Where it can be heard or seen. */
  published: OwnLink[];
  without: readonly Leavable[];
};

/** A line of a part: what it says, a time in front, a link behind. */
export type PackLine = { text: string; at?: number; url?: string };
type PackPart = { title: string; lines: PackLine[] };
/** What show notes say, once; it is printed as Markdown, as HTML and as plain text. */
export type PackContent = { title: string; paragraphs: string[]; parts: PackPart[]; foot: string[] };

/** The line that says that links earn something. */
export const AFFILIATE_LINE =
  'Some of these links are affiliate links: if you buy something through them, I may earn a commission, at no extra cost to you.';

/** What is said of an episode where it is published. */
export function contentOf(episode: PackEpisode): PackContent {
  const { name, number, hook, summary, description, people, spots, links, published } = episode;
  const guests = people.filter((it) => it.isGuest);
  const parts = [
    { title: 'Listen or watch', lines: published.map(linkLine) },
    { title: 'Chapters', lines: chaptersOf(episode.plan).map(chapterLine) },
    { title: guests.length === 1 ? 'Guest' : 'Guests', lines: guests.map(({ name: text }) => ({ text })) },
    { title: spots.length === 1 ? 'Sponsor' : 'Sponsors', lines: spots.map(spotLine) },
    { title: 'Links', lines: links.map(linkLine) },
  ];
  return {
    title: number === null ? name : `${number} ${name}`,
    paragraphs: [hook, summary, description].flatMap((it) => it?.split('\n') ?? []).filter((it) => it.trim() !== ''),
    parts: parts.filter(({ lines }) => lines.length > 0),
    foot: footOf(episode),
  };
}

/** The lines that have to be there: who paid, what links earn, what not everybody should hear. */
export function footOf({ spots, links, explicit }: PackEpisode): string[] {
  const sponsors = [...new Set(spots.map(({ company }) => company))];
  const paid = sponsors.length > 0 ? [`This episode has paid promotion by ${sponsors.join(', ')}.`] : [];
  const own = [...links, ...spots.flatMap(({ link }) => link ?? [])].some(({ programme }) => programme !== null);
  return [...paid, ...(own ? [AFFILIATE_LINE] : []), ...(explicit ? ['This episode has explicit language.'] : [])];
}

/** Where a sponsor's spot is in what is published, and how long it was; null where it has no segment. */
export function timesOfSpot({ plan }: PackEpisode, { segment }: PackSpot) {
  const at = plan.segments.findIndex(({ id }) => id === segment);
  const starts = startsOf(plan.segments);
  const start = starts[at];
  const own = plan.segments[at];
  if (start === undefined || !own) return null;
  const next = starts[at + 1] ?? endOf(plan) - plan.shift;
  const isMarked = own.startedAt !== null && next > start;
  return { start: start + plan.shift, planned: own.planned, lasted: isMarked ? next - start : null };
}

function spotLine({ company, title, code, link }: PackSpot): PackLine {
  const what = title ? `${company}: ${title}` : company;
  const text = code ? `${what}, code ${code}` : what;
  return link ? { text, url: link.url } : { text };
}

function chapterLine({ start, title }: Chapter): PackLine {
  return { at: start, text: title };
}

function linkLine({ title, url }: OwnLink): PackLine {
  return { text: title ?? url, url };
}

/** A line as plain text: '12:41 Title', 'Title: https://…'. */
export function plainLine({ text, at, url }: PackLine): string {
  const timed = at === undefined ? text : `${lengthText(at)} ${text}`;
  return url && url !== text ? `${timed}: ${url}` : timed;
}
