import { ELSEWHERE } from './elsewhere.js';
import type { Person } from './person.js';
import type { Act, Added, NavEntry, Place, Who } from './place.js';

/** The navigation in the order of look.md. It shows what exists: a new feature adds its line here. */
export const GROUPS: readonly { title?: string; icon?: string; items: readonly NavEntry[] }[] = [
  {
    items: [
      { href: '/', label: 'Dashboard', icon: 'layout-dashboard', keys: 'g d', also: ['home'] },
      { href: '/tasks', label: 'Tasks', icon: 'square-check-big', keys: 'g t', also: ['to do'], csv: true },
      {
        href: '/calendar',
        label: 'Calendar',
        icon: 'calendar',
        keys: 'g a',
        also: ['agenda', 'days', 'deadlines', 'month'],
      },
    ],
  },
  {
    title: 'My work',
    icon: 'lock',
    items: [
      { href: '/inventory', label: 'Inventory', icon: 'package', keys: 'g i', add: 'item', csv: true },
      {
        href: '/pipeline',
        label: 'Pipeline',
        icon: 'kanban',
        keys: 'g p',
        also: ['deals', 'board'],
        add: 'deal',
        csv: true,
      },
      {
        href: '/collabs',
        label: 'Collabs',
        icon: 'handshake',
        keys: 'g l',
        also: ['sponsorships', 'work'],
        add: 'collab',
        csv: true,
      },
      {
        href: '/affiliates',
        label: 'Affiliates',
        icon: 'percent',
        keys: 'g f',
        also: ['income', 'commission'],
        add: 'affiliate month',
        named: 'programme',
        csv: true,
      },
    ],
  },
  {
    title: 'Shared with all',
    icon: 'users',
    items: [
      {
        href: '/companies',
        label: 'Companies',
        icon: 'building-2',
        keys: 'g c',
        also: ['brands'],
        add: 'company',
        csv: true,
      },
      {
        href: '/contacts',
        label: 'Contacts',
        icon: 'contact-round',
        keys: 'g o',
        also: ['people'],
        add: 'contact',
        csv: true,
      },
      {
        href: '/templates',
        label: 'Templates',
        icon: 'mail',
        keys: 'g m',
        also: ['outreach', 'mails', 'pitches'],
        add: 'template',
        csv: true,
      },
      {
        href: '/guide',
        label: 'Episode guides',
        icon: 'podcast',
        keys: 'g e',
        also: ['podcast', 'show notes', 'segments', 'recording'],
        add: 'episode',
        csv: true,
      },
    ],
  },
  {
    title: 'Figures',
    items: [
      { href: '/reports', label: 'Reports', icon: 'chart-column', keys: 'g r', also: ['income', 'figures', 'charts'] },
    ],
  },
];
const ENTRIES = GROUPS.flatMap(({ items }) => items);

export const FOOT: readonly NavEntry[] = [
  { href: '/batches', label: 'Recent acts', icon: 'history', also: ['undo', 'bulk', 'changed together'] },
  { href: '/trash', label: 'Trash', icon: 'trash-2', also: ['bin', 'deleted', 'restore'] },
];
export const ADMIN: NavEntry = {
  href: '/admin/users',
  under: '/admin',
  label: 'Admin',
  icon: 'shield',
  who: 'admins',
  also: ['users', 'people', 'accounts'],
};

/** What the menu of the person leads to. */
export const PERSONAL: readonly Place[] = [
  { href: '/account', label: 'Your account', icon: 'circle-user', also: ['settings', 'profile'] },
  { href: '/tags', label: 'Tags', icon: 'tag' },
];

/** What is made anew from anywhere. */
export const ADDED: readonly Added[] = [
  ...ENTRIES.flatMap(({ href, add, named = 'name' }) => (add ? [added(`${href}/new`, `New ${add}`, named)] : [])),
  added('/affiliates/programmes/new', 'New affiliate programme', 'name'),
  added('/guide/shows/new', 'New show', 'name'),
  added('/tasks/new', 'New task', 'title'),
];

const ACTS: readonly Act[] = [
  ...ADDED,
  {
    href: '/contacts/import',
    label: 'Import contacts',
    icon: 'upload',
    also: ['vcard', 'cards', 'address book'],
    who: 'writers',
  },
  ...ENTRIES.flatMap(({ href, label, csv }) => {
    const named = `Export ${label.toLowerCase()}`;
    if (!csv) return [];
    return [
      exported(`${href}/export.csv`, named, ['csv', 'download', 'spreadsheet']),
      exported(`${href}/export.json`, `${named} as JSON`, ['json', 'download']),
    ];
  }),
  themed('light', 'Light theme', 'sun'),
  themed('dark', 'Dark theme', 'moon'),
  themed('system', 'Theme of the system', 'monitor'),
  { post: { action: '/auth/logout' }, label: 'Log out', icon: 'log-out', also: ['sign out', 'logout', 'log off'] },
];

function exported(href: string, label: string, also: string[]): Act {
  return { href, label, icon: 'download', also, whole: true };
}

function added(href: string, label: string, named: string): Added {
  return { href, label, named, icon: 'plus', also: ['add', 'create'], who: 'writers' };
}

function themed(value: string, label: string, icon: string): Act {
  return {
    post: { action: '/account/theme', name: 'theme', value },
    label,
    icon,
    also: ['theme', 'appearance', 'mode'],
  };
}

/** Whether a page or an act is for that person. */
export function isFor(person: Person, { who }: { who?: Who }): boolean {
  if (who === 'admins') return person.role === 'ADMIN';
  return who !== 'writers' || person.role !== 'VIEWER';
}

/** Every place that keys lead to, in the order of the navigation. */
export function placesByKeys(): Place[] {
  return ENTRIES.filter(({ keys }) => keys);
}

/** Every page and every act that a person may have, each in the order of the menus. */
export function placesOf(person: Person): { pages: Place[]; acts: Act[] } {
  const pages = [...ENTRIES, ...FOOT, ADMIN, ...PERSONAL, ...ELSEWHERE];
  return { pages: pages.filter((it) => isFor(person, it)), acts: ACTS.filter((it) => isFor(person, it)) };
}
