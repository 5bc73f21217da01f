/** What of a segment its chapter is made of. Times are seconds of the recording. */
export type PlannedSegment = {
  id: string;
  title: string;
  planned: number;
  startedAt: number | null;
  isChapter: boolean;
  url: string | null;
};
/** What the chapters of an episode are made of. */
export type ChapterPlan = {
  segments: readonly PlannedSegment[];
  /** By how much what is published begins before the recording does: an intro that was added, or below nought what was cut. */
  shift: number;
  /** What the chapter of an added intro is called; null where the first chapter begins with it. */
  intro: string | null;
  /** How long the recording is; null while nobody ended it. */
  recorded: number | null;
};
/** A chapter as it is published; of no segment where it is the intro's. */
export type Chapter = { segment: string | null; start: number; title: string; url: string | null };

/** When each segment begins in the recording: as it was marked, else behind the one before it as planned. */
export function startsOf(segments: readonly Pick<PlannedSegment, 'planned' | 'startedAt'>[]): number[] {
  let next = 0;
  return segments.map(({ planned, startedAt }) => {
    const start = startedAt ?? next;
    next = start + planned;
    return start;
  });
}

/** The chapters in the order of their segments, shifted; those that are left out are not among them. */
export function chaptersOf({ segments, shift, intro }: ChapterPlan): Chapter[] {
  const starts = startsOf(segments);
  const chapters = segments.flatMap(({ id, title, url, isChapter }, at): Chapter[] => {
    const start = starts[at] ?? 0;
    // What was put in front belongs to the first segment, unless it has a name of its own.
    const isFront = at === 0 && start === 0 && shift > 0 && intro === null;
    return isChapter ? [{ segment: id, start: isFront ? 0 : start + shift, title, url }] : [];
  });
  return shift > 0 && intro !== null ? [{ segment: null, start: 0, title: intro, url: null }, ...chapters] : chapters;
}

/** How long what is published is: as it was recorded, else as planned. */
export function endOf({ segments, shift, recorded }: ChapterPlan): number {
  const last = segments.at(-1);
  const planned = (startsOf(segments).at(-1) ?? 0) + (last?.planned ?? 0);
  return (recorded ?? planned) + shift;
}
