import type { Request } from 'express';
import { Forbidden, NotFound } from '../platform/errors.js';
import { confirmationPage, isConfirmed } from './confirmation.js';
import { halfLoginOf } from './middleware/half-login.js';
import { type Reply, redirect } from './reply.js';
import type { Route } from './routes.js';

const CHANGE_PASSWORD = '/account/password';
const SET_UP_TWO_FACTOR = '/account/two-factor';
const SECOND_STEP = '/auth/two-factor';
/** Where whoever must set up two-factor may go all the same. */
const OF_SETTING_UP = new RegExp(`^(${SET_UP_TWO_FACTOR}(/|$)|/account/confirm(/|$))`);

/** Where a request is sent that may not come to the route yet; throws where it may never. */
export function admission(route: Route, req: Request): Reply | undefined {
  if (route.access === 'public') return undefined;
  if (!req.person && halfLoginOf(req)) return redirect(SECOND_STEP);
  if (!req.person)
    return redirect(`/auth/login?next=${encodeURIComponent(req.method === 'GET' ? req.originalUrl : '/')}`);
  if (req.person.mustChangePassword && route.path !== CHANGE_PASSWORD) return redirect(CHANGE_PASSWORD);
  if (req.person.mustSetUpTwoFactor && !req.person.mustChangePassword && !OF_SETTING_UP.test(route.path))
    return redirect(SET_UP_TWO_FACTOR);
  // Whoever is no admin learns of no admin page.
  if (route.access === 'admin' && req.person.role !== 'ADMIN') throw new NotFound();
  const writes = route.method === 'post' || ('writes' in route && route.writes);
  if (writes && req.person.role === 'VIEWER' && !('ownAccount' in route && route.ownAccount)) {
    throw new Forbidden('Your account may look at everything and change nothing. An admin can change that.');
  }
  if (route.stepUp !== undefined && !isConfirmed(req)) return confirmationPage(req, route.stepUp);
  return undefined;
}
