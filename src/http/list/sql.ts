import type { Plan, ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { all, empty, type Sql, sql } from '../../platform/postgres/sql.js';
import { isWordless } from '../normal-form.js';
import type { Neighbours } from './address.js';
import type { Page, Sort } from './page.js';
import { behindInParts, type Listed } from './page-rows.js';
import { COUNT_LIMIT, type Counts } from './view.js';

/** A text with what `like` takes for a sign escaped. */
export function literally(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}

// A trigram index finds three letters anywhere, and fewer where a word begins.
const ANYWHERE = 3;

/**
 * A word in its normal form as the pattern of `like` that finds it anywhere in a normal form with a blank before and behind it; fewer
 * than three letters where a word begins. A letter that is a word of its own is found anywhere.
 */
export function patternOf(word: string): string {
  const letters = [...word];
  const begins = letters.findIndex((letter) => letter === ' ' || isWordless(letter));
  const isShort = (begins < 0 ? letters.length : begins) < ANYWHERE;
  return `%${isShort ? ' ' : ''}${literally(word)}${isWordless(letters.at(-1) ?? '') ? ' ' : ''}%`;
}

/** Whether a text holds each word, as `patternOf` says: a trigram index on the text serves it where no policy is in the way. */
export function holdsWords(text: Sql, words: readonly string[]): Sql {
  return all(words.map((word) => sql`${text} like ${patternOf(word)}`));
}

/** How many rows there are, up to one more than is shown. `from`: table and alias. */
export function counted(from: Sql, where: Sql): Sql {
  return sql`(select count(*) from (select 1 from ${from} where ${where} limit ${COUNT_LIMIT + 1}) counted)`;
}

/** The counts of a list where no row matches, up to one more than is shown. */
export async function countsOfNone(db: ReadDoor, from: Sql, live: Sql): Promise<Counts> {
  const counts = await db.row<Counts>(sql`select 0 as matching, ${counted(from, live)} as everything`);
  return counts ?? { matching: 0, everything: 0 };
}

/** The order of a page without its place and length: for what takes all rows of a list. */
export function wholeOrder(page: Page, sort: Sort, id: Sql): Sql {
  const way = page.descending ? sql`desc` : sql`asc`;
  return sql`order by ${sort.expression} ${way}, ${id} ${way}`;
}

/** The row a record's neighbours are asked of, a named query `here`; the statement of `neighboursOf` begins with it. */
export function here({ from, id, sort }: Listed, live: Sql, record: string): Sql {
  return sql`here as materialized (
    select ${id} as id, ${sort.expression} as value from ${from} ${sort.join ?? empty} where ${live} and ${id} = ${record}::uuid)`;
}

/**
 * The rows before and after one in a list, wherever it stands, and how many rows the list has up to one more than is
 * shown. `begin` is `with …` and holds `here`.
 */
export function neighboursOf(db: ReadDoor, begin: Sql, list: Listed, plan?: Plan): Promise<Neighbours | undefined> {
  const { from, id, where, sort, page } = list;
  const place = { value: sql`(select value from here)`, id: sql`(select id from here)` };
  const beside = (downwards: boolean) => {
    if (sort.parts) {
      const [near, far] = behindInParts(list, sort.parts, { selected: () => id, place, downwards });
      return sql`coalesce((${near} limit 1), (${far} limit 1))`;
    }
    const than = downwards ? sql`<` : sql`>`;
    const way = downwards ? sql`desc` : sql`asc`;
    return sql`(select ${id} from ${from} ${sort.join ?? empty}
      where ${where} and (${sort.expression}, ${id}) ${than} (${place.value}, ${place.id})
      order by ${sort.expression} ${way}, ${id} ${way} limit 1)`;
  };
  return db.row<Neighbours>(
    sql`${begin}
    select ${counted(from, where)} as total, ${beside(!page.descending)} as previous, ${beside(page.descending)} as next from here`,
    plan,
  );
}

/** A transaction as what lists are read with. */
export function readerOf(tx: WriteDoor): Pick<ReadDoor, 'row' | 'rows'> {
  const rows = <T>(query: Sql) => tx.$queryRaw<T[]>(query);
  return { rows, row: async <T>(query: Sql) => (await rows<T>(query))[0] };
}
