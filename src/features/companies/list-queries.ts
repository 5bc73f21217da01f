import type { Neighbours } from '../../http/list/address.js';
import { keyset, type Page, type Sort } from '../../http/list/page.js';
import { counted, here, holdsWords, neighboursOf, countsOfNone as noneOf, wholeOrder } from '../../http/list/sql.js';
import type { Counts } from '../../http/list/view.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { all, type Sql, sql } from '../../platform/postgres/sql.js';
import { tagged } from '../../records/tags/index.js';
import { categoryPath } from './categories.js';
import type { CompanyKind } from './fields.js';
import { type CompanyFigures, figureColumns } from './figures.js';
import { COMPANIES } from './kind.js';
import type { Filter } from './list-schema.js';

export type ListRow = CompanyFigures & {
  id: string;
  sort_value: string;
  name: string;
  kind: CompanyKind;
  category: string | null;
  domain: string | null;
  do_not_contact: boolean;
};

// The expressions of the indexes, word for word.
export const SORTS = {
  name: { expression: sql`c.name_key collate "C"`, type: 'text' },
  updated_at: { expression: sql`c.updated_at`, type: 'timestamptz' },
} as const satisfies Record<string, Sort>;

export type SortName = keyof typeof SORTS;
export const DEFAULTS = { sort: 'name', limit: 25 };

const FROM = sql`companies c`;
const ID = sql`c.id`;
const LIVE = sql`c.deleted_at is null`;

/** The sort of a page; `readPage` has let none through but these. */
export function sortOf(page: Page): Sort {
  return SORTS[page.sort as SortName];
}

/** One page of the list with both counts and the reader's figures; counts are missing where the page has no row. */
export function listRows(db: ReadDoor, filter: Filter, page: Page, today: string): Promise<(ListRow & Counts)[]> {
  const sort = sortOf(page);
  const { where, order } = keyset(page, sort, ID);
  // The figures are those of the page's rows alone, whatever way the page was found.
  return db.rows(sql`
    with page as materialized (select c.id from companies c where ${matching(filter)} and ${where} ${order})
    select c.id, c.name, c.kind, c.domain, c.do_not_contact, ${categoryPath(sql`c.category_id`)} as category,
      (${sort.expression})::text as sort_value, ${figureColumns(today)},
      ${counted(FROM, matching(filter))} as matching, ${counted(FROM, LIVE)} as everything
    from page join companies c on c.id = page.id ${order}`);
}

/** The counts where no row matches. */
export const countsOfNone = (db: ReadDoor) => noneOf(db, FROM, LIVE);

/** The rows before and after one in the list, wherever it stands, and how many rows the list has up to one more than is shown. */
export function neighbours(db: ReadDoor, filter: Filter, page: Page, id: string): Promise<Neighbours | undefined> {
  const list = { from: FROM, id: ID, where: matching(filter), sort: sortOf(page), page };
  return neighboursOf(db, sql`with ${here(list, LIVE, id)}`, list);
}

/** The conditions of a filter on `companies c`. */
export function matching(filter: Filter): Sql {
  const { words, ids, kind, category, category_ids, country, do_not_contact, has_units } = filter;
  const conditions = [LIVE, tagged(COMPANIES, 'c', filter.tags)];
  if (ids.length > 0) conditions.push(sql`c.id = any(${ids}::uuid[])`);
  if (words.length > 0) conditions.push(holdsWords(sql`c.search_text`, words));
  if (kind.length > 0) conditions.push(sql`c.kind = any(${kind}::text[])`);
  if (category !== null) conditions.push(sql`c.category_id = any(${category_ids}::uuid[])`);
  if (country !== null) conditions.push(sql`c.country = ${country}`);
  if (do_not_contact !== null) conditions.push(sql`c.do_not_contact = ${do_not_contact === 'yes'}`);
  if (has_units !== null) {
    // The reader's own: the policy of items sees to it.
    const own = sql`(select i.company_id from inventory_items i where i.company_id is not null and i.deleted_at is null)`;
    conditions.push(has_units === 'yes' ? sql`c.id in ${own}` : sql`c.id not in ${own}`);
  }
  return all(conditions);
}

/** The order of a page without its place and length: for what takes all rows of the list. */
export function order(page: Page): Sql {
  return wholeOrder(page, sortOf(page), ID);
}
