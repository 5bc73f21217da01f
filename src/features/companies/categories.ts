import type { Option } from '../../http/form.js';
import { optionalText } from '../../http/form.js';
import { readerOf } from '../../http/list/sql.js';
import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';
import type { BulkField } from '../../records/bulk/field.js';
import type { BulkValue } from '../../records/bulk/values.js';
import { type Filter, filterOf } from '../../records/fields/index.js';

type Category = { id: string; path: string };
type Reader = Pick<ReadDoor, 'row'>;

/** Between a category and the one it stands under, wherever it is named: "Travel and parks / Theme parks". */
export const UNDER = ' / ';

/** All categories with their paths from the top: to sort by them, not to look one up. */
export const CATEGORIES: Sql = sql`(
  with recursive tree as (
    select k.id, k.name as path from company_categories k where k.parent_id is null
    union all
    select k.id, tree.path || ${UNDER} || k.name from company_categories k join tree on k.parent_id = tree.id)
  select id, path from tree)`;

/** The category that a column refers to, by its path from the top; null for none. */
export function categoryPath(column: Sql): Sql {
  return sql`(
    with recursive up as (
      select k.parent_id, k.name as path from company_categories k where k.id = ${column}
      union all
      select k.parent_id, k.name || ${UNDER} || up.path from company_categories k join up on k.id = up.parent_id)
    select path from up where parent_id is null)`;
}

/** The ids of the category that a column refers to and of all that it stands under; none for none. */
export function categoriesUp(column: Sql): Sql {
  return sql`array(
    with recursive up as (
      select k.id, k.parent_id from company_categories k where k.id = ${column}
      union all
      select k.id, k.parent_id from company_categories k join up on k.id = up.parent_id)
    select id from up)`;
}

/** The categories as a select offers them, in the order of the tree. */
export async function categoryOptions(db: Reader): Promise<Option[]> {
  return (await categories(db)).map(({ path }) => ({ value: path, label: path }));
}

/** Finds the categories that records name; what is none is said beside that field. The tree is read once, when the first is asked for. */
export function categoryFinder(tx: WriteDoor) {
  let tree: Promise<Category[]> | undefined;
  return async (path: string | null, errors: Record<string, string>, field = 'category'): Promise<Category | null> => {
    if (path === null) return null;
    tree ??= categories(readerOf(tx));
    const found = at(await tree, path);
    if (!found) errors[field] = 'Choose one of the list.';
    return found ?? null;
  };
}

/** Companies of a category, or of one that stands under it. */
export function categoryFilter(name: string): Filter {
  const input = { control: 'select', optionsFrom: categoryOptions, empty: 'Any category' } as const;
  return filterOf('Category', { [name]: optionalText(200) }, input, async (sent, { db }) => {
    const asked = sent[name] ?? null;
    if (asked === null) return {};
    const all = await categories(db);
    const top = at(all, asked);
    if (!top) return { errors: { [name]: 'Choose from the list.' } };
    const within = all.filter(({ path }) => path === top.path || path.startsWith(top.path + UNDER));
    return { where: sql`c.category_id = any(${within.map(({ id }) => id)}::uuid[])`, is: 'is', chip: top.path };
  });
}

/** How a category is set in many companies. */
export const CATEGORY_IN_BULK: Omit<BulkField, 'name' | 'label' | 'type' | 'column' | 'schema'> = {
  control: 'select',
  optionsFrom: categoryOptions,
  none: 'no category',
  // One that was renamed meanwhile is not there: no company loses its category by that.
  fits: ({ category = null }) => (category === null ? sql`true` : sql`${idOf(category)} is not null`),
  unfit: () => 'this category is no longer there.',
  reference: { id: ({ category = null }) => idOf(category), named: (column) => sql`to_jsonb(${categoryPath(column)})` },
};

function idOf(path: BulkValue) {
  return sql`(select named.id from company_categories named where ${categoryPath(sql`named.id`)} = ${path as string | null}::text)`;
}

function at(all: Category[], path: string): Category | undefined {
  return all.find((it) => it.path.toLowerCase() === path.toLowerCase());
}

async function categories(db: Reader): Promise<Category[]> {
  const found = await db.row<{ tree: Category[] }>(sql`
    select coalesce(jsonb_agg(jsonb_build_object('id', id, 'path', path) order by lower(path)), '[]') as tree from ${CATEGORIES} tree`);
  return found?.tree ?? [];
}
