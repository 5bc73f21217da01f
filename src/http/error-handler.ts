import type { ErrorRequestHandler, Request, Response } from 'express';
import { BadRequest, Busy, Collided, Conflict, Forbidden, NotFound, Unavailable } from '../platform/errors.js';
import type { Logger } from '../platform/logger.js';
import { isUnreadable } from '../platform/postgres/errors.js';
import { FolderAway } from '../platform/storage/folder.js';
import { pageContext } from './page-context.js';
import { localPath } from './reply.js';

type Fault = { status: number; heading: string; what: string; todo: string };

const NOT_FOUND: Fault = {
  status: 404,
  heading: 'There is nothing here',
  what: 'The page does not exist, or the record is gone.',
  todo: 'Check the address, or start from the dashboard.',
};
const UNAVAILABLE: Fault = {
  status: 503,
  heading: 'The database is not answering',
  what: 'Your work is safe.',
  todo: 'Try again in a minute.',
};
const FILES_AWAY: Fault = {
  status: 503,
  heading: 'The file storage is not answering',
  what: 'Records and notes are not touched by this; only files cannot be reached.',
  todo: 'Try again in a minute.',
};
const BUSY: Fault = {
  status: 503,
  heading: 'Other downloads are still running',
  what: 'Only a few run at once, so that pages stay quick.',
  todo: 'Try again in a minute.',
};
const COLLIDED: Fault = {
  status: 409,
  heading: 'Somebody saved at the same moment',
  what: 'Nothing of yours was saved.',
  todo: 'Go back and try again.',
};
const BROKEN: Fault = {
  status: 500,
  heading: 'Something broke on our side',
  what: 'Nothing was half saved.',
  todo: 'Try again. If it stays, tell your admin the request id below.',
};
const fault = (status: number, heading: string, what: string, todo = 'Go back and try again.'): Fault => ({
  status,
  heading,
  what,
  todo,
});

/** Answers what no route took. */
export function notFound(): never {
  throw new NotFound();
}

/** Maps errors to a status and a page; logs those that are our fault. The page itself asks nothing of the database. */
export function errorHandler(log: Logger): ErrorRequestHandler {
  return (error, req, res, _next) => {
    const told = describe(error);
    if (told.status >= 500) log.error({ request_id: req.id, path: req.path, err: error }, told.heading);
    if (res.headersSent) {
      // A page that is whole is left alone: only the session behind it could not be saved.
      if (!res.writableEnded) res.destroy(error);
      return;
    }
    if (told.status === 503) res.setHeader('Retry-After', '10');
    res.status(told.status);
    res.format({
      html: () => {
        const html = errorPage(told, req, res);
        if (error instanceof Unavailable) leaveSession(req);
        res.send(html);
      },
      json: () => res.json({ error: told.heading }),
      default: () => res.type('text').send(told.heading),
    });
  };
}

// It would be saved before the page ends, and where the database is away the page would wait for that.
function leaveSession(req: Request): void {
  (req as { session?: unknown }).session = undefined;
}

/** The page of an error, for middleware that answers by itself (the rate limit). */
export function errorPage(told: Fault, req: Request, res: Response): string {
  const { person } = req;
  const button =
    told.status === 503 || told.status === 500
      ? { href: (req.method === 'GET' && localPath(req.originalUrl)) || '/', label: 'Try again' }
      : { href: '/', label: person ? 'Go to the dashboard' : 'Go to the login page' };
  res.status(told.status);
  return req.app.locals.views.render('errors/error.njk', { ...base(req), ...told, button, signed_in: Boolean(person) });
}

// A page needs its session for the token of the log-out form; where the session is what failed, the page does without.
function base(req: Request) {
  try {
    return req.session ? pageContext(req) : { person: null, nonce: req.nonce, request_id: req.id, path: req.path };
  } catch {
    return { person: null, nonce: req.nonce, request_id: req.id, path: req.path };
  }
}

function describe(error: unknown): Fault {
  if (error instanceof NotFound) return NOT_FOUND;
  if (error instanceof Unavailable) return UNAVAILABLE;
  if (error instanceof FolderAway) return FILES_AWAY;
  if (error instanceof Busy) return BUSY;
  if (error instanceof Collided) return COLLIDED;
  if (error instanceof Forbidden)
    return fault(
      403,
      'You may not do that',
      error.message || 'Your account may not do this.',
      'Ask an admin of this server.',
    );
  if (error instanceof Conflict) return fault(409, 'That does not fit any more', error.message);
  if (error instanceof BadRequest || isUnreadable(error))
    return fault(
      400,
      'That request could not be read',
      error instanceof BadRequest ? error.message : 'It holds a value that cannot be.',
    );
  const status = clientFault(error);
  if (status === 413)
    return fault(
      413,
      'That is too large',
      'A form may hold 256 KB in 1,000 fields.',
      'Go back, shorten it, and send it again.',
    );
  if (status === 404) return NOT_FOUND;
  if (status !== undefined)
    return fault(
      status,
      'That request could not be read',
      'It was cut off or written in a way this server does not know.',
    );
  return BROKEN;
}

// Express, its body parsers and the router mark what the sender did wrong with a status of its own.
function clientFault(error: unknown): number | undefined {
  if (error instanceof URIError) return 404;
  const status = (error as { status?: unknown } | null)?.status;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined;
}
