import { type Sql, sql } from '../../platform/postgres/sql.js';
import type { Segments } from './segments.js';

/** How long the segments of an episode `e` are planned to be; null where none says. */
export const PLANNED_OF: Sql = sql`(select sum(g.planned_seconds)::int from guide_segments g where g.episode_id = e.id)`;

/** A segment with its figures, in seconds: when it begins, and how long it was; `isActual`: it began so. */
export type Timed = {
  segment: Segments[number];
  starts: number | null;
  isActual: boolean;
  actual: number | null;
  off: number | null;
};

/**
 * When each segment begins and how long it was. One that was marked lasts until the next mark, the last one until the recording
 * ended; one that was not begins as planned, so long as no mark stands before it.
 */
export function timesOf(segments: Segments, recordingLength: number | null): Timed[] {
  const marks = segments.map(({ actual_start }) => actual_start);
  const isMarked = marks.some((it) => it !== null);
  let planned: number | null = 0;
  return segments.map((segment, n) => {
    const start = segment.actual_start;
    const next = marks.slice(n + 1).find((it) => it !== null) ?? recordingLength;
    const length = start === null || next === null || next < start ? null : next - start;
    const row: Timed = {
      segment,
      starts: isMarked ? start : planned,
      isActual: start !== null,
      actual: length,
      off: length === null || segment.planned_seconds === null ? null : length - segment.planned_seconds,
    };
    planned = planned === null || segment.planned_seconds === null ? null : planned + segment.planned_seconds;
    return row;
  });
}

/** How long segments are planned to be together, and were. */
export function sumsOf(times: readonly Timed[]): { planned: number; actual: number | null; off: number | null } {
  const sum = (of: (it: Timed) => number | null) => times.reduce((total, it) => total + (of(it) ?? 0), 0);
  const isTimed = times.some(({ actual }) => actual !== null);
  const planned = sum(({ segment }) => segment.planned_seconds);
  return {
    planned,
    actual: isTimed ? sum(({ actual }) => actual) : null,
    off: isTimed ? sum(({ off }) => off) : null,
  };
}
