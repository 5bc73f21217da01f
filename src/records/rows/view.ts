import type { Form } from '../../http/form.js';
import { numbersOf } from './read.js';
import { mostOf, type RowsDeclared } from './row.js';

/** What a form prints of rows: those that were sent or stand there, and an empty one behind them where the last is in use or `more` is asked. */
export function printed<T>(o: RowsDeclared<T>, { values }: Form, more: boolean) {
  const { part, one, fields } = o;
  const numbers = numbersOf(o, values);
  const last = numbers.at(-1);
  const isUsed = last === undefined || values[`${part}_${fields.names[0]}_${last}`] !== '';
  if (numbers.length < mostOf(o) && (isUsed || more)) numbers.push(last === undefined ? 0 : last + 1);
  const primary = values[`${part}_primary`] ?? String(numbers[0]);
  return {
    part,
    one,
    full: numbers.length >= mostOf(o),
    cells: Object.values(fields.inputs()),
    rows: numbers.map((n) => ({ n, primary: primary === String(n) })),
  };
}

/** What messages beside the inputs of rows are called by: with the row's own word, since the record may have a field of that label. */
export function labelsOf<T>({ part, one, fields }: RowsDeclared<T>, inputs: readonly string[]): Record<string, string> {
  const of = (input: string) => fields.names.find((name) => input.replace(/\d+$/, '') === `${part}_${name}_`);
  const called = (label: string) =>
    label.startsWith(one) ? label : `${one}, ${label[0]?.toLowerCase()}${label.slice(1)}`;
  return Object.fromEntries(
    inputs.flatMap((input) => (of(input) ? [[input, called(fields.label(of(input) ?? ''))]] : [])),
  );
}
