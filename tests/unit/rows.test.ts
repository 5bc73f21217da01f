import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { currencyOfRecord, date, defineFields, id, money, text, tick } from '../../src/records/fields/index.js';
import { adopt } from '../../src/records/rows/adopt.js';
import { rows } from '../../src/records/rows/index.js';

type Call = { number: string | null; on: string | null; primary: boolean };

const FIELDS = defineFields({
  calls: rows<Call>({
    label: 'Calls',
    one: 'call',
    part: 'call',
    fields: defineFields({
      number: text({ label: 'Number', max: 20, optional: true }),
      on: date({ label: 'On' }),
      primary: tick({ label: 'Primary' }),
    }),
    rules: ({ number, on }) => (number === null && on ? { number: 'Type a number.' } : {}),
    table: { name: 'calls', by: 'person_id' },
    empty: ({ number, on }) => number === null && on === null,
    key: ({ number }) => number ?? '',
    twice: 'Twice.',
    shown: (all) => all.map(({ number }) => number).join('; '),
    line: ({ number, on, primary }) => `${number}${on ? ` on ${on}` : ''}${primary ? '!' : ''}`,
    fromLine(line) {
      const [, number = '', on = '', sign] = /^(.*?)(?: on (\S*?))?(!)?$/.exec(line) ?? [];
      return { number, on, primary: sign === '!' };
    },
  }),
});
const { calls } = FIELDS.all;
const NONE = { currency: '' };

const SUMS = defineFields({
  currency: text({ label: 'Currency', max: 3 }),
  sums: rows<{ label: string | null; sum: number | null; currency: string; other_id: string | null }>({
    label: 'Sums',
    one: 'sum',
    part: 'sum',
    fields: defineFields({
      label: text({ label: 'Label', max: 40, optional: true }),
      sum: money({ label: 'Sum', within: 'currency' }),
      currency: currencyOfRecord('people', 'person_id'),
      other_id: id({ label: 'Other', beside: 'label', strange: 'No.' }),
    }),
    table: { name: 'sums', by: 'person_id' },
    empty: () => false,
    key: (row) => JSON.stringify(row),
    shown: () => '',
  }),
}).all.sums;

const ids = ['a', 'b', 'c', 'd'].map((it) => `0194cd24-f960-72e9-a711-02f609b0a74${it}`);
const call = fc.record({
  row: fc.constantFrom(null, ...ids),
  number: fc.stringMatching(/^[=+\-@0-9]{1,9}$/),
  on: fc.option(fc.constantFrom('2026-01-31', '1999-12-01')),
});
const lists = fc
  .uniqueArray(call, { maxLength: 20, selector: ({ number }) => number })
  .map((all) => all.map((it, at) => ({ ...it, primary: at === Math.floor(all.length / 2) })));
const read = (body: object) => FIELDS.read(body);
const dataIn = (body: object) => {
  const found = read(body);
  return found.ok ? found.data.calls : found.form.errors;
};
const without = (all: object) => Object.values(all).map((it) => ({ ...it, row: null }));

describe('a cell of rows', () => {
  it('holds a row a line as programs are told it, amounts as decimals and no ids', () => {
    const all = [{ row: ids[0], label: 'a\n“b”', sum: 1500, currency: 'KWD', other_id: ids[1] }];
    expect(SUMS.cell(all)).toBe(String.raw`{"label":"a\n“b”","sum":"1.500","currency":"KWD"}`);
    const read = SUMS.parse({ currency: 'KWD' }).parse(SUMS.fromCell(SUMS.cell(all)));
    expect(read).toEqual([{ row: null, label: 'a “b”', sum: 1500, currency: 'KWD', other_id: null }]);
  });

  it('is read as lines, whatever they begin with', () => {
    const all = [{ row: null, number: '[{"a":1}]', on: null, primary: true }];
    expect(dataIn({ calls: calls.fromCell(calls.cell(all)) })).toEqual(all);
  });
});

describe('rows of a record', () => {
  it('are read back from each form in which they are written', () => {
    fc.assert(
      fc.property(lists, (all) => {
        expect(calls.parse(NONE).parse(calls.typed(all))).toEqual(all);
        expect(dataIn({ calls: calls.typed(all) })).toEqual(all);
        expect(dataIn({ calls: calls.fromJson(JSON.parse(JSON.stringify(calls.json(all, NONE)))) })).toEqual(all);
        expect(dataIn(calls.inputs('calls', all))).toEqual(all);
        expect(dataIn({ calls: calls.fromCell(calls.cell(all)) })).toEqual(without(all));
        // A history of before has texts.
        const lines = all
          .map(({ number, on, primary }) => `${number}${on ? ` on ${on}` : ''}${primary ? '!' : ''}`)
          .join('\n');
        expect(calls.shown(lines as never, NONE)).toBe(calls.shown(all, NONE));
        expect(dataIn({ calls: lines })).toEqual(without(all));
      }),
    );
  });

  it('keep their ids, each once, and take none that is strange', () => {
    fc.assert(
      fc.property(lists, lists, (after, some) => {
        const before = some.map((it, at) => ({
          ...it,
          row: ids[at] ?? `0194cd24-f960-72e9-a711-${String(at).padStart(12, '0')}`,
        }));
        const kept = calls.adopt(after, before).map(({ row }) => row);
        const own = new Set(before.map(({ row }) => row));
        expect(new Set(kept).size).toBe(kept.length);
        expect(kept).not.toContain(null);
        for (const [at, row] of kept.entries()) {
          const sent = after[at]?.row;
          if (row && !own.has(row)) expect(ids).not.toContain(row);
          // The first that says an own one keeps it.
          if (sent && own.has(sent) && after.findIndex((it) => it.row === sent) === at) expect(row).toBe(sent);
        }
        const again = calls.adopt(without(before) as typeof after, before);
        expect(again).toEqual(before);
      }),
    );
  });

  it('without an id are those of before by what makes them the same', () => {
    const key = (it: { value: string }) => it.value;
    const [a, b] = ids as [string, string];
    const before = [
      { row: a, value: 'one' },
      { row: b, value: 'two' },
    ];
    const sent = [null, null, b].map((row, at) => ({ row, value: ['two', 'one', 'three'][at] ?? '' }));
    const [first, second, third] = adopt(key, sent, before);
    expect([second?.row, third?.row]).toEqual([a, b]);
    expect([a, b]).not.toContain(first?.row);
  });

  it('may have holes in their numbers, and say beside which input a message stands', () => {
    expect(dataIn({ call_number_7: '12', call_on_7: '', call_number_3: '34', call_primary: '7' })).toEqual([
      { row: null, number: '34', on: null, primary: false },
      { row: null, number: '12', on: null, primary: true },
    ]);
    const faults = {
      call_number_2: '',
      call_on_2: '2026-01-01',
      call_number_4: '1',
      call_number_9: '1',
      call_on_4: 'x',
    };
    expect(dataIn(faults)).toEqual({ call_number_2: 'Type a number.', call_on_4: 'Type a date such as 2026-11-18.' });
    expect(dataIn({ call_number_4: '1', call_number_9: '1' })).toEqual({ call_number_9: 'Twice.' });
    expect(FIELDS.inputLabels({ values: {}, errors: { call_on_4: 'x', call_other_4: 'y', calls: 'z' } })).toEqual({
      call_on_4: 'call, on',
    });
  });

  it('are twenty at most, and thousands are read in no time', () => {
    const many = (count: number, number = (n: number) => String(n)) =>
      Object.fromEntries(Array.from({ length: count }, (_, n) => [`call_number_${n}`, number(n)]));
    expect(dataIn(many(20))).toHaveLength(20);
    expect(dataIn(many(21))).toEqual({ call_number_20: 'Keep 20 at most.' });
    expect(dataIn({ ...many(1000, () => ''), call_number_7: '1' })).toEqual({ call_number_100: 'Keep 20 at most.' });
    expect(dataIn({ calls: JSON.stringify(Array.from({ length: 5000 }, (_, n) => ({ number: String(n) }))) })).toEqual({
      call_number_20: 'Keep 20 at most.',
    });
    expect(dataIn({ calls: Array.from({ length: 5000 }, (_, n) => n).join('\n') })).toEqual({
      call_number_20: 'Keep 20 at most.',
    });
    const began = performance.now();
    for (const body of [
      many(1000, () => 'x'.repeat(50)),
      { calls: '\n'.repeat(1_000_000) },
      { calls: '['.repeat(100_000) },
    ])
      read(body);
    expect(performance.now() - began).toBeLessThan(5000);
  });

  it('have one primary, whatever was sent', () => {
    const both = [1, 2].map((n) => ({ row: null, number: String(n), on: null, primary: true }));
    expect(dataIn({ calls: JSON.stringify(both) })).toEqual([both[0], { ...both[1], primary: false }]);
    const none = both.map((it) => ({ ...it, primary: false }));
    expect(dataIn({ calls: JSON.stringify(none) })).toEqual([{ ...none[0], primary: true }, none[1]]);
  });

  it('never fail on what makes no sense', () => {
    const strange = { toString: 1, valueOf: 1 };
    for (const value of [
      [null],
      [[]],
      ['x', 1],
      [{ number: strange, primary: strange, row: strange }],
      [{ row: 'x' }],
      {},
    ])
      expect(() => read({ calls: JSON.stringify(value) })).not.toThrow();
    for (const body of [
      { calls: ['a'] },
      { calls: 1 },
      { call_number_0: ['a', 'b'], call_primary: ['1'], call_row_0: {} },
    ])
      expect(() => read(body)).not.toThrow();
  });
});

describe('a change of rows', () => {
  const row = fc.record({
    row: fc.constantFrom(...'abcdefghij'),
    number: fc.constantFrom('1', '2'),
    on: fc.constant(null),
  });
  const list = fc.uniqueArray(row, { maxLength: 10, selector: (it) => it.row });
  const withPrimary = (all: { row: string; number: string; on: null }[]) =>
    all.map((it) => ({ ...it, primary: false }));
  const listed = list.map(withPrimary);
  type Kept = [{ rows: object[] }, { rows: object[] }];
  const keptOf = (before: never, after: never) => calls.kept(before, after) as unknown as Kept;

  it('is kept by the rows that differ, and gives back what stood before it, as do histories that have all rows', () => {
    fc.assert(
      fc.property(listed, listed, (before, after) => {
        const kept = calls.kept(before, after);
        expect(calls.before(after, kept)).toEqual(before);
        expect(calls.before(after, [before, after])).toEqual(before);
        expect(calls.kept(...(kept as [never, never]))).toEqual(kept);
        for (const [side, other] of [
          [before, after],
          [after, before],
        ] as const) {
          const same = side.filter((it) => other.some((o) => o.row === it.row && o.number === it.number));
          const of = keptOf(before as never, after as never)[side === before ? 0 : 1].rows;
          expect(of.length).toBeLessThanOrEqual(side.length);
          if (
            same.length === side.length &&
            other.length === side.length &&
            side.every((it, at) => it.row === other[at]?.row)
          )
            expect(of).toEqual([]);
        }
      }),
    );
  });

  it('is one row where one of many moved, however far, and is told with its places', () => {
    const all = withPrimary([...'abcdefghij'].map((id) => ({ row: id, number: `+${id}`, on: null })));
    fc.assert(
      fc.property(fc.nat(9), fc.nat(9), (from, to) => {
        const after = all.toSpliced(from, 1).toSpliced(to, 0, ...all.slice(from, from + 1));
        const [was, is] = keptOf(all as never, after as never);
        // Two neighbours that change places: either is the one that moved.
        const moved = Math.abs(from - to) === 1 ? expect.anything() : { ...all[from], at: from };
        expect(was.rows).toEqual(from === to ? [] : [moved]);
        expect(is.rows).toHaveLength(was.rows.length);
      }),
    );
    expect(calls.told(calls.kept(all, [...all.slice(3, 4), ...all.slice(0, 3), ...all.slice(4)]))).toEqual([
      '4. +d',
      '1. +d',
    ]);
  });

  it('is told by what came, went and changed, also where that is no part of what a row is called', () => {
    const [a, b, c] = withPrimary(['1', '2', '3'].map((number, at) => ({ row: 'abc'[at] ?? '', number, on: null })));
    if (!a || !b || !c) throw new Error('three rows');
    expect(calls.told(calls.kept([a, b], [b, c]))).toEqual(['1', '3']);
    expect(calls.told(calls.kept([a, b], [a, { ...b, number: '9' }]))).toEqual(['2', '9']);
    expect(calls.told(calls.kept([a], [a, b]))).toEqual(['not there', '2']);
    expect(calls.told(calls.kept([a, b], [a]))).toEqual(['2', 'removed']);
    const dated = { ...b, on: '2026-01-31' as never };
    expect(calls.told(calls.kept([a, b], [a, dated]))).toEqual(['2, On empty', expect.stringMatching(/^2, On .*2026/)]);
    expect(calls.told(['1; old', [a]] as never)).toEqual(['1; old', '1']);
    const many = withPrimary(Array.from({ length: 25 }, (_, at) => ({ row: `n${at}`, number: String(at), on: null })));
    expect(calls.told(calls.kept([], many))[1]).toMatch(/^0; 1; .*; and 5 more$/);
  });

  it('is taken back beside what others changed since', () => {
    const [a, b, c] = withPrimary(['1', '2', '3'].map((number, at) => ({ row: 'abc'[at] ?? '', number, on: null })));
    if (!a || !b || !c) throw new Error('three rows');
    const removed = calls.kept([a, b], [b]);
    expect(calls.before([{ ...b, number: '8' }, c], removed)).toEqual([a, { ...b, number: '8' }, c]);
    const renumbered = calls.kept([a, b], [{ ...a, number: '7' }, b]);
    expect(calls.before([{ ...a, number: '7', on: '2026-01-31' as never }, c], renumbered)).toEqual([
      { ...a, on: '2026-01-31' },
      c,
    ]);
    const moved = calls.kept([a, b, c], [c, a, b]);
    expect(calls.before([a, b], moved)).toEqual([a, b]);
  });
});
