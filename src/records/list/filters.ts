import { searchWords, tickedRows } from '../../http/list/filter.js';
import { raw, type Sql, sql } from '../../platform/postgres/sql.js';
import { type Filter, filterOf, type Indexed } from '../fields/filter.js';
import type { FieldSet } from '../fields/set.js';
import type { Kind } from '../kinds.js';
import { findTags, TAG_PARAMETERS, TAG_WAYS, tagFilter, tagged, tagParameters, tagWords } from '../tags/index.js';
import type { ListDeclared } from './define.js';

export type Filters = Readonly<Record<string, Filter>>;

// Boxes first, then what is looked up, then ranges; rows by their ids stand behind the boxes, tags last.
const RANK: Record<Filter['input']['control'], number> = {
  ticks: 0,
  none: 1,
  combobox: 2,
  text: 2,
  dates: 3,
  amounts: 4,
  numbers: 5,
  select: 6,
  tags: 7,
};

/** All filters of a module's list by name, in the order of their chips. */
export function filtersOf(kind: Kind, fields: FieldSet, list: ListDeclared): Filters {
  const { alias, indexed = {}, first = [] } = list;
  const column = (name: string): Indexed =>
    Object.hasOwn(indexed, name) ? (indexed[name] as Indexed) : { at: raw(`${alias}.${name}`) };
  const own: Record<string, Filter> = {};
  for (const name of [...first, ...fields.names]) {
    const filter = list.filters?.[name] ?? fields.field(name)?.filter?.(name, column);
    if (filter) own[name] ??= filter;
  }
  const all = Object.entries({
    ...own,
    ...list.filters,
    ids: idsFilter(raw(`${alias}.id`)),
    ...(kind.untagged ? {} : { tag: tagsFilter(kind, alias) }),
  });
  all.sort(([, a], [, b]) => RANK[a.input.control] - RANK[b.input.control]);
  return { q: wordsFilter(list), ...Object.fromEntries(all) };
}

/** The parameters that narrow a list. */
export function parametersOf(filters: Filters): string[] {
  return [...new Set(Object.values(filters).flatMap(({ parameters }) => parameters))];
}

function wordsFilter(list: ListDeclared): Filter {
  return filterOf('Search', { q: searchWords }, { control: 'none' }, ({ q }, { db }) =>
    q.length > 0 ? list.search(q, db) : {},
  );
}

function idsFilter(id: Sql): Filter {
  return filterOf('Selected', { ids: tickedRows }, { control: 'none' }, ({ ids }) =>
    ids.length > 0 ? { where: sql`${id} = any(${ids}::uuid[])`, chip: String(ids.length) } : {},
  );
}

function tagsFilter(kind: Kind, alias: string): Filter {
  const filter = filterOf('Tags', tagParameters, { control: 'tags', comparing: TAG_WAYS }, async (sent, { db }) => {
    const found = await findTags(db, kind, tagFilter(sent));
    return found.names.length === 0 ? {} : { where: tagged(kind, alias, found), ...tagWords(found) };
  });
  return { ...filter, parameters: TAG_PARAMETERS };
}
