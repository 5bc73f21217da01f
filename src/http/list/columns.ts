import { viewUrl } from './page.js';
import type { Query } from './view.js';

/** A column that a list may show beside its first, which is always there; `standard` ones are shown unless others are chosen. */
type Column<N extends string = string> = { name: N; label: string; standard: boolean };

/** The columns that `columns` of the query names, in the list's order; its standard ones where it names none that there is. */
function readColumns<N extends string>(query: Query, columns: readonly Column<N>[]): N[] {
  const chosen = chosenColumns(query, columns);
  return chosen.length > 0 ? chosen : columns.filter(({ standard }) => standard).map(({ name }) => name);
}

/** The columns that were chosen; none where nobody did. */
export function chosenColumns<N extends string>(query: Query, columns: readonly Column<N>[]): N[] {
  const asked = [query.columns ?? []].flat();
  return columns.filter(({ name }) => asked.includes(name)).map(({ name }) => name);
}

/** What the choice of the columns prints, and `show`, by which the table prints them. */
export function columnsView<N extends string>(path: string, query: Query, columns: readonly Column<N>[]) {
  const shown = readColumns(query, columns);
  return {
    show: Object.fromEntries(shown.map((name) => [name, true])) as Partial<Record<N, true>>,
    choice: {
      action: path,
      hidden: { ...query, columns: null, cursor: null },
      chosen: chosenColumns(query, columns),
      options: columns.map(({ name, label }) => ({ value: name, label, checked: shown.includes(name) })),
      reset_href: chosenColumns(query, columns).length > 0 ? viewUrl(path, query, { columns: undefined }) : null,
    },
  };
}
