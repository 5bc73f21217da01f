import { readQuery } from '../../http/form-text.js';
import { viewUrl } from '../../http/list/page.js';
import type { Query } from '../../http/list/view.js';
import type { ListedModule, ListFacts } from '../module.js';
import type { SavedView } from './queries.js';

/** What a view keeps of a list's address: what the list knows, each value once, and always the order, so that it is never empty. */
export function keptOf(list: ListFacts, query: Query): string {
  const kept = new URLSearchParams();
  const add = (name: string, values: unknown[]) => {
    for (const value of [...new Set(values)].sort())
      if (typeof value === 'string' && value !== '') kept.append(name, value);
  };
  for (const name of list.filters) if (query[name] !== undefined) add(name, [query[name]].flat());
  add('sort', [sortOf(list, query.sort)]);
  if (/^([1-9]\d?|100)$/.test(String(query.limit))) add('limit', [query.limit]);
  const columns = list.columns.map(({ name }) => name);
  add(
    'columns',
    [query.columns].flat().filter((name) => columns.includes(String(name))),
  );
  return kept.toString();
}

/** The whole address that a view stands for, with its id, by which its tab is known, and what stays from view to view. */
export function viewAddressOf(
  { kind }: Pick<ListedModule, 'kind'>,
  view: Pick<SavedView, 'id' | 'query'>,
  across: Record<string, string> = {},
): string {
  return viewUrl(kind.path, readQuery(view.query), { ...across, view: view.id });
}

/** What of an address stays from view to view. */
export function acrossOf({ across }: Pick<ListFacts, 'across'>, query: Query): Record<string, string> {
  return Object.fromEntries(
    across.flatMap((name) => (typeof query[name] === 'string' && query[name] !== '' ? [[name, query[name]]] : [])),
  );
}

/** What a view keeps, without what stays from view to view. */
export function rowsOf(list: ListFacts, query: string): string {
  return keptOf({ ...list, filters: list.filters.filter((name) => !list.across.includes(name)) }, readQuery(query));
}

function sortOf({ sorts, sort }: ListFacts, asked: unknown): string {
  return typeof asked === 'string' && sorts.includes(asked.replace(/^-/, '')) ? asked : sort;
}
