import { formatDate, nearDate } from '../../http/format.js';
import { COUNTRY_LABELS } from '../companies/index.js';
import { type Conflict, calledLock, type Lock, type Met } from './conflicts.js';
import { COLLABS } from './kind.js';
import { platformWords, whereWords } from './rights.js';

/** A row that may collide: what it is called, and where it is saved. */
export type Tried = { row: string; called: string; path: string };

// More than these stand beside their rows alone.
const MOST = 3;

/** The notice of days that lie in locks, with the way out; nothing where none does. `blocked`: what they stand in the way of. */
export function conflictNotice(conflicts: readonly Conflict[], tried: readonly Tried[], blocked: string) {
  const held = conflicts.flatMap((it) => {
    const of = tried.find(({ row }) => row === it.row);
    return it.locks.length > 0 && of ? [{ ...it, of, isOnly: tried.length === 1 }] : [];
  });
  if (held.length === 0) return null;
  const more = held.length - MOST;
  return {
    items: held.slice(0, MOST).map(itemView),
    more: more > 0 ? `And ${more} more: the rows say which.` : '',
    blocked,
  };
}

/** What is said beside a row: until when it collides, or why it is free of a lock that holds on its day. */
export function lockWords(conflicts: readonly Conflict[], row: string): { text: string; held: boolean } | null {
  const found = conflicts.find((it) => it.row === row);
  if (!found) return null;
  const last = found.locks
    .map(({ until_on }) => until_on)
    .sort()
    .at(-1);
  if (last) return { text: `Collides until ${nearDate(last, found.live_on)}`, held: true };
  return found.free_because && { text: `Free: the lock is ${limitOf(found.free_because)} only`, held: false };
}

function itemView({ locks, live_on, free_on, of, isOnly }: Conflict & { of: Tried; isOnly: boolean }) {
  const day = isOnly ? 'Your live day is' : `${of.called} goes live on`;
  const free = free_on ? `the first free day is ${nearDate(free_on, live_on)}` : 'no later day is free';
  return {
    locks: locks.map((lock) => lockView(lock, live_on)),
    day: `${day} ${formatDate(live_on)}; ${free}.`,
    move: free_on && {
      action: of.path,
      day: free_on,
      label: `Move ${isOnly ? 'live day' : 'it'} to ${nearDate(free_on, live_on)}`,
    },
  };
}

function lockView(lock: Lock, live_on: string) {
  const path = `${COLLABS.path}/${lock.collab_id}`;
  return {
    title: `Collides with exclusivity “${calledLock(lock)}” until ${nearDate(lock.until_on, live_on)}.`,
    whose: lock.company ? `${lock.company}, in` : 'In',
    collab: { name: lock.collab, href: path },
    where: `${whereWords(lock)}, ${reachWords(lock)}, ${formatDate(lock.from_on)} to ${formatDate(lock.until_on)}.`,
    clause: `${path}/exclusivities/${lock.id}/edit`,
  };
}

/** Which work a lock holds, in words. */
export function reachWords({ reach }: Pick<Lock, 'reach'>): string {
  return reach === 'paid' ? 'paid only' : 'paid and unpaid';
}

function limitOf(lock: Met): string {
  if (!lock.on_platform) return platformWords(lock.platforms);
  return lock.in_territory ? 'for paid work' : `for ${COUNTRY_LABELS[lock.territory ?? ''] ?? lock.territory}`;
}
