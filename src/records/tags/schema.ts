import { z } from 'zod';
import { requiredText } from '../../http/form.js';
import { normalForm } from '../../http/normal-form.js';
import { MOST_TAGS_A_RECORD } from '../limits.js';

const MAX_NAME = 50;
/** As many as a form may name: more than a record carries, also after merges. */
const MAX_NAMED = 500;

const tooLong = `Use ${MAX_NAME} characters at most for a tag.`;
export const tooManyTags = `A record carries ${MOST_TAGS_A_RECORD} tags at most.`;

// A comma parts names, so that several are typed in one line; hence no name holds one.
const parts = (value: unknown) =>
  [value ?? []].flat().flatMap((it) => (typeof it === 'string' ? it.split(',').filter((part) => part.trim()) : [it]));

// Two spaces look like one, and would be another tag.
const typedName = (missing?: string) =>
  requiredText(1_000_000, missing).transform((name) => name.replace(/\s+/gu, ' '));

/** Names of tags that a record carries: more than it may be given, where a merge brought two records' together. */
export const carriedNames = z
  .preprocess(parts, z.array(typedName()).max(MAX_NAMED, tooManyTags))
  .refine((names) => names.every((name) => [...name].length <= MAX_NAME), tooLong)
  .transform(once);

/** Names of tags as they are typed: several inputs, or one with commas. What stands twice, in whatever case or with whatever accents, counts once. */
export const tagNames = carriedNames.refine((names) => names.length <= MOST_TAGS_A_RECORD, tooManyTags);

/** One name, as it is given to a tag that exists. */
export const tagName = typedName('Type a name.')
  .refine((name) => [...name].length <= MAX_NAME, tooLong)
  .refine((name) => !name.includes(','), 'A comma parts two tags: leave it out.');

function once(names: string[]): string[] {
  const seen = new Map(names.map((name) => [normalForm(name), name]));
  return [...seen.values()];
}
