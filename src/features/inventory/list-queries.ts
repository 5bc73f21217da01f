import type { Neighbours } from '../../http/list/address.js';
import type { Range } from '../../http/list/filter.js';
import { keyset, type Page, type Sort } from '../../http/list/page.js';
import { counted, here, neighboursOf, countsOfNone as noneOf, patternOf, wholeOrder } from '../../http/list/sql.js';
import type { Counts } from '../../http/list/view.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { all, empty, raw, type Sql, sql } from '../../platform/postgres/sql.js';
import { tagged } from '../../records/tags/index.js';
import type { DateField, MoneyField } from './fields.js';
import { INVENTORY } from './kind.js';
import type { Filter } from './list-schema.js';
import type { State } from './states.js';

export type ListRow = {
  id: string;
  sort_value: string;
  name: string;
  brand: string | null;
  state: State;
  updated_at: Date;
  currency: string;
  fair_market_value: number | null;
  cash_cost: number;
  net_proceeds: number | null;
  cash_profit: number | null;
  taxable_gain: number | null;
  [more: string]: unknown;
};

// The expressions of the indexes, word for word: any other would be sorted row by row.
const RECEIVED = sql`(case when i.received_on is null then '-infinity'::date else i.received_on end)`;
const VALUE = sql`(case when i.fair_market_value is null then -1 else i.fair_market_value end)`;
const PROFIT = sql`(case when i.cash_profit is null then -9000000000000 else i.cash_profit end)`;
const GAIN = sql`(case when i.taxable_gain is null then -9000000000000 else i.taxable_gain end)`;

export const SORTS = {
  updated_at: { expression: sql`i.updated_at`, type: 'timestamptz' },
  name: { expression: sql`i.name_key`, type: 'text' },
  brand: { expression: sql`i.brand_key`, type: 'text' },
  state: { expression: sql`i.state`, type: 'text' },
  received_on: { expression: RECEIVED, type: 'date' },
  fair_market_value: { expression: VALUE, type: 'bigint' },
  cash_cost: { expression: sql`i.cash_cost`, type: 'bigint' },
  cash_profit: { expression: PROFIT, type: 'bigint' },
  taxable_gain: { expression: GAIN, type: 'bigint' },
} as const satisfies Record<string, Sort>;

export type SortName = keyof typeof SORTS;
export const DEFAULTS = { sort: '-updated_at', limit: 25 };

const FROM = sql`inventory_items i`;
const ID = sql`i.id`;
const LIVE = sql`i.deleted_at is null`;

/** The sort of a page; `readPage` has let none through but these. */
export function sortOf(page: Page): Sort {
  return SORTS[page.sort as SortName];
}

/**
 * One page of the list with both counts, in one statement; counts are missing where the page has no row. `more`: columns of the
 * table besides, by names of this code.
 */
export function listRows(
  db: ReadDoor,
  filter: Filter,
  page: Page,
  more: readonly string[] = [],
): Promise<(ListRow & Counts)[]> {
  const others = raw(more.map((name) => `i.${name}, `).join(''));
  const sort = sortOf(page);
  const { where, order } = keyset(page, sort, ID);
  return db.rows(sql`
    ${found(filter)}
    select i.id, i.name, i.brand, i.state, i.updated_at, i.currency, i.fair_market_value, i.cash_cost, i.net_proceeds,
      i.cash_profit, i.taxable_gain, ${others} ${sort.expression}::text as sort_value, ${counted(FROM, matching(filter))} as matching, ${counted(FROM, LIVE)} as everything
    from inventory_items i where ${matching(filter)} and ${where} ${order}`);
}

/** The counts where no row matches. */
export const countsOfNone = (db: ReadDoor) => noneOf(db, FROM, LIVE);

/** The rows before and after one in a list, wherever it stands, and how many rows the list has up to one more than is shown. */
export function neighbours(db: ReadDoor, filter: Filter, page: Page, id: string): Promise<Neighbours | undefined> {
  const list = { from: FROM, id: ID, where: matching(filter), sort: sortOf(page), page };
  return neighboursOf(db, found(filter, here(list, LIVE, id)), list);
}

/** The conditions of a filter on `inventory_items i`. A statement with search words must begin with `found(filter)`. */
export function matching(filter: Filter): Sql {
  const { words, ids, choices, company_id, currency, tags, dates, money } = filter;
  const conditions = [LIVE, tagged(INVENTORY, 'i', tags)];
  if (ids.length > 0) conditions.push(sql`i.id = any(${ids}::uuid[])`);
  if (words.length > 0) conditions.push(sql`(i.id in (select id from found)) is true`);
  for (const [name, values] of Object.entries(choices)) {
    if (values.length > 0) conditions.push(sql`i.${raw(name)} = any(${values}::text[])`);
  }
  if (company_id !== null) conditions.push(sql`i.company_id = ${company_id}::uuid`);
  if (currency !== null) conditions.push(sql`i.currency = ${currency}`);
  for (const range of dates) conditions.push(between(range, DATE_KEYS[range.field], sql`'-infinity'::date`, sql`date`));
  for (const range of money) conditions.push(between(range, MONEY_KEYS[range.field], sql`-1`, sql`bigint`));
  return all(conditions);
}

/**
 * What a statement begins with. Search reads the words of all own rows from one index, once, whatever else is asked;
 * `other` is one more named query of the statement. What was found is always held in a hash table: `is true` keeps it from
 * becoming a join and `unnest` from being judged too large, either of which Postgres turned into rows times rows.
 */
export function found(filter: Filter, other: Sql = empty): Sql {
  if (filter.words.length === 0) return other === empty ? empty : sql`with ${other}`;
  const patterns = filter.words.map(patternOf);
  return sql`with found as materialized (
      select unnest(array(select s.id from inventory_items s where s.deleted_at is null and s.search_text like all (${patterns}::text[]))) as id
    ) ${other === empty ? empty : sql`, ${other}`}`;
}

/** The order of a page without its place and length: for what takes all rows of a list. */
export function order(page: Page): Sql {
  return wholeOrder(page, sortOf(page), ID);
}

// Where an index has the value under an expression that gives rows without one a place, the filter asks that expression.
const DATE_KEYS: Partial<Record<DateField, Sql>> = { received_on: RECEIVED };
const MONEY_KEYS: Partial<Record<MoneyField, Sql>> = { fair_market_value: VALUE };

function between({ field, from, to }: Range<string, string | number>, key: Sql | undefined, none: Sql, type: Sql): Sql {
  const value = key ?? sql`i.${raw(field)}`;
  const conditions: Sql[] = [];
  if (from !== null) conditions.push(sql`${value} >= ${from}::text::${type}`);
  if (to !== null) conditions.push(sql`${value} <= ${to}::text::${type}`);
  // The place of rows without a value lies below every bound.
  if (key && from === null) conditions.push(sql`${value} > ${none}`);
  return all(conditions);
}
