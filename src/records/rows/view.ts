import type { Form } from '../../http/form.js';
import { numbersOf } from './read.js';
import { mostOf, type RowsDeclared } from './row.js';

/** How a form prints rows: their numbers, and the inputs of one by their names in it. */
export type Printed = {
  part: string;
  one: string;
  full: boolean;
  cells: readonly { name: string; control: string }[];
  rows: readonly { n: number; primary: boolean }[];
};

/** What a form prints of rows: those that were sent or stand there, and an empty one behind them where the last is in use or `more` is asked. */
export function printed<T>(o: RowsDeclared<T>, { values }: Form, more: boolean): Printed {
  const { part, one, fields } = o;
  const numbers = numbersOf(o, values);
  const last = numbers.at(-1);
  const isUsed = last === undefined || values[`${part}_${fields.names[0]}_${last}`] !== '';
  const full = numbers.length >= mostOf(o);
  const shown = full || !(isUsed || more) ? numbers : [...numbers, last === undefined ? 0 : last + 1];
  const primary = values[`${part}_primary`] ?? String(shown[0]);
  return {
    ...{ part, one, full: shown.length >= mostOf(o), cells: Object.values(fields.inputs()) },
    rows: shown.map((n) => ({ n, primary: primary === String(n) })),
  };
}

/** What messages beside the inputs of rows are called by. */
export function labelsOf<T>({ part, fields }: RowsDeclared<T>, inputs: readonly string[]): Record<string, string> {
  const named = inputs.map((input) => [input, fields.names.find((name) => isOf(input, `${part}_${name}_`))] as const);
  return Object.fromEntries(named.flatMap(([input, name]) => (name ? [[input, fields.label(name)]] : [])));
}

function isOf(input: string, begin: string): boolean {
  return input.startsWith(begin) && /^\d+$/.test(input.slice(begin.length));
}
