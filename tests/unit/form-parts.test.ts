import { describe, expect, it } from 'vitest';
import { choice, date, defineFields, money, text, tick } from '../../src/records/fields/index.js';
import type { Kind } from '../../src/records/kinds.js';
import { asksOf, type FormLayout } from '../../src/records/record/form-layout.js';
import { formParts } from '../../src/records/record/form-view.js';
import { defineStates } from '../../src/records/states.js';

const STATES = defineStates({
  open: { label: 'Open', tone: 'grey', glyph: 'ring', day: 'opened_on' },
  sold: { label: 'Sold', tone: 'green', glyph: 'done', day: 'sold_on', wants: ['price'] },
  refunded: { label: 'Refunded', tone: 'red', glyph: 'bang', day: 'refunded_on', wants: ['sold_on', 'price'] },
});
const FIELDS = defineFields({
  name: text({ label: 'Name', max: 20 }),
  state: choice({ label: 'State', of: STATES.all, initial: 'open' }),
  opened_on: date({ label: 'Opened on' }),
  currency: choice({ label: 'Currency', of: { USD: 'USD', JPY: 'JPY' }, initial: 'USD' }),
  value: money({ label: 'Value', within: 'currency' }),
  sold_on: date({ label: 'Sold on' }),
  price: money({ label: 'Price', within: 'currency' }),
  fee: money({ label: 'Fee', within: 'currency' }),
  refunded_on: date({ label: 'Refunded on' }),
  silent: tick({ label: 'Silent' }),
  reason: text({ label: 'Reason', max: 20, optional: true }),
});
const LAYOUT: FormLayout = {
  sections: [{ id: 'what', title: 'What', fields: ['name', 'state', 'opened_on', 'value', 'silent'] }],
  folds: [
    { id: 'leaving', title: 'Leaving', fields: ['sold_on', 'price', 'fee', 'refunded_on'], by: 'state' },
    { id: 'rest', title: 'Rest', fields: ['reason'] },
  ],
  wide: ['name'],
  asks: { state: { sold: { rest: ['fee'] } }, silent: { true: { needs: ['reason'] } } },
};
const kind = { path: '/lamps' } as Kind;
const module = { kind, fields: FIELDS, states: STATES, form: { layout: LAYOUT } };

function parts(values: Record<string, string>, errors: Record<string, string> = {}) {
  const form = { values: { name: 'Lamp', currency: 'USD', ...values }, errors };
  return formParts(module, FIELDS.inputs({ currency: 'USD' }), form);
}
const namesIn = (cells: readonly object[]) =>
  cells.map((cell) => ('reveal' in cell ? `[${cell.reveal}]` : (cell as { it: { name: string } }).it.name));
const revealed = (made: ReturnType<typeof parts>, choice: string) => {
  const all = made.sections.flatMap(({ cells }) => cells);
  const found = all.find((cell) => 'reveal' in cell && cell.reveal === choice);
  return found && 'reveal' in found ? { said: found.ask?.words, fields: namesIn(found.cells) } : undefined;
};

describe('what choices ask for', () => {
  it('is what a state wants, then what the layout adds, and says how much of it must be filled', () => {
    expect(asksOf(module, LAYOUT)).toEqual([
      { choice: 'state', value: 'open', label: 'Open', words: '', needs: ['opened_on'], fields: [] },
      {
        choice: 'state',
        value: 'sold',
        label: 'Sold',
        words: 'needs the first two of these.',
        needs: ['sold_on', 'price'],
        fields: ['sold_on', 'price', 'fee'],
      },
      {
        choice: 'state',
        value: 'refunded',
        label: 'Refunded',
        words: 'needs these three.',
        needs: ['refunded_on', 'sold_on', 'price'],
        fields: ['refunded_on', 'sold_on', 'price'],
      },
      {
        choice: 'silent',
        value: 'true',
        label: 'Silent',
        words: 'needs this.',
        needs: ['reason'],
        fields: ['reason'],
      },
    ]);
  });
});

describe('the parts of a form', () => {
  it('hold every field once, whatever is chosen', () => {
    const some: Record<string, string>[] = [
      {},
      { state: 'sold' },
      { state: 'refunded', silent: 'true' },
      { state: 'open' },
    ];
    for (const values of some) {
      const made = parts(values);
      const inView = made.sections.flatMap(({ cells }) =>
        cells.flatMap((cell) =>
          'reveal' in cell ? namesIn(cell.cells) : [cell.it.name, cell.beside?.name ?? []].flat(),
        ),
      );
      const inFolds = made.folds
        .flatMap((fold) => [fold, ...fold.parts])
        .flatMap(({ cells }) => cells.filter(({ away }) => !away).map(({ it }) => it.name));
      expect([...inView, ...inFolds].sort()).toEqual([...FIELDS.names].sort());
    }
  });

  it('show what a state asks for under the row of the choice, and mark what it needs', () => {
    const made = parts({ state: 'sold' });
    expect(namesIn(made.sections[0]?.cells ?? [])).toEqual([
      ...['name', 'state', 'opened_on', '[state]', 'value', 'silent', '[silent]'],
    ]);
    expect(revealed(made, 'state')).toEqual({
      said: 'needs the first two of these.',
      fields: ['sold_on', 'price', 'fee'],
    });
    expect(revealed(made, 'silent')).toEqual({ said: undefined, fields: [] });
    expect(made.missing).toEqual({ name: 'sold_on', text: 'Sold on and 1 more are missing' });
    expect(parts({ state: 'sold', sold_on: '2026-11-18', price: '80' }).missing).toBeNull();
  });

  it('leave in a part of each state what no state before it asked for', () => {
    const [leaving] = parts({}).folds;
    expect(leaving?.parts.map(({ id, title, cells, gone }) => [id, title, namesIn(cells), gone])).toEqual([
      ['fold-leaving-sold', 'Sold', ['sold_on', 'price', 'fee'], false],
      ['fold-leaving-refunded', 'Refunded', ['refunded_on'], false],
    ]);
    expect(parts({ state: 'sold' }).folds[0]?.parts[0]?.gone).toBe(true);
  });

  it('say what is in a fold, what of it stands elsewhere, and what is wrong', () => {
    const filled = { state: 'refunded', sold_on: '2026-11-18', fee: '2.50', reason: 'Moved away\nfor good' };
    const [leaving, rest] = parts(filled, { fee: 'No.', sold_on: 'No.' }).folds;
    expect(leaving).toMatchObject({ said: 'fee 2.50, Sold on above', filled: 2, of: 4, faults: 1 });
    expect(rest).toMatchObject({ said: 'Moved away', filled: 1, of: 1, faults: 0 });
  });
});
