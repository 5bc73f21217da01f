import { join, type Sql, sql } from '../../platform/postgres/sql.js';
import { CATEGORIES } from './categories.js';

/** What a category is called, in SQL. */
export function categoryName(column: Sql): Sql {
  const named = Object.entries(CATEGORIES).map(([code, label]) => sql`when ${code}::text then ${label}::text`);
  return sql`case ${column} ${join(named, ' ')} end`;
}
