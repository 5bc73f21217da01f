import { normalForm } from '../normal-form.js';
import { LOCALES } from '../writing.js';

const names = new Map<string, number>();

/** The month, 1 to 12, that a word names in any language of ours, in full or shortened; undefined where none or two have that name. */
export function monthNamed(word: string): number | undefined {
  if (names.size === 0) learnNames();
  return names.get(bare(word)) || undefined;
}

// Listopad is November in Poland and October in Croatia: such a word names none.
function learnNames(): void {
  for (const locale of LOCALES) {
    for (const month of ['long', 'short'] as const) {
      for (const options of [{ month }, { month, day: 'numeric' }] as const) {
        const format = new Intl.DateTimeFormat(locale, { ...options, calendar: 'gregory', timeZone: 'UTC' });
        for (let n = 1; n <= 12; n += 1) learn(wordOf(format.formatToParts(Date.UTC(2026, n - 1, 15))), n);
      }
    }
  }
  for (const [word, n] of [['sept', 9]] as const) learn(word, n);
}

function wordOf(parts: Intl.DateTimeFormatPart[]): string {
  return parts.find(({ type }) => type === 'month')?.value ?? '';
}

function learn(word: string, month: number): void {
  const name = bare(word);
  // In some languages a month is called by its number.
  if (name === '' || /\d/.test(name)) return;
  names.set(name, names.has(name) && names.get(name) !== month ? 0 : month);
}

function bare(word: string): string {
  return normalForm(word).replace(/[.\s]+/g, '');
}
