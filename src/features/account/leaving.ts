import type { RequestHandler } from 'express';
import { dayOf, formatDate } from '../../http/format.js';
import type { PersonRequest } from '../../http/person.js';
import { DAY_MS } from '../../platform/clock.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { audit } from '../../records/audit.js';
import { accountToChange, refuseLastAdmin } from '../admin/index.js';
import { endTokens } from '../api-tokens/index.js';
import { endSessions } from '../auth/index.js';
import { endFeedOf } from '../calendar/index.js';
import { openOutbox } from '../mail/index.js';
import { type AccountDependencies, WHY } from './actions.js';
import { leavingMail, stayingMail } from './leaving-mails.js';

/** How many days a deletion can be taken back. */
export const GRACE_DAYS = 14;

/**
 * Has one's own account deleted after the grace. Whatever lets in without a login ends at once: sessions, the feed's address, tokens.
 * The last admin is a `Conflict`.
 */
export async function askToLeave(deps: AccountDependencies, req: PersonRequest): Promise<void> {
  const { config, database } = deps;
  const outbox = openOutbox(deps);
  const dueAt = new Date(Date.now() + GRACE_DAYS * DAY_MS);
  const mail = await database.asSystem(WHY, async (tx) => {
    const account = await accountToChange(tx, { id: req.person.id });
    if (account.role === 'ADMIN') await refuseLastAdmin(tx, account);
    await tx.user.update({ where: { id: account.id }, data: { deletionDueAt: dueAt } });
    await endSessions(tx, account.id);
    await endFeedOf(tx, account.id);
    await endTokens(tx, account.id);
    await audit(tx, req, 'deletion_asked', { kind: 'user', id: account.id });
    const on = formatDate(dayOf(dueAt, req.person.timeZone));
    return outbox.sends ? outbox.write(tx, 'leaving', account, leavingMail(config, on)) : undefined;
  });
  // It is asked for: a mail that is not sent now is owed, and a worker finds it.
  await outbox.send([mail]).catch(() => undefined);
}

/**
 * Takes a deletion back when its person comes: asking for it ended every session, so whoever is signed in has logged in since, by
 * whatever way that was.
 */
export function keepsWhoComesBack(deps: AccountDependencies): RequestHandler {
  const outbox = openOutbox(deps);
  return async (req, _res, next) => {
    if (!req.person?.deletionDueAt) return next();
    const asked = req as PersonRequest;
    const mail = await deps.database.asSystem(WHY, (tx) => takeBack(tx, asked));
    req.session.flash = { text: 'You are back, so your account and all that is yours stays. It was to be deleted.' };
    if (mail) await outbox.send([mail]).catch(() => undefined);
    next();
  };

  async function takeBack(tx: WriteDoor, req: PersonRequest): Promise<string | undefined> {
    const { count } = await tx.user.updateMany({
      where: { id: req.person.id, deletionDueAt: { not: null } },
      data: { deletionDueAt: null },
    });
    if (count === 0) return undefined;
    await audit(tx, req, 'deletion_taken_back', { kind: 'user', id: req.person.id });
    return outbox.sends ? outbox.write(tx, 'staying', req.person, stayingMail(deps.config)) : undefined;
  }
}
