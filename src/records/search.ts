import { normalForms } from '../http/list/filter.js';
import { literally } from '../http/list/sql.js';
import { isWordless, normalForm } from '../http/normal-form.js';
import type { ReadDoor } from '../platform/postgres/database.js';
import { all, type Sql, sql } from '../platform/postgres/sql.js';
import type { Sought } from './module.js';

const LONGEST = 100;
const MOST_WORDS = 5;
/** Fewer letters than this find nothing, but for one that is a word of its own. */
export const FEWEST = 2;
/** How many of the rows `found` (`f.whole`) hold every word: the column `total` of what a module's search selects. */
export const WHOLE: Sql = sql`count(*) filter (where f.whole) over ()`;
/** How many rows are counted at most: as many as are looked at more closely. */
export const MOST_COUNTED = 300;
/** How much of a word must be as it was typed: a letter left out, doubled or exchanged is forgiven. */
const ALIKE = 0.45;

/** Reads what was typed into the search; undefined when it is too short to look for. */
export function readSought(typed: unknown): Sought | undefined {
  if (typeof typed !== 'string') return undefined;
  const tidy = typed
    .toWellFormed()
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  const cut = [...tidy].slice(0, LONGEST).join('');
  const text = normalForm(cut);
  const letters = [...text.replaceAll(' ', '')];
  if (letters.length < FEWEST && !letters.some(isWordless)) return undefined;
  return { text, words: normalForms(cut.split(' ')).slice(0, MOST_WORDS) };
}

/**
 * Asks for what is nearly so, in the transaction that is prepared for it: Postgres thinks more rows to be alike than there are, and
 * would read them all.
 */
export async function forgivingSlips<T>(db: Pick<ReadDoor, 'rows'>, asked: Sql): Promise<T[]> {
  const prepared = db.rows(sql`
    select set_config('pg_trgm.word_similarity_threshold', ${String(ALIKE)}, true), set_config('enable_seqscan', 'off', true)`);
  // Not one after the other: a page's door ends its transaction where anything is waited for.
  const [, rows] = await Promise.all([prepared, db.rows<T>(asked, 'anew')]);
  return rows;
}

/** Whether a text holds words that are nearly those; asked of the index, for which a sequential scan must be out of the question. */
export function nearlyHoldsWords(text: Sql, { words }: Sought): Sql {
  return all(words.map((word) => sql`${text} %> ${word}`));
}

/** Whether a text begins with the first of the words. */
export function beginsWith(text: Sql, { words }: Sought): Sql {
  return sql`${text} like ${`${literally(words[0] ?? '')}%`}`;
}
