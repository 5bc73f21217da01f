import type { ReadDoor } from '../../platform/postgres/database.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';

export type Category = { id: string; path: string };

/** Between a category and the one it stands under, wherever it is named: "Travel and parks / Theme parks". */
const UNDER = ' / ';

/** The category that a column refers to, by its path from the top; null for none. */
export function categoryPath(column: Sql): Sql {
  return sql`(
    with recursive up as (
      select k.parent_id, k.name as path from company_categories k where k.id = ${column}
      union all
      select k.parent_id, k.name || ${UNDER} || up.path from company_categories k join up on k.id = up.parent_id)
    select path from up where parent_id is null)`;
}

/** Every category by its path, in the order of the tree. */
export async function categories(db: Pick<ReadDoor, 'row'>): Promise<Category[]> {
  const found = await db.row<{ tree: Category[] }>(sql`
    with recursive tree as (
      select k.id, k.name as path from company_categories k where k.parent_id is null
      union all
      select k.id, tree.path || ${UNDER} || k.name from company_categories k join tree on k.parent_id = tree.id)
    select coalesce(jsonb_agg(jsonb_build_object('id', id, 'path', path) order by lower(path)), '[]') as tree from tree`);
  return found?.tree ?? [];
}

/** The category of that path, in whatever case it was typed. */
export function categoryAt(all: Category[], path: string): Category | undefined {
  return all.find((it) => it.path.toLowerCase() === path.toLowerCase());
}

/** A category and all that stand under it. */
export function withinCategory(all: Category[], top: Category): string[] {
  return all.filter(({ path }) => path === top.path || path.startsWith(top.path + UNDER)).map(({ id }) => id);
}

/** The categories as a select offers them. */
export function categoryOptions(all: Category[]) {
  return all.map(({ path }) => ({ value: path, label: path }));
}
