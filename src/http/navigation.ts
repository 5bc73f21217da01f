import { countText } from './list/view.js';
import type { Person } from './person.js';
import type { NavEntry } from './place.js';
import { ADDED, ADMIN, FOOT, GROUPS, isFor, PERSONAL } from './places.js';

type Marked = NavEntry & { current: boolean; note?: string; count?: string; hot?: boolean };

/** The navigation as this person sees it on the page at `path`. */
export function navigation(person: Person, path: string) {
  const mark = (entry: NavEntry): Marked => ({ ...entry, ...told(entry, person), current: isAt(path, entry) });
  return {
    nav: GROUPS.map((group) => ({ ...group, items: group.items.map(mark) })),
    nav_foot: [...FOOT, ADMIN].filter((it) => isFor(person, it)).map(mark),
    add_links: ADDED.filter((it) => isFor(person, it)),
    person_links: PERSONAL,
  };
}

function isAt(path: string, { href, under }: NavEntry): boolean {
  return path === href || (href !== '/' && path.startsWith(`${under ?? href}/`));
}

function told({ href }: NavEntry, { due, waiting }: Person): Partial<Marked> {
  if (href === '/tasks' && due > 0) return { count: countText(due), hot: true };
  return href === ADMIN.href && waiting > 0 ? { note: `${waiting} waiting` } : {};
}
