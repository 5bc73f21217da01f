import { literally } from '../http/list/sql.js';
import type { ReadDoor } from '../platform/postgres/database.js';
import { all, raw, type Sql, sql } from '../platform/postgres/sql.js';
import type { Sought } from './module.js';

const LONGEST = 100;
const MOST_WORDS = 5;
/** Fewer letters than this find nothing. */
export const FEWEST = 2;
/** How many of the rows `found` (`f.whole`) hold every word: the column `total` of what a module's search selects. */
export const WHOLE: Sql = sql`count(*) filter (where f.whole) over ()`;
/** How many rows are counted at most: as many as are looked at more closely. */
export const MOST_COUNTED = 300;
/** How much of a word must be as it was typed: a letter left out, doubled or exchanged is forgiven. */
const ALIKE = 0.45;
// A trigram index finds three letters anywhere, and two where a word begins.
const ANYWHERE = 3;

/** Reads what was typed into the search; undefined when it is too short to look for. */
export function readSought(typed: unknown): Sought | undefined {
  if (typeof typed !== 'string') return undefined;
  const text = [...tidy(typed)].slice(0, LONGEST).join('').trim();
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

/** Prepares a transaction for what is nearly so: Postgres thinks more rows to be alike than there are, and would read them all. */
export async function forgiveSlips(db: Pick<ReadDoor, 'rows'>): Promise<void> {
  await db.rows(sql`
    select set_config('pg_trgm.word_similarity_threshold', ${String(ALIKE)}, true), set_config('enable_seqscan', 'off', true)`);
}

/** Whether the row's `search_text` holds every word that was typed: anywhere, or where a word begins if it has two letters. */
export function holdsAllWords(alias: string, { words }: Sought): Sql {
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
