import type { Sought } from '../../records/module.js';

const LONGEST = 100;
const MOST_WORDS = 5;
/** Fewer letters than this find nothing. */
export const FEWEST = 2;

/** Reads what was typed into the search; undefined when it is too short to look for. */
export function readSought(typed: unknown): Sought | undefined {
  if (typeof typed !== 'string') return undefined;
  const text = tidy(typed).slice(0, LONGEST).trim();
  if ([...text].length < FEWEST) return undefined;
  return { text, words: text.split(' ').slice(0, MOST_WORDS).map(literally) };
}

function tidy(typed: string): string {
  return typed
    .toWellFormed()
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .toLowerCase();
}

function literally(word: string): string {
  return word.replace(/[\\%_]/g, '\\$&');
}
