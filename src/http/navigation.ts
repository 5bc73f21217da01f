import type { Person } from './person.js';

/** `keys` are the shortcut that leads there; `add` is what the top bar offers to make anew there; `under` is where its other pages stand, where that is not below `href`. */
type Entry = {
  href: string;
  label: string;
  icon: string;
  keys?: string;
  add?: string;
  note?: string;
  count?: number;
  hot?: boolean;
  under?: string;
};

// Navigation shows what exists, in the order of look.md; a new feature adds its line here.
const GROUPS: { title?: string; icon?: string; items: Entry[] }[] = [
  {
    items: [
      { href: '/', label: 'Dashboard', icon: 'layout-dashboard', keys: 'g d' },
      { href: '/tasks', label: 'Tasks', icon: 'square-check-big', keys: 'g t' },
    ],
  },
  {
    title: 'My work',
    icon: 'lock',
    items: [{ href: '/inventory', label: 'Inventory', icon: 'package', keys: 'g i', add: 'New item' }],
  },
  {
    title: 'Shared with all',
    icon: 'users',
    items: [
      { href: '/companies', label: 'Companies', icon: 'building-2', keys: 'g c' },
      { href: '/contacts', label: 'Contacts', icon: 'contact-round', keys: 'g o' },
    ],
  },
];
const ENTRIES = GROUPS.flatMap(({ items }) => items);
const FOOT: Entry[] = [
  { href: '/batches', label: 'Recent acts', icon: 'history' },
  { href: '/trash', label: 'Trash', icon: 'trash-2' },
];
const ADMIN: Entry = { href: '/admin/users', under: '/admin', label: 'Admin', icon: 'shield' };

/** Every place that keys lead to, in the order of the navigation. */
export function placesByKeys(): { keys: string; label: string }[] {
  return ENTRIES.flatMap(({ keys, label }) => (keys ? [{ keys, label }] : []));
}

/** The navigation as this person sees it on the page at `path`. */
export function navigation(person: Person, path: string) {
  const mark = (entry: Entry) => ({
    ...(entry.href === '/tasks' ? withDue(entry, person) : entry),
    current:
      entry.href === '/' ? path === '/' : path === entry.href || path.startsWith(`${entry.under ?? entry.href}/`),
  });
  return {
    nav: GROUPS.map((group) => ({ ...group, items: group.items.map(mark) })),
    nav_foot: (person.role === 'ADMIN' ? [...FOOT, withWaiting(ADMIN, person)] : FOOT).map(mark),
    add_links: ENTRIES.flatMap(({ href, add }) => (add ? [{ href: `${href}/new`, label: add }] : [])),
    person_links: [
      { href: '/account', label: 'Your account', icon: 'circle-user' },
      { href: '/tags', label: 'Tags', icon: 'tag' },
    ],
  };
}

function withDue(entry: Entry, { due }: Person): Entry {
  return due > 0 ? { ...entry, count: due, hot: true } : entry;
}

function withWaiting(entry: Entry, { waiting }: Person): Entry {
  return waiting > 0 ? { ...entry, note: `${waiting} waiting` } : entry;
}
