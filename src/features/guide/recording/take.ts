/** How a recording goes, in seconds and milliseconds alone. The browser uses it too, so that both say the same. */

/** A segment while it is recorded: how long it was planned, and when it began. */
type TakeSegment = { id: string; planned: number; mark: number | null };
/**
 * The clock of a recording, in milliseconds of whoever reads it: the moment at which it read nought, which a pause moves; since when
 * it stands still; how many seconds it had when the recording ended.
 */
type TakeClock = { startedAt: number | null; pausedAt: number | null; length: number | null };
/** What somebody does while a recording runs; `at` is what the clock reads then. */
export type TakeAct =
  | { act: 'start' | 'pause' | 'resume' | 'end'; at: number }
  | { act: 'mark'; at: number; segment: string }
  | { act: 'unmark'; at: number; segment: string };
export type Take = { clock: TakeClock; segments: readonly TakeSegment[] };
/** A segment as it stands: it was, is or comes, or was passed over. */
export type TakeRow = {
  id: string;
  state: 'was' | 'is' | 'next' | 'comes' | 'passed';
  /** When it began, or will if the rest goes as planned. */
  at: number | null;
  planned: number;
  /** How much longer it was than planned, once it is over. */
  off: number | null;
};
/** All that is said of a recording at a moment, in seconds. */
export type TakeNow = {
  state: 'before' | 'runs' | 'paused' | 'ended';
  elapsed: number;
  planned: number;
  against: number;
  left: number;
  inSegment: number;
  current: number;
  next: number;
  rows: TakeRow[];
};

/** What the clock reads; one that was never started reads what was marked last. */
export function elapsedAt({ clock: { startedAt, pausedAt, length }, segments }: Take, now: number): number {
  if (length !== null) return length;
  return startedAt === null ? (lastMarked(segments)?.mark ?? 0) : Math.max(0, ((pausedAt ?? now) - startedAt) / 1000);
}

/** The recording once somebody did something; doing the same again changes nothing. */
export function afterAct({ clock, segments }: Take, it: TakeAct, now: number): Take {
  const running = { startedAt: now - it.at * 1000, pausedAt: null, length: null };
  const marked = (id: string | undefined, mark: number | null) =>
    segments.map((segment) => (segment.id === id ? { ...segment, mark } : segment));
  switch (it.act) {
    case 'start': {
      const cleared = segments.map((segment, n) => ({ ...segment, mark: n === 0 ? 0 : null }));
      return { clock: running, segments: cleared };
    }
    case 'pause':
      return { clock: { ...running, pausedAt: now }, segments };
    case 'resume':
      return { clock: running, segments };
    case 'end':
      return { clock: { startedAt: null, pausedAt: null, length: Math.round(it.at) }, segments };
    case 'mark': {
      // The first mark is where it begins.
      const isFirst = clock.startedAt === null && clock.length === null;
      return { clock: isFirst ? running : clock, segments: marked(it.segment, Math.floor(it.at)) };
    }
    case 'unmark': {
      const left = marked(it.segment, null);
      // Without a mark nothing has begun.
      const isBlank = left.every(({ mark }) => mark === null);
      return { clock: isBlank ? { startedAt: null, pausedAt: null, length: null } : clock, segments: left };
    }
  }
}

/** The segment whose mark is undone: the one that began last; undefined where none did. */
export function lastMarked(segments: readonly TakeSegment[]): TakeSegment | undefined {
  return segments.reduce<TakeSegment | undefined>(
    (last, it) => (it.mark !== null && (last === undefined || it.mark >= (last.mark ?? 0)) ? it : last),
    undefined,
  );
}

/** How it stands at a moment. */
export function takeAt(take: Take, now: number): TakeNow {
  const { clock, segments } = take;
  const elapsed = elapsedAt(take, now);
  const last = lastMarked(segments);
  const current = last ? segments.indexOf(last) : -1;
  const next = segments.findIndex(({ mark }, n) => n > current && mark === null);
  const planned = segments[current]?.planned ?? 0;
  const inSegment = current < 0 ? 0 : Math.max(0, elapsed - (segments[current]?.mark ?? 0));
  const isOver = clock.length !== null || (clock.startedAt === null && last !== undefined);
  const rows = rowsOf(segments, {
    current,
    next,
    begins: (segments[current]?.mark ?? 0) + Math.max(planned, inSegment),
    elapsed,
    isOver,
  });
  const behind = rows.reduce((sum, { off }) => sum + (off ?? 0), 0);
  const coming = rows.filter(({ state }) => state === 'next' || state === 'comes');
  return {
    state: isOver ? 'ended' : clock.startedAt === null ? 'before' : clock.pausedAt === null ? 'runs' : 'paused',
    elapsed,
    planned: segments.reduce((sum, it) => sum + it.planned, 0),
    against: behind + (isOver ? 0 : Math.max(0, inSegment - planned)),
    left: Math.max(0, planned - inSegment) + coming.reduce((sum, it) => sum + it.planned, 0),
    inSegment,
    current,
    next,
    rows,
  };
}

type Places = { current: number; next: number; begins: number; elapsed: number; isOver: boolean };

function rowsOf(segments: readonly TakeSegment[], { current, next, begins, elapsed, isOver }: Places): TakeRow[] {
  const marks = segments.flatMap(({ mark }) => mark ?? []).sort((a, b) => a - b);
  let at = begins;
  return segments.map(({ id, planned, mark }, n): TakeRow => {
    if (mark !== null) {
      const isLast = n === current;
      const end = isLast ? (isOver ? elapsed : null) : (marks.find((it) => it > mark) ?? mark);
      const off = end === null ? null : Math.max(0, end - mark) - planned;
      return { id, planned, at: mark, state: isLast && !isOver ? 'is' : 'was', off };
    }
    if (n < current || isOver) return { id, planned, at: null, state: 'passed', off: null };
    const row: TakeRow = { id, planned, at, state: n === next ? 'next' : 'comes', off: null };
    at += planned;
    return row;
  });
}
