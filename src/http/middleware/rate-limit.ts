import type { RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { errorPage } from '../error-handler.js';

/** Lets each client through `limit` times a minute; an IPv6 client is its /64. Beyond, 429 and a page that says when. */
export function perClient(limit: number, what: string): RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    limit,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    keyGenerator: (req) => ipKeyGenerator(req.ip ?? '', 64),
    handler: (req, res, _next, options) => {
      const seconds = Number(res.getHeader('Retry-After') ?? options.windowMs / 1000);
      const wait = seconds > 50 ? 'a minute' : `${seconds} seconds`;
      const told = {
        status: 429,
        heading: 'Too many tries',
        what: `${what} are limited to ${limit} a minute.`,
        todo: `Try again in ${wait}.`,
      };
      res.send(errorPage(told, req, res));
    },
  });
}
