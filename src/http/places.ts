import type { Person } from './person.js';

type Who = 'writers' | 'admins';

/** A page that one goes to. `detail`: what it is part of; `keys` lead there; `also`: what else it is looked for by; `who` may see it, all where not stated. */
export type Place = {
  href: string;
  label: string;
  icon: string;
  detail?: string;
  keys?: string;
  also?: readonly string[];
  who?: Who;
};

/** Something that is done at once: by a link, which `whole` keeps from Turbo, or by sending a form with one field. */
export type Act = Pick<Place, 'label' | 'icon' | 'also' | 'who'> &
  ({ href: string; whole?: true } | { post: { action: string; name?: string; value?: string } });

/** `add` is what is made anew there, and `named` what its form calls what that is known by, where that is no name; `csv`: its list is exported; `under` is where its other pages stand, where not below `href`. */
export type NavEntry = Place & { add?: string; named?: string; csv?: true; under?: string };

/** Something that is made anew from anywhere: the form's address, and what it calls the name of what is made. */
export type Added = Act & { href: string; named: string };

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

// Pages that stand in no menu, found by their name.
const ELSEWHERE: readonly Place[] = [
  {
    href: '/account/security',
    label: 'Security of your account',
    icon: 'shield-check',
    also: ['sessions', 'devices', 'signed in'],
  },
  { href: '/account/email', label: 'Change your address', icon: 'at-sign', also: ['email', 'mail'] },
  { href: '/account/tokens', label: 'Access tokens', icon: 'key-round', also: ['api', 'programs', 'scripts'] },
  { href: '/account/password', label: 'Change password', icon: 'key-round', also: ['security'] },
  {
    href: '/collabs/locks',
    label: 'Locked categories',
    icon: 'lock',
    detail: 'Collabs',
    also: ['exclusivity', 'conflicts', 'quarters'],
  },
  {
    href: '/templates/send',
    label: 'Write a mail',
    icon: 'send',
    detail: 'Templates',
    who: 'writers',
    also: ['pitch', 'send', 'outreach'],
  },
  { href: '/templates/sends', label: 'Sent mails', icon: 'mail', detail: 'Templates', also: ['outbox', 'replies'] },
  {
    href: '/affiliates/entry',
    label: 'Enter a month',
    icon: 'percent',
    detail: 'Affiliates',
    who: 'writers',
    also: ['income', 'commission', 'clicks'],
  },
  {
    href: '/affiliates/programmes',
    label: 'Affiliate programmes',
    icon: 'percent',
    detail: 'Affiliates',
    also: ['networks', 'tracking ids'],
  },
  { href: '/guide/shows', label: 'Shows', icon: 'podcast', detail: 'Episode guides', also: ['seasons', 'podcasts'] },
  {
    href: '/account/calendar-feed',
    label: 'Calendar on your phone',
    icon: 'calendar',
    detail: 'Calendar',
    also: ['feed', 'ical', 'ics', 'subscribe'],
  },
  {
    href: '/templates/about-you',
    label: 'About you in mails',
    icon: 'mail',
    detail: 'Templates',
    who: 'writers',
    also: ['signature', 'channel'],
  },
  { href: '/help/keyboard', label: 'Keyboard shortcuts', icon: 'circle-question-mark', also: ['help', 'keys'] },
  ...['companies', 'contacts'].map(
    (it): Place => ({
      href: `/${it}/possible-duplicates`,
      label: `Possible duplicates of ${it}`,
      icon: 'copy',
      also: ['merge'],
      who: 'writers',
    }),
  ),
  {
    href: '/collabs/undisclosed',
    label: 'Live without proof',
    icon: 'shield-check',
    detail: 'Collabs',
    also: ['disclosure', 'undisclosed', 'ftc'],
  },
  { href: '/admin/audit', label: 'Audit log', icon: 'history', also: ['log', 'admin'], who: 'admins' },
  { href: '/privacy', label: 'Privacy', icon: 'shield', also: ['data', 'gdpr', 'cookies'] },
  { href: '/terms', label: 'Terms of use', icon: 'file-text', also: ['conditions'] },
  {
    href: '/admin/texts',
    label: 'Texts of privacy and terms',
    icon: 'file-text',
    also: ['admin', 'legal'],
    who: 'admins',
  },
  { href: '/admin/system', label: 'System', icon: 'hard-drive', also: ['health', 'version', 'admin'], who: 'admins' },
  { href: '/admin/jobs', label: 'Background jobs', icon: 'layers', also: ['queue', 'admin'], who: 'admins' },
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
  ...ENTRIES.flatMap(({ href, label, csv }): Act[] =>
    csv
      ? [
          {
            href: `${href}/export.csv`,
            label: `Export ${label.toLowerCase()}`,
            icon: 'download',
            also: ['csv', 'download', 'spreadsheet'],
            whole: true,
          },
        ]
      : [],
  ),
  themed('light', 'Light theme', 'sun'),
  themed('dark', 'Dark theme', 'moon'),
  themed('system', 'Theme of the system', 'monitor'),
  { post: { action: '/auth/logout' }, label: 'Log out', icon: 'log-out', also: ['sign out', 'logout', 'log off'] },
];

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
