import type { Request } from 'express';
import type { Config } from '../../config.js';
import { page } from '../../http/reply.js';
import { publicRoutes, type Route } from '../../http/routes.js';
import type { Database } from '../../platform/postgres/database.js';
import { audit } from '../../records/audit.js';
import { unsubscribed } from './unsubscribe-token.js';

/**
 * Ends one's reminders by mail without a login: the token in the mail says whose. A GET asks, since programs that look through
 * mails follow links; a POST does it, also one that a mail program sends by itself (RFC 8058), which carries no token of a form
 * and follows no redirect. So these routes stand before the session, and no answer tells anything of anybody.
 */
export function unsubscribeRoutes(config: Config, database: Database): Route[] {
  return publicRoutes(({ get, post }) => {
    get('/unsubscribe', (req) => answer(unsubscribed(config, req.query.token) ? 'asked' : 'unknown'));
    post('/unsubscribe', async (req) => {
      const personId = unsubscribed(config, req.query.token);
      if (!personId) return answer('unknown');
      await endReminders(database, req, personId);
      return answer('ended');
    });
  });
}

function answer(standing: 'asked' | 'ended' | 'unknown') {
  return page('account/unsubscribe.njk', { standing }, standing === 'unknown' ? 404 : 200);
}

async function endReminders(database: Database, req: Request, personId: string): Promise<void> {
  await database.asSystem('whoever holds the mail is not logged in', async (tx) => {
    const { count } = await tx.user.updateMany({
      where: { id: personId, reminderMail: { not: 'none' } },
      data: { reminderMail: 'none' },
    });
    if (count > 0) await audit(tx, req, 'settings_changed', { kind: 'user', id: personId });
  });
}
