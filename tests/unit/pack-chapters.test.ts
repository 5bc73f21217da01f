import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ChapterPlan, chaptersOf, endOf, type PlannedSegment } from '../../src/features/guide/pack/chapters.js';
import { planFaults } from '../../src/features/guide/pack/checks.js';
import { longClock } from '../../src/features/guide/pack/clock.js';
import { leaveOutAll, mended, mendsOf } from '../../src/features/guide/pack/mends.js';
import { duration } from '../../src/records/fields/index.js';

const segment = (id: string, planned: number, startedAt: number | null = null): PlannedSegment => ({
  id,
  title: `Segment ${id}`,
  planned,
  startedAt,
  isChapter: true,
  url: null,
});
/** Four segments of a minute, then an end. */
function plan(...changes: Partial<PlannedSegment>[]): ChapterPlan {
  const segments = ['a', 'b', 'c', 'd'].map((id, at) => ({ ...segment(id, 60), ...changes[at] }));
  return { segments, shift: 0, intro: null, recorded: null };
}
const marked = (...starts: (number | null)[]) => plan(...starts.map((startedAt) => ({ startedAt })));
const startsIn = (it: ChapterPlan) => chaptersOf(it).map(({ start }) => start);
const said = (it: ChapterPlan) => planFaults(it).map(({ text }) => text);
const labels = (it: ChapterPlan) => planFaults(it).flatMap((fault) => mendsOf(it, fault).map(({ label }) => label));

const anyPlan: fc.Arbitrary<ChapterPlan> = fc
  .record({
    segments: fc.array(fc.record({ planned: fc.nat(90), startedAt: fc.option(fc.nat(400)), isChapter: fc.boolean() }), {
      maxLength: 9,
    }),
    shift: fc.integer({ min: -60, max: 60 }),
    intro: fc.option(fc.constant('Intro')),
    recorded: fc.option(fc.nat(500)),
  })
  .map((it) => ({ ...it, segments: it.segments.map((own, at) => ({ ...segment(String(at), 0), ...own })) }));

describe('the chapters of an episode', () => {
  it('begin where their segments were marked, else behind the one before as planned', () => {
    expect(startsIn(plan())).toEqual([0, 60, 120, 180]);
    expect(startsIn(marked(0, 75, null, 240))).toEqual([0, 75, 135, 240]);
    expect(endOf(plan())).toBe(240);
    expect(endOf({ ...marked(0, 75, 140, 240), recorded: 290 })).toBe(290);
  });

  it('are all shifted by an intro, with a chapter of its own or as the beginning of the first', () => {
    const added = { ...marked(0, 75, 140, 240), shift: 30, recorded: 300 };
    expect(startsIn(added)).toEqual([0, 105, 170, 270]);
    expect(
      chaptersOf({ ...added, intro: 'Theme' })
        .map(({ title, start }) => `${start} ${title}`)
        .slice(0, 2),
    ).toEqual(['0 Theme', '30 Segment a']);
    expect(endOf(added)).toBe(330);
    expect(startsIn({ ...added, shift: -30 })).toEqual([-30, 45, 110, 210]);
  });
});

describe('what is wrong with chapters', () => {
  it('is nothing where they keep the rules, and each rule that is broken is said with its chapter', () => {
    expect(said(plan())).toEqual([]);
    expect(said(marked(5, null, null, null))).toEqual(['The first chapter begins at 0:05. Platforms want it at 0:00.']);
    expect(said({ ...plan(), segments: plan().segments.slice(0, 2) })).toEqual([
      'There are 2 chapters. Platforms want 3 or more.',
    ]);
    expect(said({ ...plan(), segments: [] })).toEqual(['There are 0 chapters. Platforms want 3 or more.']);
    expect(said(marked(0, 90, 80, 180))).toEqual(['Chapter 3 begins at 1:20, before chapter 2 at 1:30.']);
    expect(said(marked(0, 90, 90, 180))).toEqual(['Chapter 3 begins at 1:30, at the same time as chapter 2.']);
    expect(said(marked(0, 60, 69, 180))).toEqual(['Chapter 2 lasts 9 seconds. Platforms want 10 or more.']);
    expect(said(marked(0, 60, 70, 180))).toEqual([]);
    expect(said({ ...marked(0, 60, 120, 180), recorded: 180 })).toEqual([
      'Chapter 4 begins at 3:00, which is at the end, 3:00.',
    ]);
    expect(said({ ...marked(0, 60, 120, 180), recorded: 170 })).toEqual([
      'Chapter 4 begins at 3:00, which is behind the end, 2:50.',
    ]);
    expect(said({ ...marked(0, 60, 120, 180), recorded: 189 })).toEqual([
      'Chapter 4 lasts 9 seconds. Platforms want 10 or more.',
    ]);
    expect(said({ ...plan(), shift: 5, intro: 'Jingle' })).toEqual([
      'Chapter 1 lasts 5 seconds. Platforms want 10 or more.',
    ]);
  });

  it('has a mend that a click makes', () => {
    expect(labels(marked(5, null, null, null))).toEqual(['Shift all by −0:05', 'Begin the first chapter at 0:00']);
    expect(labels(plan({ isChapter: false }))).toEqual([
      'Take “Segment a” in again',
      'Shift all by −1:00',
      'Begin the first chapter at 0:00',
    ]);
    expect(labels(plan({}, { isChapter: false }, { isChapter: false }))).toEqual([
      'Take “Segment b” in again',
      'Take “Segment c” in again',
    ]);
    expect(labels(marked(0, 60, 69, 180))).toEqual([
      'Begin chapter 3 at 2:00',
      'Begin chapter 3 at 1:10',
      'Leave chapter 2 out',
    ]);
    expect(labels(marked(0, 90, 80, 180))).toEqual([
      'Begin chapter 3 at 2:30',
      'Begin chapter 3 at 1:40',
      'Leave chapter 3 out',
    ]);
    expect(labels({ ...marked(0, 60, 120, 180), recorded: 170 })).toEqual([
      'Begin chapter 4 at 2:10',
      'Leave chapter 4 out',
    ]);
    expect(labels({ ...plan(), shift: 5, intro: 'Jingle' })).toContain('Begin the next chapter at 0:00');
    expect(labels({ ...plan(), shift: -12 })).toEqual(['Shift all by +0:12', 'Begin the first chapter at 0:00']);
    const crowded = marked(0, 60, 63, 66);
    const later = { ...crowded, segments: [...crowded.segments, segment('e', 60, 180)] };
    expect(leaveOutAll(later)).toEqual({ act: 'leave_out', segments: ['c', 'd'], label: 'Leave 2 chapters out' });
    // Two would be left, which are too few.
    expect(leaveOutAll(crowded)).toBeNull();
    expect(leaveOutAll(plan())).toBeNull();
  });

  it('is less once a mend that was offered is made', () => {
    fc.assert(
      fc.property(anyPlan, (it) => {
        const faults = planFaults(it);
        for (const fault of faults)
          for (const mend of mendsOf(it, fault))
            expect(planFaults(mended(it, mend)).length).toBeLessThan(
              faults.length + (fault.check === 'enough' ? 1 : 0),
            );
        const all = leaveOutAll(it);
        const broken = all ? planFaults(mended(it, all)) : [];
        expect(broken.filter(({ check, at }) => check === 'order' && at !== 0)).toEqual([]);
      }),
    );
  });

  it('is never passed over: what is found right is in order, begins at 0:00 and keeps every length', () => {
    fc.assert(
      fc.property(anyPlan, (it) => {
        const starts = startsIn(it);
        const ends = [...starts.slice(1), endOf(it)];
        const isRight =
          starts.length >= 3 && starts[0] === 0 && starts.every((start, at) => (ends[at] ?? 0) - start >= 10);
        expect(planFaults(it).length === 0).toBe(isRight);
      }),
    );
  });
});

describe('a time', () => {
  it('is read below nought where a field lets it, and reads back as it was written', () => {
    const field = duration({ label: 'Shift', min: -86_400, max: 86_400 });
    const read = (text: string) => field.parse({ currency: '' }).safeParse(text).data;
    for (const text of ['-0:12', '−0:12', '– 0:12', '-12 s']) expect(read(text)).toBe(-12);
    fc.assert(
      fc.property(fc.integer({ min: -86_400, max: 86_400 }), (it) => {
        expect(read(field.typed(it, { currency: '' }))).toBe(it);
      }),
    );
    expect([
      read('-25:00:00'),
      read('-'),
      duration({ label: 'Length', max: 60 }).parse({ currency: '' }).safeParse('-0:12').success,
    ]).toEqual([undefined, undefined, false]);
  });

  it('is written with its thousandths for programs', () => {
    expect([0, 3723.5, 59.9996].map(longClock)).toEqual(['00:00:00.000', '01:02:03.500', '00:01:00.000']);
  });
});
