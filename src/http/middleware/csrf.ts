import { csrfSync } from 'csrf-sync';
import type { Request, RequestHandler } from 'express';

const { generateToken, csrfSynchronisedProtection, isRequestValid, invalidCsrfTokenError } = csrfSync({
  // In bytes; the library's 128 would weigh on each form of each page.
  size: 32,
  getTokenFromRequest: (req) => (typeof req.body?.csrf_token === 'string' ? req.body.csrf_token : undefined),
  errorConfig: { statusCode: 403, message: 'invalid csrf token', code: 'EBADCSRFTOKEN' },
});

/** Refuses every method but GET, HEAD and OPTIONS without the session's token; `expired-form.ts` answers the refusal. */
export const csrf: RequestHandler = csrfSynchronisedProtection;

/** The session's token, for a form; this is what makes an anonymous session exist. */
export function csrfToken(req: Request): string {
  req.tokenMade = req.session.csrfToken === undefined;
  return generateToken(req);
}

/** Whether what was read of the form so far holds the session's token: for forms with files, which are read piece by piece. */
export function hasToken(req: Request): boolean {
  return isRequestValid(req);
}

/** The refusal of a form without its token, as `csrf` throws it. */
export const invalidToken: Error = invalidCsrfTokenError;
