import { isIP } from 'node:net';
import type { Request, RequestHandler } from 'express';
import session from 'express-session';
import type { Config } from '../../config.js';
import type { Database } from '../../platform/postgres/database.js';
import { findSession } from './find-session.js';
import { sessionStore } from './session-store.js';

const HOUR_MS = 3_600_000;
const ANONYMOUS_MS = HOUR_MS;
/** How old what a session says of when and from where it was used last may be: each note is a write. */
const SEEN_MS = 10 * 60_000;

/**
 * Sessions in Postgres. A session without a person exists once a form needs its token, and lives 1 h; a person's ends after
 * the idle time. The cookie is renewed every ten minutes at most, not on every request: that would be a write each.
 */
export function sessions(config: Config, database: Database): RequestHandler[] {
  const read = session({
    store: sessionStore(database.sessionStore, findSession(database, config)),
    name: config.secureCookies ? '__Host-mouse' : 'mouse',
    secret: config.session.secrets,
    resave: false,
    saveUninitialized: false,
    proxy: undefined,
    cookie: { httpOnly: true, sameSite: 'lax', path: '/', secure: config.secureCookies, maxAge: ANONYMOUS_MS },
  });
  return [read, renew(config)];
}

/** Makes a new session id for the person who has just signed in: an id that was planted before is worth nothing. */
export async function signIn(req: Request, personId: string, config: Config): Promise<void> {
  await newSession(req);
  req.session.userId = personId;
  req.session.signedInAt = Date.now();
  req.session.confirmedAt = Date.now();
  req.session.touchedAt = Date.now();
  req.session.userAgent = (req.get('user-agent') ?? '').slice(0, 300);
  req.session.clientAddress = addressOf(req);
  req.session.cookie.maxAge = config.session.idleHours * HOUR_MS;
}

/** Notes that whoever is signed in has just proved to be that person. The session goes on under a new id, as after each proof. */
export async function confirmSession(req: Request, config: Config): Promise<void> {
  const { cookie: _, ...kept } = req.session;
  await newSession(req);
  Object.assign(req.session, kept, { confirmedAt: Date.now(), touchedAt: Date.now() });
  req.session.cookie.maxAge = config.session.idleHours * HOUR_MS;
}

/** Ends the session; the next page starts without one. */
export async function signOut(req: Request): Promise<void> {
  await new Promise<void>((resolve, reject) => req.session.destroy((error) => (error ? reject(error) : resolve())));
}

function renew(config: Config): RequestHandler {
  const idleMs = config.session.idleHours * HOUR_MS;
  const absoluteMs = config.session.absoluteDays * 24 * HOUR_MS;
  return async (req, _res, next) => {
    const { userId, signedInAt = 0, touchedAt = 0 } = req.session;
    const now = Date.now();
    if (userId && now - signedInAt > absoluteMs) {
      await newSession(req);
    } else if (userId && now - touchedAt > Math.min(SEEN_MS, idleMs / 10)) {
      req.session.touchedAt = now;
      req.session.clientAddress = addressOf(req);
      req.session.cookie.maxAge = idleMs;
    }
    next();
  };
}

/** Begins a session anew, empty and under another id. */
export function newSession(req: Request): Promise<void> {
  return new Promise((resolve, reject) => req.session.regenerate((error) => (error ? reject(error) : resolve())));
}

// What a proxy hands on need not be an address.
function addressOf({ ip }: Request): string {
  return ip && isIP(ip) ? ip : '';
}
