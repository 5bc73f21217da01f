import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sumsOf, timesOf } from '../../src/features/guide/lengths.js';
import { idsOf, movedIn, orderBefore } from '../../src/features/guide/order.js';
import { SEGMENTS, type Segments } from '../../src/features/guide/segments.js';
import { lengthText, offText, readLength } from '../../src/http/lengths.js';
import { duration } from '../../src/records/fields/index.js';
import type { Change } from '../../src/records/history.js';

const FIELD = duration({ label: 'Planned', max: 604_800 });
const AROUND = { currency: '' };
const seconds = fc.integer({ min: 0, max: 604_800 });

/** Segments with these starts and plans; each is known by its place at first. */
const segments = (starts: (number | null)[], planned: (number | null)[] = []): Segments =>
  starts.map((actual_start, n) => ({
    ...{ row: String(n), kind: 'main', title: `Part ${n}`, talking_points: null, links: null, no_chapter: false },
    ...{ actual_start, planned_seconds: planned[n] ?? null },
  }));

describe('a length', () => {
  it('reads back as it is shown, in a cell, in a program and in a form', () => {
    fc.assert(
      fc.property(seconds, (value) => {
        const read = (text: string) => FIELD.parse(AROUND).parse(text);
        expect(readLength(lengthText(value))).toEqual({ seconds: value });
        expect(read(FIELD.typed(value, AROUND))).toBe(value);
        expect(read(FIELD.fromCell(FIELD.cell(value, AROUND)))).toBe(value);
        expect(read(FIELD.fromJson(FIELD.json(value, AROUND)))).toBe(value);
      }),
    );
  });

  it('is never guessed, and nothing that is typed throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (typed) => {
        const read = readLength(typed);
        if ('seconds' in read) expect(Number.isSafeInteger(read.seconds) && read.seconds >= 0).toBe(true);
        expect(() => FIELD.parse(AROUND).safeParse(typed)).not.toThrow();
      }),
    );
  });

  it.each([
    ['1:30', 90],
    ['１：３０', 90],
    ['01:02:03', 3723],
    ['90 s', 90],
    ['8 min', 480],
    ['1 h 5 min', 3900],
    ['90:00', 5400],
  ])('%s is %i seconds', (typed, value) => expect(readLength(typed)).toEqual({ seconds: value }));

  it.each(['-1:00', '\u22128:00', '- 5 s', '8', '0', '', '1:60', '1:2:3:4', '1:75:00', '1e3', 'NaN', '٣:٠٠'])(
    '%s is none',
    (typed) => expect(readLength(typed)).toHaveProperty('fault'),
  );

  it('says on which side of its plan it lies', () => {
    expect([offText(4), offText(-53), offText(0)]).toEqual(['+0:04', '\u22120:53', '0:00']);
  });
});

describe('when segments begin', () => {
  it('is as planned while none is marked, so long as each before says its length', () => {
    const times = timesOf(segments([null, null, null], [60, null, 30]), null);
    expect(times.map(({ starts }) => starts)).toEqual([0, 60, null]);
    expect(sumsOf(times)).toEqual({ planned: 90, actual: null, off: null });
  });

  it('is as marked once one is, each lasting until the next mark and the last until the end', () => {
    const times = timesOf(segments([0, 64, null, 162], [60, 90, 30, 60]), 200);
    expect(times.map(({ starts, actual, off }) => [starts, actual, off])).toEqual([
      [0, 64, 4],
      [64, 98, 8],
      [null, null, null],
      [162, 38, -22],
    ]);
  });

  it('adds up to the whole recording where all are marked in order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 1, maxLength: 40 }), (lengths) => {
        let at = 0;
        const starts = lengths.map((it) => {
          const start = at;
          at += it;
          return start;
        });
        expect(sumsOf(timesOf(segments(starts), at)).actual).toBe(at);
      }),
    );
  });
});

describe('a move', () => {
  it('loses and doubles no segment, and puts the one that moved where it was meant', () => {
    const move = fc.record({
      from: fc.nat({ max: 29 }),
      to: fc.integer({ min: 1, max: 60 }),
      of: fc.integer({ min: 1, max: 30 }),
    });
    fc.assert(
      fc.property(move, ({ from, to, of }) => {
        const all = segments(Array.from({ length: of }, () => null));
        const after = movedIn(all, { row: String(from), to });
        expect(after === undefined).toBe(from >= of);
        if (!after) return;
        expect(idsOf(after).sort()).toEqual(idsOf(all).sort());
        expect(after[Math.min(to, of) - 1]?.row).toBe(String(from));
        const others = idsOf(after).filter((id) => id !== String(from));
        expect(others).toEqual(idsOf(all).filter((id) => id !== String(from)));
      }),
    );
  });

  it('knows the order that stood before others moved it, and that a new title is no move', () => {
    const all = segments([null, null, null]);
    const moved = movedIn(all, { row: '2', step: -1 }) ?? [];
    const again = movedIn(moved, { row: '0', to: 3 }) ?? [];
    const retitled = again.map((it) => ({ ...it, title: 'Other' }));
    // Newest first, as a history is read.
    const kept = (before: Segments, after: Segments) => ({ segments: SEGMENTS.kept(before, after) });
    // A history of before has all of them on both sides.
    for (const change of [kept, (before: Segments, after: Segments) => ({ segments: [before, after] as Change })]) {
      expect(orderBefore(retitled, [change(again, retitled)])).toBeUndefined();
      expect(orderBefore(retitled, [change(again, retitled), change(moved, again), change(all, moved)])).toEqual(all);
    }
  });
});
