import { empty, type Sql, sql } from '../../platform/postgres/sql.js';
import { keyset, type Page, type Parts, type Sort } from './page.js';

/** A list as a statement asks for it: its table, which of its rows, in which order, and how many from where. */
export type Listed = { from: Sql; id: Sql; where: Sql; sort: Sort; page: Page };

/** The rows of a page: of each what `columns` select, and its place in the order as `sort_value`. */
export function pageRows(listed: Listed, columns: Sql): Sql {
  const { from, id, where, sort, page } = listed;
  const { where: behind, order, downwards } = keyset(page, sort, id);
  if (!sort.parts)
    return sql`select ${columns}, ${sort.expression} as sort_value from ${from} ${sort.join ?? empty} where ${where} and ${behind} ${order}`;
  const { cursor } = page;
  const place = cursor && { value: sql`${cursor.value}::text`, id: sql`${cursor.id}::uuid` };
  const selected = (value: Sql) => sql`${columns}, ${value} as sort_value`;
  const [near, far] = behindInParts(listed, sort.parts, { selected, place, downwards });
  const rows = page.limit + 1;
  return sql`with near as materialized (${near} limit ${rows})
    select * from near union all (${far} limit (select ${rows} - count(*) from near))`;
}

type Behind = { selected(value: Sql): Sql; place: { value: Sql; id: Sql } | undefined; downwards: boolean };
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/** The rows behind a place in an order of two parts: those of each part in their order, the nearer part first. */
export function behindInParts(
  { from, id, where }: Pick<Listed, 'from' | 'id' | 'where'>,
  { join, expression, others }: Parts,
  { selected, place, downwards }: Behind,
): [Sql, Sql] {
  const [than, way] = downwards ? [sql`<`, sql`desc`] : [sql`>`, sql`asc`];
  // By the first alone the index is entered at the place: what is compared with it together lies in two tables.
  const first = place
    ? sql`${expression} ${than}= ${place.value} and (${expression}, ${id}) ${than} (${place.value}, ${place.id})`
    : sql`true`;
  // Behind a row of the first part stand all of the others, and before it none.
  const isOther = place && sql`${place.value} = ${others.value}`;
  const second = !place
    ? sql`true`
    : downwards
      ? sql`${isOther} and ${id} < ${place.id}`
      : sql`${id} > case when ${isOther} then ${place.id} else ${BEFORE_ALL}::uuid end`;
  const joined = sql`select ${selected(expression)} from ${from} ${join} where ${where} and ${first} order by ${expression} ${way}, ${id} ${way}`;
  const value = sql`(${others.value}::text collate "und-x-icu")`;
  const rest = sql`select ${selected(value)} from ${from} where ${where} and ${others.where} and ${second} order by ${id} ${way}`;
  return downwards ? [rest, joined] : [joined, rest];
}
