import { plural } from '../../../http/format.js';
import { lengthText, offText } from '../../../http/lengths.js';
import type { Leavable } from '../choices.js';
import { type Chapter, type ChapterPlan, chaptersOf, endOf, startsOf } from './chapters.js';
import { FEWEST_CHAPTERS, type PackFault, planFaults, SHORTEST_CHAPTER } from './checks.js';

/** What a click does about a fault: data, so that a plain form can carry it. */
export type Mend =
  | { act: 'shift'; to: number }
  | { act: 'no_intro' }
  | { act: 'move'; segment: string; to: number }
  | { act: 'leave_out'; segments: string[] }
  | { act: 'take_in'; segment: string }
  | { act: 'shorten'; part: Leavable };
export type LabelledMend = Mend & { label: string };

const MOST_TAKEN_IN = 3;

/** The plan as it is once the mend is made. */
export function mended(plan: ChapterPlan, mend: Mend): ChapterPlan {
  const change = (ids: readonly string[], by: Partial<ChapterPlan['segments'][number]>) =>
    plan.segments.map((it) => (ids.includes(it.id) ? { ...it, ...by } : it));
  switch (mend.act) {
    case 'shift':
      return { ...plan, shift: mend.to };
    case 'no_intro':
      return { ...plan, intro: null };
    case 'move':
      return { ...plan, segments: change([mend.segment], { startedAt: mend.to }) };
    case 'leave_out':
      return { ...plan, segments: change(mend.segments, { isChapter: false }) };
    case 'take_in':
      return { ...plan, segments: change([mend.segment], { isChapter: true }) };
    // Of the description alone.
    case 'shorten':
      return plan;
  }
}

/** What a click can do about a fault of the plan: only what leaves fewer faults than there are, or brings too few chapters nearer to enough. */
export function mendsOf(plan: ChapterPlan, fault: PackFault): LabelledMend[] {
  const faults = planFaults(plan).length;
  const most = fault.check === 'enough' ? faults : faults - 1;
  return candidates(plan, fault).filter((mend) => planFaults(mended(plan, mend)).length <= most);
}

/** One mend for all chapters that are out of order or too short, where there are several; null where there are none. */
export function leaveOutAll(plan: ChapterPlan): LabelledMend | null {
  const chapters = chaptersOf(plan);
  const end = endOf(plan);
  const out: string[] = [];
  let last = chapters[0]?.start ?? 0;
  for (const { segment, start } of chapters.slice(1)) {
    const fits = start - last >= SHORTEST_CHAPTER && end - start >= SHORTEST_CHAPTER;
    if (fits || segment === null) last = start;
    else out.push(segment);
  }
  if (out.length < 2 || chapters.length - out.length < FEWEST_CHAPTERS) return null;
  return { act: 'leave_out', segments: out, label: `Leave ${plural(out.length, 'chapter', 'chapters')} out` };
}

function candidates(plan: ChapterPlan, { check, at }: PackFault): LabelledMend[] {
  const chapters = chaptersOf(plan);
  const chapter = chapters[at ?? 0];
  if (check === 'enough') return takenIn(plan);
  if (!chapter || at === null) return [];
  if (check === 'first') return firstMends(plan, chapter);
  // The first one stays, for it begins at 0:00: the one behind it goes.
  const goes = at === 0 ? 1 : at;
  return [...noIntro(chapter), ...moved(plan, chapters, check === 'long' ? at + 1 : at), ...leftOut(chapters, goes)];
}

function firstMends(plan: ChapterPlan, { segment, start }: Chapter): LabelledMend[] {
  const before = plan.segments
    .slice(
      0,
      plan.segments.findIndex(({ id }) => id === segment),
    )
    .find((it) => !it.isChapter);
  const to = -plan.shift;
  return [
    ...(before ? [takeIn(before)] : []),
    { act: 'shift', to: plan.shift - start, label: `Shift all by ${offText(-start)}` },
    ...(segment !== null && to >= 0
      ? [{ act: 'move' as const, segment, to, label: `Begin the first chapter at 0:00` }]
      : []),
  ];
}

function noIntro(chapter: Chapter): LabelledMend[] {
  return chapter.segment === null ? [{ act: 'no_intro', label: 'Begin the next chapter at 0:00' }] : [];
}

// To where it was planned behind the segment before it; else as near as a chapter may be.
function moved(plan: ChapterPlan, chapters: readonly Chapter[], at: number): LabelledMend[] {
  const segment = chapters[at]?.segment;
  const place = plan.segments.findIndex(({ id }) => id === segment);
  if (!segment || place < 1) return [];
  const before = plan.segments[place - 1];
  const planned = (startsOf(plan.segments)[place - 1] ?? 0) + (before?.planned ?? 0);
  const shortest = (chapters[at - 1]?.start ?? 0) + SHORTEST_CHAPTER - plan.shift;
  return [...new Set([planned, shortest])]
    .filter((to) => to >= 0)
    .map((to) => ({ act: 'move', segment, to, label: `Begin chapter ${at + 1} at ${lengthText(to + plan.shift)}` }));
}

function leftOut(chapters: readonly Chapter[], at: number): LabelledMend[] {
  const segment = chapters[at]?.segment;
  return segment ? [{ act: 'leave_out', segments: [segment], label: `Leave chapter ${at + 1} out` }] : [];
}

function takenIn({ segments }: ChapterPlan): LabelledMend[] {
  return segments
    .filter((it) => !it.isChapter)
    .slice(0, MOST_TAKEN_IN)
    .map(takeIn);
}

function takeIn({ id, title }: { id: string; title: string }): LabelledMend {
  return { act: 'take_in', segment: id, label: `Take “${title}” in again` };
}
