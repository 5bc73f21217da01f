import { randomBytes } from 'node:crypto';
import type { Request } from 'express';
import type { Config } from '../config.js';

/** How long a browser keeps its cookie, since the last login with it; browsers allow no more than 400 days. */
export const BROWSER_DAYS = 365;
const OF_OURS = /^[\w-]{43}$/;

/** What the cookie is called; the prefix holds it to this host, over TLS. */
export function browserCookieName({ secureCookies }: Pick<Config, 'secureCookies'>): string {
  return secureCookies ? '__Host-mouse-browser' : 'mouse-browser';
}

/** The secret by which this browser is known again: what its cookie holds, or a new one. It is kept, and lets nobody in. */
export function browserSecret(req: Request, config: Pick<Config, 'secureCookies'>): string {
  const name = browserCookieName(config);
  const held = cookie(req, name);
  const secret = held && OF_OURS.test(held) ? held : randomBytes(32).toString('base64url');
  const maxAge = BROWSER_DAYS * 24 * 3_600_000;
  req.res?.cookie(name, secret, { httpOnly: true, sameSite: 'lax', path: '/', secure: config.secureCookies, maxAge });
  return secret;
}

function cookie({ headers }: Request, name: string): string | undefined {
  const pairs = (headers.cookie ?? '').split(';').map((it) => it.trim());
  return pairs.find((it) => it.startsWith(`${name}=`))?.slice(name.length + 1);
}
