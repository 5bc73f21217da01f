import { count, plural } from '../../../http/format.js';
import { lengthText } from '../../../http/lengths.js';
import { type Chapter, type ChapterPlan, chaptersOf, endOf } from './chapters.js';

/** How few chapters platforms take, and how short one may be. */
export const FEWEST_CHAPTERS = 3;
export const SHORTEST_CHAPTER = 10;
/** How long a video's description may be. */
export const LONGEST_DESCRIPTION = 5_000;

export type CheckName = 'first' | 'enough' | 'order' | 'long' | 'description';
/** What is wrong, and with which chapter, counted from 0; none for what is about all. */
export type PackFault = { check: CheckName; text: string; at: number | null };

/** What is wrong with chapters, by the rules that platforms hold them to. */
export function chapterFaults(chapters: readonly Pick<Chapter, 'start' | 'title'>[], end: number): PackFault[] {
  const faults: PackFault[] = [];
  const [first] = chapters;
  if (first && first.start !== 0)
    faults.push({
      check: 'first',
      at: 0,
      text: `The first chapter begins at ${lengthText(first.start)}. Platforms want it at 0:00.`,
    });
  if (chapters.length < FEWEST_CHAPTERS)
    faults.push({
      check: 'enough',
      at: null,
      text: `There ${chapters.length === 1 ? 'is' : 'are'} ${plural(chapters.length, 'chapter', 'chapters')}. Platforms want ${FEWEST_CHAPTERS} or more.`,
    });
  for (const at of chapters.keys()) faults.push(...faultsAt(chapters, at, end));
  return faults;
}

/** What is wrong with the length of a video's description. */
export function descriptionFaults(text: string): PackFault[] {
  const over = [...text].length - LONGEST_DESCRIPTION;
  if (over <= 0) return [];
  const said = `The description has ${count(over)} characters more than the ${count(LONGEST_DESCRIPTION)} that video sites take.`;
  return [{ check: 'description', at: null, text: said }];
}

/** What is wrong with the chapters of a plan. */
export function planFaults(plan: ChapterPlan): PackFault[] {
  return chapterFaults(chaptersOf(plan), endOf(plan));
}

function faultsAt(chapters: readonly Pick<Chapter, 'start'>[], at: number, end: number): PackFault[] {
  const { start } = chapters[at] ?? { start: 0 };
  const before = chapters[at - 1];
  const next = chapters[at + 1]?.start ?? end;
  const begins = `Chapter ${at + 1} begins at ${lengthText(start)}`;
  const faults: PackFault[] = [];
  const wrong = (check: CheckName, text: string) => faults.push({ check, at, text });
  if (before && start < before.start) wrong('order', `${begins}, before chapter ${at} at ${lengthText(before.start)}.`);
  if (before && start === before.start) wrong('order', `${begins}, at the same time as chapter ${at}.`);
  // That the next one begins before is said of the next one.
  if (next > start && next - start < SHORTEST_CHAPTER) {
    const lasts = plural(Math.floor(next - start), 'second', 'seconds');
    wrong('long', `Chapter ${at + 1} lasts ${lasts}. Platforms want ${SHORTEST_CHAPTER} or more.`);
  } else if (next <= start && at + 1 === chapters.length)
    wrong('order', `${begins}, which is ${next === start ? 'at' : 'behind'} the end, ${lengthText(end)}.`);
  return faults;
}
