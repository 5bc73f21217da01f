import type { Config } from '../../config.js';
import { idOf } from '../../http/form.js';
import { dayOf, formatDate, instant, plural } from '../../http/format.js';
import type { PersonRequest } from '../../http/person.js';
import { page, redirect } from '../../http/reply.js';
import { adminRoutes, type Route } from '../../http/routes.js';
import { NotFound } from '../../platform/errors.js';
import type { Database, WriteDoor } from '../../platform/postgres/database.js';
import type { Kind } from '../../records/kinds.js';
import { createLockout } from '../auth/index.js';
import { accountToChange, unlock } from './actions.js';
import { accountById, type KnownAccount, ownedBy } from './queries.js';
import { BADGES, ROLES } from './view-model.js';

const PATH = '/admin/users/:id';
const WHY = 'an admin page';

/** One account, as far as an admin may know it: how it stands and how much it owns, never what. */
export function adminPersonRoutes(
  { config, database }: { config: Config; database: Database },
  kinds: readonly Kind[],
) {
  const lockout = createLockout(config);
  return adminRoutes(({ getWithoutTx, post }): void => {
    getWithoutTx(PATH, (req) =>
      database.asSystem(WHY, async (tx: WriteDoor) => {
        const account = await accountById(tx, idOf(req));
        if (!account) throw new NotFound();
        const minutes = await lockout.lockedFor(tx, account.email);
        return page('admin/person.njk', personPage(account, await ownedBy(tx, kinds, account.id), minutes, req));
      }),
    );

    post(`${PATH}/unlock`, async (tx, req) => {
      const account = await accountToChange(tx, { id: idOf(req) });
      await unlock(tx, lockout, account, req);
      return redirect(`/admin/users/${account.id}`, `${account.name ?? account.email} can log in again.`);
    });
  }) satisfies Route[];
}

function personPage(
  account: KnownAccount,
  owned: { kind: Kind; n: number }[],
  minutes: number | undefined,
  { person }: PersonRequest,
) {
  const at = (moment: Date | null) => (moment ? instant(moment, person.timeZone) : null);
  const address = account.last_login_ip ? ` from ${account.last_login_ip}` : '';
  return {
    account: { ...account, name: account.name ?? account.email, path: `/admin/users/${account.id}` },
    badge: minutes === undefined ? BADGES[account.status] : { ...BADGES.locked, text: 'Locked for now' },
    is_own: account.id === person.id,
    locked: lockedText(account, minutes),
    can_unlock: minutes !== undefined || account.status === 'locked',
    can_approve: account.status === 'waiting' || account.status === 'rejected',
    can_reject: account.status === 'waiting',
    facts: [
      ['Role', ROLES[account.role]],
      ['Asked', at(account.created_at)],
      ['Last sign-in', account.last_login_at && `${at(account.last_login_at)}${address}`],
      ['Signed in on', plural(account.sessions, 'device', 'devices')],
      [
        'Password',
        account.must_change_password ? 'Must be changed at the next sign-in' : changed(account, person.timeZone),
      ],
      ['Lockout', minutes === undefined ? 'None' : `Opens in ${plural(minutes, 'minute', 'minutes')}`],
    ],
    owned: owned.map(({ kind, n }) => [kind.title, plural(n, kind.one, kind.many)]),
  };
}

function changed({ password_changed_at }: KnownAccount, timeZone: string) {
  return password_changed_at && `Changed ${formatDate(dayOf(password_changed_at, timeZone))}`;
}

function lockedText({ status }: KnownAccount, minutes: number | undefined): string {
  if (status === 'locked') return 'An admin locked this account. Nobody can log in to it until it is unlocked.';
  if (minutes === undefined) return '';
  return `Locked after wrong passwords, for another ${plural(minutes, 'minute', 'minutes')}. It opens by itself; sessions that are open go on.`;
}
