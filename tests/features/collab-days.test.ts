import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DaySpan, placeIn, stripHead, textShare } from '../../src/features/collabs/span.js';
import { dayAfter } from '../../src/platform/clock.js';
import { useApp } from '../support/app.js';
import { insert } from '../support/database.js';
import { PEOPLE } from '../support/people.js';
import { textOf } from '../support/visitor.js';

/** The strip of a collab's days: what is drawn, and the same days as text. */
const app = useApp();
const day = (offset: number) => dayAfter(new Date().toISOString().slice(0, 10), offset);
const of = (fields: Record<string, unknown>) => ({ user_id: PEOPLE.alice.id, ...fields });
const collab = (state = 'in_production') =>
  insert(app.current.db, 'collabs', of({ name: 'Park nights', currency: 'USD', state }));
const add = (table: string, collab_id: string, fields: Record<string, unknown>) =>
  insert(app.current.db, table, of({ collab_id, ...fields }));

/** The rows of a strip, by their name: the label's text, the classes and places of its points and bars. */
async function strip(id: string, label: string) {
  const { text } = await (await app.current.as('alice')).get(`/collabs/${id}`);
  const section = text.split('<section').find((it) => it.includes(label)) ?? '';
  const rows = section.split('<li>').slice(2);
  return Object.fromEntries(
    rows.map((row) => {
      const name = textOf(/<b>([\s\S]*?)<\/b>/.exec(row)?.[1] ?? '').trim();
      const marks = [
        ...row.matchAll(/<(?:circle|rect) class="(?:pt|run-b) ?(\w*)" c?x="([\d.]+)%"(?: width="([\d.]+)%")?/g),
      ];
      return [
        name,
        {
          text: textOf(row.split('<svg')[0] ?? '').trim(),
          marks: marks.map(([, cls]) => cls),
          places: marks.map(([, , x]) => Number(x)),
        },
      ];
    }),
  );
}

describe('the strip of a collab', () => {
  it('has each deliverable’s days by how they stand, and the same as text', async () => {
    const id = await collab();
    const short = {
      kind: 'short',
      title: 'Night shoot',
      state: 'drafting',
      draft_due_on: day(-3),
      approval_due_on: day(2),
      live_on: day(6),
    };
    await add('collab_deliverables', id, short);
    const video = {
      kind: 'integrated_video',
      state: 'live',
      draft_due_on: day(-30),
      submitted_on: day(-31),
      live_on: day(-20),
      went_live_on: day(-19),
    };
    await add('collab_deliverables', id, { ...video, keep_until: day(340), position: 1 });
    await add('collab_deliverables', id, { kind: 'post', title: 'No days', position: 2 });
    const found = await strip(id, 'Days of this collab');
    expect(Object.keys(found)).toEqual(['Short: Night shoot', 'Integrated video']);
    expect(found['Short: Night shoot']?.text).toMatch(/Draft \d+ \w+, 3 d late ?, approval \d+ \w+, live \d+ \w+$/);
    expect(found['Short: Night shoot']?.marks).toEqual(['off', 'late', 'open', 'open']);
    expect(found['Integrated video']?.text).toMatch(
      /^Integrated video Draft .*live \d+ \w+, kept live until \d+ \w+ \d{4}$/,
    );
    expect(found['Integrated video']?.marks).toEqual(['off', '', 'done', 'done']);
    for (const { places } of Object.values(found)) for (const x of places) expect(x).toBeLessThanOrEqual(100);
  });

  it('has what is paid and to be paid in one lane, and nothing where nothing has a day', async () => {
    const id = await collab();
    const empty = (await (await app.current.as('alice')).get(`/collabs/${id}`)).text;
    expect(empty).not.toContain('Days of this collab');
    const sum = { amount: 160_000, label: 'Half' };
    await add('collab_payments', id, { ...sum, due_on: day(-40), paid_amount: 160_000, paid_on: day(-35) });
    await add('collab_payments', id, { ...sum, due_on: day(-2), paid_amount: 60_000, paid_on: day(-3) });
    await add('collab_payments', id, { ...sum, due_on: day(9) });
    const { Payments: found } = await strip(id, 'Days of this collab');
    expect(found?.marks).toEqual(['done', 'late', 'open']);
    expect(found?.text).toMatch(/1,600\.00 paid .*1,000\.00 due .*2 d late.*1,600\.00 due/);
  });

  it('is never late once the collab is over or the deliverable was missed', async () => {
    for (const [of, state] of [
      ['cancelled', 'drafting'],
      ['in_production', 'missed'],
    ] as const) {
      const id = await collab(of);
      await add('collab_deliverables', id, { kind: 'reel', state, draft_due_on: day(-9), live_on: day(-1) });
      expect((await strip(id, 'Days of this collab')).Reel?.marks).toEqual([
        'off',
        expect.not.stringMatching('late'),
        'open',
      ]);
    }
  });

  it('has rights and locks as bars, also without a first or a last day', async () => {
    const id = await collab();
    await add('collab_rights', id, { use: 'organic', until_on: day(90) });
    await add('collab_rights', id, { use: 'paid', platforms: 'instagram', from_on: day(10), position: 1 });
    await add('collab_exclusivities', id, { competitors: 'Lumen', from_on: day(-30), until_on: day(-30) });
    const found = await strip(id, 'Rights and exclusivity');
    expect(Object.keys(found)).toEqual(
      ['Organic', 'Paid ads', 'Lumen'].map((it) => expect.stringContaining(it.slice(0, 4))),
    );
    const [organic, paid, lock] = Object.values(found);
    expect([organic?.text, paid?.text]).toEqual([
      expect.stringMatching(/Until \d+ \w+ \d{4}$/),
      expect.stringMatching(/From .*, no end$/),
    ]);
    expect(organic?.places).toEqual([0]);
    expect([lock?.marks, lock?.text]).toEqual([['k2'], expect.stringMatching(/Exclusivity, worldwide; .* to /)]);
  });
});

describe('the head of a strip', () => {
  const spans = fc.tuple(fc.integer({ min: 0, max: 40_000 }), fc.integer({ min: 20, max: 4_000 })).map(
    ([start, length]): DaySpan => ({
      from: dayAfter('1960-01-01', start),
      until: dayAfter('1960-01-01', start + length),
    }),
  );

  it('names months that touch neither each other nor today, and keeps every place within the strip', () => {
    fc.assert(
      fc.property(spans, fc.integer({ min: -200, max: 4_200 }), (span, offset) => {
        const today = dayAfter(span.from, offset);
        const { ticks, now } = stripHead(span, today);
        const taken = ticks.filter(({ label }) => label).map(({ x, label }) => [x, x + textShare(label)] as const);
        if (now !== null) taken.push([now, now + textShare('Today')]);
        taken.sort(([a], [b]) => a - b);
        for (const [n, [from]] of taken.entries()) expect(from).toBeGreaterThanOrEqual(taken[n - 1]?.[1] ?? 0);
        for (const { x } of ticks) expect(x >= 0 && x < 100).toBe(true);
        expect(now === null).toBe(today < span.from || today > span.until);
      }),
    );
  });

  it('places a day by its distance', () => {
    const span = { from: '2026-03-01', until: '2026-03-10' };
    expect([placeIn(span, '2026-03-01'), placeIn(span, '2026-03-06'), placeIn(span, '2026-03-11')]).toEqual([
      0, 50, 100,
    ]);
  });
});
