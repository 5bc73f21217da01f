import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  afterAct,
  elapsedAt,
  lastMarked,
  type Take,
  type TakeAct,
  takeAt,
} from '../../src/features/guide/recording/take.js';

const BLANK = { startedAt: null, pausedAt: null, length: null };
const take = (...segments: [planned: number, mark?: number][]): Take => ({
  clock: BLANK,
  segments: segments.map(([planned, mark = null], n) => ({ id: String(n), planned, mark: mark as number | null })),
});
const at = (clock: Partial<Take['clock']>, it: Take, now: number) =>
  takeAt({ ...it, clock: { ...BLANK, ...clock } }, now);

describe('the clock of a recording', () => {
  it('runs from its start, stands still in a pause, goes on behind it, and keeps its length', () => {
    const begun = afterAct(take([60], [60]), { act: 'start', at: 0 }, 1_000_000);
    expect(elapsedAt(begun, 1_090_000)).toBe(90);
    const paused = afterAct(begun, { act: 'pause', at: 90 }, 1_090_000);
    expect(elapsedAt(paused, 1_200_000)).toBe(90);
    const resumed = afterAct(paused, { act: 'resume', at: 90 }, 1_200_000);
    expect(elapsedAt(resumed, 1_210_000)).toBe(100);
    const ended = afterAct(resumed, { act: 'end', at: 100.4 }, 1_210_400);
    expect([elapsedAt(ended, 9_999_999), takeAt(ended, 9_999_999).state]).toEqual([100, 'ended']);
    expect(elapsedAt(afterAct(ended, { act: 'resume', at: 100 }, 2_000_000), 2_005_000)).toBe(105);
  });

  it('begins with the first mark, wherever that is, and is blank once that is undone', () => {
    const marked = afterAct(take([60], [60]), { act: 'mark', segment: '1', at: 0 }, 5_000);
    expect([marked.clock.startedAt, lastMarked(marked.segments)?.id]).toEqual([5_000, '1']);
    expect(afterAct(marked, { act: 'unmark', segment: '1', at: 3 }, 8_000)).toEqual(take([60], [60]));
  });

  it('says what was over, what comes when, and when it ends', () => {
    // As in the picture of the page: 15:26 in, the fifth of eleven since 12:41.
    const planned = [60, 90, 480, 60, 840, 60, 960, 360, 45, 270, 45];
    const marks = [0, 54, 152, 696, 761];
    const it = take(...planned.map((length, n): [number, number?] => [length, marks[n]]));
    const now = at({ startedAt: 0 }, it, 926_000);
    expect(now).toMatchObject({ state: 'runs', elapsed: 926, planned: 3_270, current: 4, next: 5, inSegment: 165 });
    expect(now.rows.slice(0, 6).map(({ state, at: begins, off }) => [state, begins, off])).toEqual([
      ['was', 0, -6],
      ['was', 54, 8],
      ['was', 152, 64],
      ['was', 696, 5],
      ['is', 761, null],
      ['next', 1_601, null],
    ]);
    expect([now.against, now.left]).toEqual([71, 675 + 1_740]);
    expect(at({ startedAt: 0 }, it, 1_700_000)).toMatchObject({ against: 71 + 99, left: 1_740 });
    expect(
      at({ length: 1_000 }, it, 0)
        .rows.map(({ state }) => state)
        .slice(3, 6),
    ).toEqual(['was', 'was', 'passed']);
  });

  it('that was never started reads the last mark, and is over', () => {
    expect(at({}, take([60, 0], [60, 70]), 99_000)).toMatchObject({ state: 'ended', elapsed: 70 });
    expect(at({}, take([60], [60]), 99_000)).toMatchObject({ state: 'before', elapsed: 0 });
  });

  it('passes over a segment that was never marked', () => {
    expect(at({ startedAt: 0 }, take([60, 0], [60], [60, 70]), 80_000).rows.map((it) => it.state)).toEqual([
      'was',
      'passed',
      'is',
    ]);
  });
});

describe('an act of a recording', () => {
  const segment = fc.constantFrom('0', '1', '2');
  const act: fc.Arbitrary<TakeAct> = fc.oneof(
    fc.record({ act: fc.constantFrom('pause', 'resume', 'end', 'start'), at: fc.nat(500) }) as fc.Arbitrary<TakeAct>,
    fc.record({ act: fc.constantFrom('mark', 'unmark'), segment, at: fc.nat(500) }) as fc.Arbitrary<TakeAct>,
  );

  it('that is done twice is done once', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 8 }), act, (before, again) => {
        const it = before.reduce((so, next, n) => afterAct(so, next, 1_000_000 + n * 1_000), take([60], [60], [60]));
        const once = afterAct(it, again, 2_000_000);
        expect(afterAct(once, again, 2_000_000)).toEqual(once);
      }),
    );
  });
});
