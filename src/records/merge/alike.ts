import { raw, type Sql, sql } from '../../platform/postgres/sql.js';

/** What more of one table share than this is a house's, and makes nobody the same. */
const MOST_SHARED = 20;
/** How many shared values are looked at, in no order: a page shows fewer. */
const SHARED_LOOKED_AT = 300;
/** How much of two names must agree (trigrams, 0 to 1). */
const LIKENESS = 0.6;

/** The values of an expression that a few rows of a table share, `most` at most, as a query with the column `shared`. */
export function sharedBy(table: string, value: Sql, where: Sql = sql`deleted_at is null`, most = MOST_SHARED): Sql {
  return sql`(
    select ${value} as shared from ${raw(table)} where ${where} and ${value} is not null
    group by 1 having count(*) between 2 and ${most}::int limit ${SHARED_LOOKED_AT}::int)`;
}

/** Whether nobody has said yet that the rows `a` and `b` are two. */
export function undecided(one: Sql, other: Sql): Sql {
  return sql`not exists (select from distinct_pairs d where d.low_id = least(${one}, ${other}) and d.high_id = greatest(${one}, ${other}))`;
}

/**
 * Live rows of one name, and of nearly one name beside each other in the alphabet. To hold each name against all others
 * would take minutes for 100,000; against its neighbour it is one walk along the index, which ends once a page is full.
 */
export function alikeNames(table: string, most: number): Sql {
  const names = raw(table);
  return sql`
    (select least(a.id, b.id) as low_id, greatest(a.id, b.id) as high_id, 'The same name' as reason, null::text as shared, 2 as place, 1::real as likeness
      from ${sharedBy(table, sql`name_key`)} s
      join ${names} a on a.name_key = s.shared and a.deleted_at is null
      join ${names} b on b.name_key = s.shared and b.deleted_at is null and a.id < b.id
      where ${undecided(sql`a.id`, sql`b.id`)} limit ${most})
    union all
    (select least(n.id, n.next_id), greatest(n.id, n.next_id), 'Nearly the same name', null, 3, similarity(n.name_key, n.next_key)
      from (
        select id, name_key collate "C" as name_key, lead(id) over beside as next_id, lead(name_key collate "C") over beside as next_key
        from ${names} where deleted_at is null window beside as (order by name_key collate "C", id)) n
      where n.next_key <> n.name_key
        -- Cheap, and true of neighbours that are alike.
        and starts_with(n.next_key, left(n.name_key, length(n.name_key) / 3))
        and similarity(n.name_key, n.next_key) >= ${LIKENESS}::real and ${undecided(sql`n.id`, sql`n.next_id`)} limit ${most})`;
}
