import { normalForm } from '../../../http/normal-form.js';
import type { ChapterPlan, PlannedSegment } from './chapters.js';
import type { ListedChapter } from './read-chapters.js';

/** The chapter of an added intro, and a line of a list that is left out, where segments are named. */
export const INTRO = 'intro';
export const NONE = 'none';
/** A line of a list and what becomes of it: the segment it is of, when that began; null where nobody can tell which it is. */
export type PlacedChapter = ListedChapter & { segment: string | null; startedAt: number; fault: string | null };

/** Which segments the chapters of a list are of: as somebody chose, else by their titles, else in their order where they are as many. */
export function placeChapters(
  plan: ChapterPlan,
  chapters: readonly ListedChapter[],
  chosen: readonly (string | undefined)[] = [],
): PlacedChapter[] {
  const found: (string | null)[] = chapters.map((it, at) => chosen[at] || introOf(plan, it));
  const free = (isChapter: boolean) =>
    plan.segments.filter((it) => it.isChapter === isChapter && !found.includes(it.id));
  // What is a chapter already goes before what was left out.
  for (const [at, { title }] of chapters.entries())
    found[at] ??= [...free(true), ...free(false)].find((it) => normalForm(it.title) === normalForm(title))?.id ?? null;
  const rest = free(true);
  if (rest.length === found.filter((it) => it === null).length)
    for (const at of found.keys()) found[at] ??= rest.shift()?.id ?? null;
  return chapters.map((it, at) => placed(plan, it, found[at] ?? null, found));
}

/** The plan as it is with the list: the marks of its segments, and chapters for those alone; with its titles where they are wanted. */
export function withList(plan: ChapterPlan, list: readonly PlacedChapter[], takesTitles: boolean): ChapterPlan {
  const of = new Map(list.map((it) => [it.segment, it]));
  const segments = plan.segments.map((it): PlannedSegment => {
    const listed = of.get(it.id);
    if (!listed) return { ...it, isChapter: false };
    const title = takesTitles ? listed.title : it.title;
    return { ...it, isChapter: true, startedAt: listed.startedAt, title };
  });
  return { ...plan, segments };
}

function introOf({ shift, intro }: ChapterPlan, { start, title }: ListedChapter): string | null {
  return shift > 0 && intro !== null && start === 0 && normalForm(title) === normalForm(intro) ? INTRO : null;
}

function placed(
  plan: ChapterPlan,
  it: ListedChapter,
  segment: string | null,
  all: readonly (string | null)[],
): PlacedChapter {
  const isFront = plan.segments[0]?.id === segment && it.start === 0 && plan.shift > 0 && plan.intro === null;
  const startedAt = isFront ? 0 : Math.round(it.start) - plan.shift;
  return { ...it, segment, startedAt, fault: faultOf(plan, segment, startedAt, all) };
}

function faultOf(
  { segments }: ChapterPlan,
  segment: string | null,
  startedAt: number,
  all: readonly (string | null)[],
): string | null {
  if (segment === null) return 'No segment is called so. Choose the one it is of, or leave the line out.';
  if (segment === NONE || segment === INTRO) return null;
  if (!segments.some(({ id }) => id === segment)) return 'Choose a segment of this episode.';
  if (all.filter((it) => it === segment).length > 1) return 'Two lines are of this segment.';
  return startedAt < 0 ? 'It would begin before the recording does. Look at what all is shifted by.' : null;
}
