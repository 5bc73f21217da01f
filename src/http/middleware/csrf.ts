import { csrfSync } from 'csrf-sync';
import type { Request, RequestHandler } from 'express';
import { randomOf } from '../../platform/random.js';

const { generateToken, csrfSynchronisedProtection, isRequestValid, invalidCsrfTokenError } = csrfSync({
  // In bytes; the library's 128 would weigh on each form of each page.
  size: 32,
  getTokenFromRequest: (req) => unmasked(req.body?.csrf_token),
  errorConfig: { statusCode: 403, message: 'invalid csrf token', code: 'EBADCSRFTOKEN' },
});

/** Refuses every method but GET, HEAD and OPTIONS without the session's token; `expired-form.ts` answers the refusal. */
export const csrf: RequestHandler = csrfSynchronisedProtection;

/**
 * The session's token, for a form; this is what makes an anonymous session exist. It is written otherwise in each answer, so that
 * nothing of it can be guessed from how well pages are compressed that hold what somebody searched for beside it (BREACH).
 */
export function csrfToken(req: Request): string {
  req.tokenMade = req.session.csrfToken === undefined;
  return masked(generateToken(req));
}

/** A token behind a mask of its length that is thrown away. */
export function masked(token: string): string {
  const bytes = Buffer.from(token);
  const mask = randomOf(bytes.length);
  return Buffer.concat([mask, mixed(bytes, mask)]).toString('base64url');
}

function unmasked(sent: unknown): string | undefined {
  if (typeof sent !== 'string') return undefined;
  const bytes = Buffer.from(sent, 'base64url');
  const half = bytes.length / 2;
  return Number.isInteger(half) ? mixed(bytes.subarray(half), bytes.subarray(0, half)).toString() : undefined;
}

function mixed(bytes: Buffer, mask: Buffer): Buffer {
  return Buffer.from(bytes.map((byte, n) => byte ^ (mask[n] as number)));
}

/** Whether what was read of the form so far holds the session's token: for forms with files, which are read piece by piece. */
export function hasToken(req: Request): boolean {
  return isRequestValid(req);
}

/** The refusal of a form without its token, as `csrf` throws it. */
export const invalidToken: Error = invalidCsrfTokenError;
