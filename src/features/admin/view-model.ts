import type { Request } from 'express';
import { count, dayOf, instant, plural, shortDate } from '../../http/format.js';
import { one, type Page, pageOf, viewUrl } from '../../http/list/page.js';
import { initials, type Person } from '../../http/person.js';
import type { AccountRow, LockedOut } from './queries.js';
import { type AccountFilter, STATUSES, type Status } from './schema.js';
import { adminTabs } from './tabs.js';

// Tones and glyphs of look.md's row "Account".
export const BADGES: Record<Status, { tone: string; glyph: string; text: string }> = {
  waiting: { tone: 'amber', glyph: 'half', text: 'Waiting' },
  active: { tone: 'green', glyph: 'full', text: 'Active' },
  rejected: { tone: 'grey', glyph: 'cross', text: 'Rejected' },
  locked: { tone: 'red', glyph: 'bang', text: 'Locked' },
  leaving: { tone: 'grey', glyph: 'half', text: 'Leaving' },
  invited: { tone: 'blue', glyph: 'half', text: 'Invited' },
  locked_out: { tone: 'red', glyph: 'bang', text: 'Locked out' },
};
export const ROLES = { ADMIN: 'Admin', USER: 'Member', VIEWER: 'Viewer' };
const PATH = '/admin/users';

type Found = {
  rows: AccountRow[];
  counts: Record<Status, number>;
  filter: AccountFilter;
  /** What of the address could not be read: no row is shown then. */
  fault: string | undefined;
  lockedOut: LockedOut;
};

/** Everything the page of accounts prints. */
export function usersPage(found: Found, page: Page, req: Request & { person: Person }) {
  const { rows, counts, filter, fault, lockedOut } = found;
  const shown = pageOf(rows, page);
  const here = (changes: Record<string, string | undefined>) => viewUrl(PATH, req.query, changes);
  const total = filter.status ? counts[filter.status] : Object.values(counts).reduce((sum, it) => sum + it, 0);
  const end = shown.start + shown.rows.length - 1;
  const back = here({ cursor: one(req.query.cursor) });
  return {
    admin_tabs: adminTabs(PATH),
    total: count(total),
    fault,
    accounts: shown.rows.map((row) => account(row, { timeZone: req.person.timeZone, lockedOut, back })),
    filter,
    tabs: tabs(counts, filter, here),
    heads: heads(page, here),
    filtered: filter.q !== '' || filter.status !== undefined,
    clear_href: PATH,
    pager_links: {
      text: shown.rows.length === 0 ? '0' : `${count(shown.start)}–${count(end)} of ${count(total)}`,
      next: shown.next && here({ cursor: shown.next }),
      previous: shown.previous && here({ cursor: shown.previous }),
    },
  };
}

type Seen = { timeZone: string; lockedOut: LockedOut; back: string };

function account(row: AccountRow, { timeZone, lockedOut, back }: Seen) {
  const { id, email, name, role, status, created_at, last_login_at, picture_id } = row;
  const act = (path: string) => `${PATH}/${id}/${path}?${new URLSearchParams({ return_to: back })}`;
  return {
    id,
    name: name ?? email,
    email: name ? email : undefined,
    title: name ? `${name}, ${email}` : email,
    role: ROLES[role],
    badge: BADGES[status],
    initials: initials(name ?? email),
    picture_id,
    for_now: forNow(row, lockedOut, timeZone),
    asked: instant(created_at, timeZone),
    last_login: last_login_at ? instant(last_login_at, timeZone) : '–',
    invitation: status === 'invited' ? `/admin/invitations/${id}` : undefined,
    approve: status === 'waiting' || status === 'rejected' ? act('approval') : undefined,
    reject: status === 'waiting' ? act('rejection') : undefined,
    unlock: status === 'locked' || status === 'locked_out' ? act('unlock') : undefined,
  };
}

// How long it stands like that by itself.
function forNow({ id, status, deletion_due_at }: AccountRow, lockedOut: LockedOut, timeZone: string): string {
  if (status === 'leaving' && deletion_due_at) return `goes ${shortDate(dayOf(deletion_due_at, timeZone))}`;
  return status === 'locked_out' ? plural(lockedOut.get(id) ?? 1, 'minute', 'minutes') : '';
}

function tabs(
  counts: Record<Status, number>,
  filter: AccountFilter,
  here: (changes: Record<string, string | undefined>) => string,
) {
  const everyone = Object.values(counts).reduce((sum, it) => sum + it, 0);
  return [
    { label: 'All', href: here({ status: undefined }), count: count(everyone), current: filter.status === undefined },
    ...STATUSES.map((status) => ({
      label: BADGES[status].text,
      href: here({ status }),
      count: count(counts[status]),
      current: filter.status === status,
    })),
  ];
}

function heads(page: Page, here: (changes: Record<string, string | undefined>) => string) {
  const head = (sort: string, descendingFirst: boolean) => {
    const current = page.sort === sort;
    const descending = current ? !page.descending : descendingFirst;
    const direction = current ? (page.descending ? 'descending' : 'ascending') : undefined;
    return { href: here({ sort: descending ? `-${sort}` : sort }), direction };
  };
  return {
    email: head('email', false),
    created_at: head('created_at', true),
    last_login_at: head('last_login_at', true),
  };
}
