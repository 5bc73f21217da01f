import { z } from 'zod';
import { isId, optionalText } from '../form.js';
import { normalForm } from '../normal-form.js';

const MAX_WORDS = 5;
const MAX_WORD = 50;

/** What a search box may hold: words in their normal form, of which a row must have each. */
export const searchWords = optionalText(500)
  .transform((text) => (text ?? '').split(/\s+/).filter(Boolean))
  .refine((words) => words.length <= MAX_WORDS, `Search for ${MAX_WORDS} words at most.`)
  .refine(
    (words) => words.every((word) => [...word].length <= MAX_WORD),
    `Use words of ${MAX_WORD} characters at most.`,
  )
  .transform(normalForms);

/** The normal forms of words; what shows nothing is none. */
export function normalForms(words: readonly string[]): string[] {
  return words.map(normalForm).filter(Boolean);
}

// A box that was left empty is no choice; what is chosen twice counts once.
const sentChoices = (value: unknown) => [...new Set([value ?? []].flat())].filter((it) => it !== '');

/** A filter of which several of the named values may hold at once. */
export function severalOf(values: readonly string[]) {
  return z.preprocess(
    sentChoices,
    z.array(z.enum(values as [string, ...string[]], { error: 'Choose from the list.' })),
  );
}

/** Rows by their ids, 100 at most: those that were ticked, to look at or to export them alone. */
export const tickedRows = z.preprocess(
  sentChoices,
  z
    .array(z.string().refine(isId, 'These rows cannot be read. Select them again.'))
    .max(100, 'Select 100 rows at most.'),
);

/** The parameters of a range, from and to. */
export function ends<F extends string>(field: F): [from: `${F}_from`, to: `${F}_to`] {
  return [`${field}_from`, `${field}_to`];
}
