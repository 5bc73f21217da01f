import type { Neighbours } from '../../http/list/address.js';
import { keyset, type Page, type Sort } from '../../http/list/page.js';
import { counted, here, literally, neighboursOf, countsOfNone as noneOf } from '../../http/list/sql.js';
import type { Counts } from '../../http/list/view.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { all, raw, type Sql, sql } from '../../platform/postgres/sql.js';
import { holdsWords } from '../../records/search.js';
import { tagged } from '../../records/tags/index.js';
import type { Role, Warmth } from './choices.js';
import { CONTACTS } from './kind.js';
import type { Filter } from './list-schema.js';

export type ListRow = {
  id: string;
  sort_value: string;
  name: string;
  title: string | null;
  role: Role | null;
  company: string | null;
  email: string | null;
  warmth: Warmth;
  opted_out: boolean;
  next_touch_on: string | null;
};

// The expression of the index, word for word: any other would be sorted row by row.
const TOUCH = sql`(case when c.next_touch_on is null then 'infinity'::date else c.next_touch_on end)`;

export const SORTS = {
  name: { expression: sql`c.name_key`, type: 'text' },
  updated_at: { expression: sql`c.updated_at`, type: 'timestamptz' },
  next_touch_on: { expression: TOUCH, type: 'date' },
} as const satisfies Record<string, Sort>;

export type SortName = keyof typeof SORTS;
export const DEFAULTS = { sort: 'name', limit: 25 };

const FROM = sql`contacts c`;
const ID = sql`c.id`;
/** So many contacts are looked up one by one in a few milliseconds; more are met soon on a walk. */
const FEW = 500;
const LIVE = sql`c.deleted_at is null`;

/** The sort of a page; `readPage` has let none through but these. */
export function sortOf(page: Page): Sort {
  return SORTS[page.sort as SortName];
}

/** One page of the list with both counts, in one statement; counts are missing where the page has no row. `today`: where the reader is. */
export function listRows(db: ReadDoor, filter: Filter, page: Page, today: string): Promise<(ListRow & Counts)[]> {
  const sort = sortOf(page);
  const { where, order } = keyset(page, sort, ID);
  return db.rows(sql`
    select c.id, c.name, c.title, c.role, c.warmth, c.opted_out, c.next_touch_on,
      ${currentCompany(sql`${today}::date`)} as company,
      (select p.value from contact_points p where p.contact_id = c.id and p.kind = 'email' and p.is_primary) as email,
      ${sort.expression}::text as sort_value, ${counted(FROM, matching(filter))} as matching, ${counted(FROM, LIVE)} as everything
    from contacts c where ${matching(filter)} and ${where} ${order}`);
}

/** The counts where no row matches. */
export const countsOfNone = (db: ReadDoor) => noneOf(db, FROM, LIVE);

/** The rows before and after one in a list, and how many rows the list has up to one more than is shown. */
export function neighbours(db: ReadDoor, filter: Filter, page: Page, id: string): Promise<Neighbours | undefined> {
  const list = { from: FROM, id: ID, where: matching(filter), sort: sortOf(page), page };
  return neighboursOf(db, sql`with ${here(list, LIVE, id)}`, list);
}

/**
 * The contacts that hold all the words, where they are few; null where they are many. What is few is sorted whole: walking the
 * list's order for rows that all stand at its end took half a second. What is many is met soon on that walk.
 */
export async function holding(db: Pick<ReadDoor, 'row'>, words: string[]): Promise<string[] | null> {
  if (words.length === 0) return null;
  const found = await db.row<{ ids: string[] }>(sql`
    select array(select s.id::text from contacts s where s.deleted_at is null and ${holdsWords('s', soughtOf(words))} limit ${FEW + 1}) as ids`);
  return found && found.ids.length <= FEW ? found.ids : null;
}

const soughtOf = (words: string[]) => ({ text: '', words: words.map(literally) });

/** The conditions of a filter on `contacts c`. */
export function matching(filter: Filter): Sql {
  const { words, ids, choices, company_id, language, touch, tags } = filter;
  const conditions = [LIVE, tagged(CONTACTS, 'c', tags)];
  if (ids.length > 0) conditions.push(sql`c.id = any(${ids}::uuid[])`);
  if (filter.found) conditions.push(sql`c.id = any(${filter.found}::uuid[])`);
  else if (words.length > 0) conditions.push(holdsWords('c', soughtOf(words)));
  for (const name of ['role', 'warmth'] as const) {
    if (choices[name].length > 0) conditions.push(sql`c.${raw(name)} = any(${choices[name]}::text[])`);
  }
  if (choices.opted_out.length > 0) conditions.push(sql`c.opted_out = any(${choices.opted_out}::boolean[])`);
  if (company_id !== null)
    conditions.push(
      sql`c.id in (select w.contact_id from contact_companies w where w.company_id = ${company_id}::uuid)`,
    );
  if (language !== null) conditions.push(sql`c.language = ${language}`);
  if (touch?.from) conditions.push(sql`${TOUCH} >= ${touch.from}::text::date`);
  // Rows without a day have their place above every bound.
  if (touch) conditions.push(touch.to ? sql`${TOUCH} <= ${touch.to}::text::date` : sql`${TOUCH} < 'infinity'::date`);
  return all(conditions);
}

/** Where a contact `c` works on a day: the first company that was named. */
export function currentCompany(day: Sql): Sql {
  return sql`(
    select o.name from contact_companies w join companies o on o.id = w.company_id
    where w.contact_id = c.id and (w.to_on is null or w.to_on >= ${day}) order by w.position, w.id limit 1)`;
}
