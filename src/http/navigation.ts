import type { Person } from './person.js';

type Entry = { href: string; label: string; icon: string; note?: string };

// Navigation shows what exists, in the order of look.md; a new feature adds its line here.
const GROUPS: { title?: string; icon?: string; items: Entry[] }[] = [
  { items: [{ href: '/', label: 'Dashboard', icon: 'layout-dashboard' }] },
  { title: 'My work', icon: 'lock', items: [{ href: '/inventory', label: 'Inventory', icon: 'package' }] },
];
const FOOT: Entry[] = [{ href: '/trash', label: 'Trash', icon: 'trash-2' }];
const ADMIN: Entry = { href: '/admin/users', label: 'Admin', icon: 'shield' };

/** The navigation as this person sees it on the page at `path`. */
export function navigation(person: Person, path: string) {
  const mark = (entry: Entry) => ({
    ...entry,
    current: entry.href === '/' ? path === '/' : path === entry.href || path.startsWith(`${entry.href}/`),
  });
  return {
    nav: GROUPS.map((group) => ({ ...group, items: group.items.map(mark) })),
    nav_foot: (person.role === 'ADMIN' ? [...FOOT, withWaiting(ADMIN, person)] : FOOT).map(mark),
    person_links: [{ href: '/account', label: 'Your account', icon: 'circle-user' }],
  };
}

function withWaiting(entry: Entry, { waiting }: Person): Entry {
  return waiting > 0 ? { ...entry, note: `${waiting} waiting` } : entry;
}
