import { navigation } from '../../http/navigation.js';
import type { Person } from '../../http/person.js';
import { FEWEST } from '../../records/search.js';
import type { Found } from './queries.js';

const MOST_PAGES = 5;

/** What the results print: a group a module, and pages to jump to by name last. */
export function resultsView(typed: string, found: Found[] | undefined, person: Person) {
  const begins = ({ name }: Found) => name.toLowerCase().startsWith(typed.trim().toLowerCase());
  // What begins with what was typed is most likely meant: its group goes first.
  const kinds = [...new Set([...(found ?? []).filter(begins), ...(found ?? [])].map(({ kind }) => kind))];
  const groups = kinds.map((kind) => {
    const { title, path, icon } = kind;
    const rows = (found ?? []).filter((row) => row.kind === kind);
    return {
      title,
      icon,
      all: { href: `${path}?${new URLSearchParams({ q: typed })}`, label: `Show in ${title.toLowerCase()}` },
      rows: rows.map(({ id, name, detail, note }) => ({ href: `${path}/${id}`, name, detail, note })),
    };
  });
  const pages = pagesNamed(typed, person);
  return {
    q: typed,
    groups,
    pages,
    too_short: found === undefined,
    fewest: FEWEST,
    nothing: found !== undefined && groups.length + pages.length === 0,
  };
}

function pagesNamed(typed: string, person: Person) {
  const text = typed.trim().toLowerCase();
  const { nav, nav_foot, person_links } = navigation(person, '');
  const pages = [...nav.flatMap(({ items }) => items), ...nav_foot, ...person_links];
  return pages.filter(({ label }) => label.toLowerCase().includes(text)).slice(0, MOST_PAGES);
}
