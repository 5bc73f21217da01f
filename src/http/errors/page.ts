import type { Request, Response } from 'express';
import { pageContext } from '../page-context.js';
import { localPath } from '../reply.js';
import type { Fault } from './faults.js';

/** The page of an error; it asks nothing of the database. */
export function errorPage(fault: Fault, req: Request, res: Response): string {
  const { person } = req;
  const button = [429, 500, 503].includes(fault.status)
    ? { href: (req.method === 'GET' && localPath(req.originalUrl)) || '/', label: 'Try again' }
    : { href: '/', label: person ? 'Go to the dashboard' : 'Go to the login page' };
  res.status(fault.status);
  return req.app.locals.views.render('errors/error.njk', {
    ...base(req),
    ...fault,
    button,
    signed_in: Boolean(person),
  });
}

// A page needs its session for the token of the log-out form; where the session is what failed, the page does without.
function base(req: Request) {
  try {
    return req.session ? pageContext(req) : { person: null, nonce: req.nonce, request_id: req.id, path: req.path };
  } catch {
    return { person: null, nonce: req.nonce, request_id: req.id, path: req.path };
  }
}
