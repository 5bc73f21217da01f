import type { ErrorRequestHandler, Request } from 'express';
import { NotFound, Unavailable } from '../platform/errors.js';
import type { Logger } from '../platform/logger.js';
import { describe } from './errors/faults.js';
import { errorPage } from './errors/page.js';

/** Answers what no route took. */
export function notFound(): never {
  throw new NotFound();
}

/** Maps errors to a status and a page; logs those that are our fault. */
export function errorHandler(log: Logger): ErrorRequestHandler {
  return (error, req, res, _next) => {
    const problem = describe(error);
    if (problem.status >= 500) log.error({ ...lineOf(req), err: error }, problem.heading);
    if (res.headersSent) {
      // A page that is whole is left alone: only the session behind it could not be saved.
      if (!res.writableEnded) res.destroy(error);
      return;
    }
    if (problem.status === 503 || problem.status === 429) res.setHeader('Retry-After', '10');
    res.status(problem.status);
    res.format({
      html: () => {
        const html = errorPage(problem, req, res);
        if (error instanceof Unavailable) leaveSession(req);
        res.send(html);
      },
      json: () => res.json({ error: problem.heading }),
      default: () => res.type('text').send(problem.heading),
    });
  };
}

/** What a line of the log says of the request that it is about. */
export function lineOf(req: Request) {
  return { request_id: req.id, method: req.method, route: req.route?.path ?? 'none', path: req.path };
}

// It would be saved before the page ends, and where the database is away the page would wait for that.
function leaveSession(req: Request): void {
  (req as { session?: unknown }).session = undefined;
}
