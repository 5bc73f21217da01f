import { ago, dayOf, formatDate, plural } from '../../http/format.js';
import { one } from '../../http/list/page.js';
import type { Person, PersonRequest } from '../../http/person.js';
import { page, type Reply, redirect } from '../../http/reply.js';
import { deviceName, deviceOf } from '../../http/user-agent.js';
import { audit } from '../../records/audit.js';
import {
  endOtherSessions,
  endSession,
  type OpenSession,
  passkeysOf,
  secondFactorOf,
  sessionKey,
  sessionsOf,
} from '../auth/index.js';
import { type AccountDependencies, passwordChangedAt, WHY } from './actions.js';
import { passkeyList } from './passkey-pages.js';
import { standing } from './two-factor-pages.js';

const PATH = '/account/security';

/** How one signs in, and where one is signed in. */
export function securityPages({ config, database }: AccountDependencies) {
  return {
    showSecurity: (req: PersonRequest): Promise<Reply> =>
      database.readAsSystem(WHY, async (db) => {
        const { id, timeZone } = req.person;
        const changed = await passwordChangedAt(db, id);
        const keys = passkeyList(await passkeysOf(db, id), req.person, config.passkeySite !== undefined);
        return page('account/security.njk', {
          password_changed: changed && formatDate(dayOf(changed, timeZone)),
          idle: plural(config.session.idleHours, 'hour', 'hours'),
          two_factor: standing(await secondFactorOf(db, id), req),
          ...keys,
          ...signedIn(await sessionsOf(db, id), sessionKey(req.sessionID), req.person),
        });
      }),
    async endOne(req: PersonRequest): Promise<Reply> {
      const key = one(req.params.session) ?? '';
      const ended = await database.asSystem(WHY, async (tx) => {
        const isOver = !(await endSession(tx, req.person.id, key));
        if (!isOver) await audit(tx, req, 'sessions_ended', subjectOf(req));
        return !isOver;
      });
      return redirect(PATH, ended ? 'Signed out there.' : 'That session was over already.');
    },
    async endOthers(req: PersonRequest): Promise<Reply> {
      await database.asSystem(WHY, async (tx) => {
        const ended = await endOtherSessions(tx, req.person.id, {
          sid: req.sessionID,
          browser: req.session.browser ?? '',
        });
        if (ended > 0) await audit(tx, req, 'sessions_ended', subjectOf(req));
      });
      return redirect(PATH, 'Signed out everywhere else.');
    },
  };
}

// This browser first, which is here now, whenever it was noted last.
function signedIn(sessions: OpenSession[], own: string, person: Person) {
  const now = new Date();
  const shown = sessions.map((it) => {
    const device = deviceOf(it.user_agent);
    const isThis = it.key === own;
    const seen = isThis ? 'Now' : `Seen ${ago(new Date(it.seen_at), now)}`;
    const began = `signed in ${formatDate(dayOf(new Date(it.signed_in_at), person.timeZone))}`;
    return {
      key: it.key,
      name: deviceName(device),
      icon: device.icon,
      is_this: isThis,
      facts: [seen, it.client_address, began].filter(Boolean).join(', '),
    };
  });
  return { sessions: [...shown.filter((it) => it.is_this), ...shown.filter((it) => !it.is_this)] };
}

function subjectOf({ person }: PersonRequest) {
  return { kind: 'user', id: person.id };
}
