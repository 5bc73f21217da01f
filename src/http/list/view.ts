import { count } from '../format.js';
import { lengthsView, one, type Page, pageOf, viewUrl } from './page.js';

/** A query string as the `simple` parser reads it: a parameter stands once or several times. */
export type Query = Record<string, unknown>;
/** How many rows a list shows and how many there are, where those are others. */
export type Counts = { matching: number; everything?: number };
/** A filter that is on: its name, how it compares ("is any of") and its value, and where its control and the list without it are. */
export type Chip = { field: string; name: string; is?: string; value: string; href?: string; href_remove: string };

/** Counting stops here; the page then reads "1,000+". */
export const COUNT_LIMIT = 1_000;

/** A count as it is shown: exact up to 1,000, "1,000+" beyond. */
export function countText(counted: number): string {
  return counted > COUNT_LIMIT ? `${count(COUNT_LIMIT)}+` : count(counted);
}

/** What every list prints of its rows: which they are, how many there are, and the addresses of its other pages. */
export function pagesView<T extends { id: string; sort_value: string }>(
  list: { path: string; query: Query; page: Page; filtered: boolean },
  found: T[],
  counts: Counts,
) {
  const { path, query, page, filtered } = list;
  const shown = pageOf(found, page);
  const turn = (cursor: string | undefined) => (cursor ? viewUrl(path, query, { cursor }) : undefined);
  const matching = countText(counts.matching);
  return {
    shown,
    printed: {
      count: filtered ? `${matching} of ${countText(counts.everything ?? counts.matching)}` : matching,
      empty: shown.rows.length > 0 ? null : filtered ? 'filtered' : 'none',
      pager_links: {
        text: `${shown.start}–${shown.start + shown.rows.length - 1} of ${matching}`,
        previous: turn(shown.previous),
        next: turn(shown.next),
        lengths: lengthsView(path, query, page),
      },
      whole_list:
        counts.matching > shown.rows.length
          ? { label: `Select all ${matching}`, count: matching, name: 'all_matching', value: '1' }
          : null,
    },
  };
}

/** What stays when filters change: the order, length and columns of the page, its view, what else is named, and the list's address without any filter. */
export function keptView(path: string, query: Query, across: Readonly<Record<string, string>> = {}) {
  const { sort, limit, columns, view } = query;
  const [of, length] = [one(sort), one(limit)];
  return {
    parameters: {
      ...across,
      sort: of ?? null,
      limit: length ?? null,
      columns: columns ?? null,
      view: one(view) ?? null,
    },
    // Without any filter it is no saved view, nor the one that the list opens with.
    clear_href: viewUrl(path, { ...across, columns }, { sort: of, limit: length, view: view ? 'all' : undefined }),
  };
}

/** The sorts of a list in the order of `labels`, each with its address and, for the one in use, its direction; those in `fromA` begin upwards. */
export function sortsView<S extends string>(
  list: { path: string; query: Query; page: Page },
  labels: Record<S, string>,
  fromA: readonly S[],
) {
  const { path, query, page } = list;
  const sorts = (Object.keys(labels) as S[]).map((name) => {
    const current = name === page.sort;
    const downwards = current ? !page.descending : !fromA.includes(name);
    return {
      name,
      label: labels[name],
      href: viewUrl(path, query, { sort: downwards ? `-${name}` : name }),
      direction: current ? (page.descending ? 'descending' : 'ascending') : null,
      icon: current ? (page.descending ? 'arrow-down' : 'arrow-up') : null,
    };
  });
  return {
    sorts,
    sort_label: labels[page.sort as S],
    heads: Object.fromEntries(sorts.map((sort) => [sort.name, sort])),
  };
}

/** A filter that is on, with the address of the list without it, and of its control where it `opens` one. */
export function chipOf(
  path: string,
  query: Query,
  said: Pick<Chip, 'field' | 'name' | 'is' | 'value'>,
  { parameters, opens }: { parameters: readonly string[]; opens: boolean },
): Chip {
  const gone = Object.fromEntries(parameters.map((parameter) => [parameter, undefined]));
  const href = opens ? viewUrl(`${path}/filters`, query, { field: said.field }) : undefined;
  return { ...said, ...(href && { href }), href_remove: viewUrl(path, query, gone) };
}

/** Values as a chip tells them: one, two, or the first and how many more; `none`: that they are none of them. */
export function toldOf(labels: readonly string[], none = false): { is: string; chip: string } {
  const [first = '', ...more] = labels;
  return {
    is: more.length === 0 ? (none ? 'is not' : 'is') : none ? 'is none of' : 'is any of',
    chip: more.length > 1 ? `${first} and ${more.length} more` : labels.join(', '),
  };
}

/** Whether any of these filters was sent, so that an empty list is known for what it is. */
export function isFiltered(query: Query, names: readonly string[]): boolean {
  return names.some((name) => [query[name] ?? ''].flat().some((value) => value !== ''));
}

/** The filters that are on as the query has them, but for the search: what a form must carry so that they stay. */
export function filtersOn(query: Query, names: readonly string[]): Query {
  return Object.fromEntries(names.filter((name) => name !== 'q' && query[name]).map((name) => [name, query[name]]));
}

/** A range as a chip shows it. */
export function spanText<T>({ from, to }: { from: T | null; to: T | null }, written: (value: T) => string): string {
  if (from !== null && to !== null) return from === to ? written(from) : `${written(from)} – ${written(to)}`;
  return from !== null ? `from ${written(from)}` : to !== null ? `to ${written(to)}` : '';
}
