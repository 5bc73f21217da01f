import type { Option } from '../form.js';
import { normalForm } from '../normal-form.js';
import type { CellReading } from './cell-format.js';

const YES = 'true yes y x 1 on ja j oui si sim да tak ano igen kyllä evet はい 是 ✓ ✔ ☑ ✅ wahr vrai verdadero vero';
const NO = 'false no n 0 off nein non não нет nie ne nem ei hayır いいえ 否 ✗ ✘ ☐ ❌ falsch faux falso -';
const TICKS = new Map([
  ...YES.split(' ').map((word) => [spellingKey(word), 'true'] as const),
  ...NO.split(' ').map((word) => [spellingKey(word), 'false'] as const),
]);

/** What a cell of yes or no says: `true`, `false`, '' for an empty one, or that it is neither. */
export function readTick(cell: string): CellReading {
  const written = cell.trim();
  if (written === '') return { text: '' };
  const text = TICKS.get(spellingKey(written));
  return text === undefined ? { fault: `${written.slice(0, 40)} is neither yes nor no.` } : { text };
}

/** The one of the choices that a cell names by its code or its label, in any spelling; undefined where it names none or several. */
export function choiceNamed(cell: string, choices: readonly Option[]): string | undefined {
  const exact = choices.find(({ value, label }) => value === cell || label === cell);
  if (exact) return exact.value;
  const key = spellingKey(cell);
  const named = choices.filter(
    ({ value, label }) => key !== '' && (spellingKey(value) === key || spellingKey(label) === key),
  );
  return named.length === 1 ? named[0]?.value : undefined;
}

/** What makes two spellings of a name one: letters and digits, without case, blanks and signs between them; a sign alone is itself. */
export function spellingKey(text: string): string {
  const plain = normalForm(text);
  return plain.replace(/[^\p{L}\p{N}]+/gu, '') || plain;
}
