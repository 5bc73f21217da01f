import type { RequestHandler } from 'express';

const METHODS = 'GET, HEAD, POST, PATCH, PUT, DELETE';
const SENT = 'Authorization, Content-Type, If-Match, If-None-Match, Idempotency-Key';
const SHOWN =
  'ETag, Link, Location, RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate, X-Request-Id, Idempotency-Replayed';
/** How long a browser keeps the answer to its question, in seconds. */
const KEPT = '600';

/**
 * Lets pages of these origins ask the API with a token of theirs, and of no others. Never with cookies: the API reads none, and a
 * browser that sends some is not handed the answer. A browser's question before (preflight) needs no token.
 */
export function cors(origins: readonly string[]): RequestHandler {
  return (req, res, next) => {
    const { origin } = req.headers;
    const isPreflight = req.method === 'OPTIONS';
    if (origin !== undefined && origins.includes(origin)) {
      res.set({ 'Access-Control-Allow-Origin': origin, 'Access-Control-Expose-Headers': SHOWN });
      if (isPreflight)
        res.set({
          'Access-Control-Allow-Methods': METHODS,
          'Access-Control-Allow-Headers': SENT,
          'Access-Control-Max-Age': KEPT,
        });
    }
    if (isPreflight) return void res.set('Allow', `${METHODS}, OPTIONS`).status(204).end();
    next();
  };
}
