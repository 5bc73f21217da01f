import type { ErrorRequestHandler, Request } from 'express';
import type { Database } from '../../platform/postgres/database.js';
import { keepForm, readSignedPage, withKept } from '../kept-forms.js';
import { redirect } from '../reply.js';
import { send } from '../send.js';

/**
 * A form whose session or token has ended is not lost: what was typed is kept for its person and comes back after the login,
 * never sent again without a click. Where it cannot be kept, the login page says that it must be sent again.
 */
export function expiredForm(database: Database): ErrorRequestHandler {
  return async (error, req, res, next) => {
    if (error?.code !== 'EBADCSRFTOKEN') return next(error);
    const kept = await keptPage(database, req);
    if (req.person && kept) return send(redirect(withKept(kept)), req, res);
    if (req.person) {
      return send(
        redirect('/', { text: 'That form had expired and nothing was changed. Send it again.', tone: 'warn' }),
        req,
        res,
      );
    }
    const text = kept
      ? 'You were signed out. Log in and what you typed comes back.'
      : 'That form had expired and nothing was sent. Send it again.';
    const back = req.path.startsWith('/auth/') || req.path === '/setup' ? req.originalUrl : '/auth/login';
    const to = kept ? `/auth/login?next=${encodeURIComponent(withKept(kept))}` : back;
    return send(redirect(to === '/auth/logout' ? '/auth/login' : to, { text, tone: 'warn' }), req, res);
  };
}

async function keptPage(database: Database, req: Request): Promise<string | undefined> {
  const signed = readSignedPage(req);
  if (!signed || (req.person && req.person.id !== signed.personId)) return undefined;
  return (await keepForm(database, signed, req.body)) ? signed.page : undefined;
}
