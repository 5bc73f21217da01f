import { all, raw, type Sql, sql } from '../platform/sql.js';
import type { Sought } from './module.js';

// A trigram index finds three letters anywhere, and two where a word begins.
const ANYWHERE = 3;

/** Whether the row's `search_text` holds every word that was typed: anywhere, or where a word begins if it has two letters. */
export function holdsWords(alias: string, { words }: Sought): Sql {
  const text = raw(`${alias}.search_text`);
  return all(
    words.map((word) =>
      [...word].length >= ANYWHERE
        ? sql`${text} like ${`%${word}%`}`
        : sql`(${text} like ${`${word}%`} or ${text} like ${`% ${word}%`})`,
    ),
  );
}

/** Whether it holds words that are nearly those; asked of the index, for which a sequential scan must be out of the question. */
export function nearlyHoldsWords(alias: string, { words }: Sought): Sql {
  const text = raw(`${alias}.search_text`);
  return all(words.map((word) => sql`${text} %> ${word}`));
}
