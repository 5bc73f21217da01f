import type { Request } from 'express';
import { Forbidden, NotFound } from '../platform/errors.js';
import { confirmationPage, isConfirmed } from './confirmation.js';
import { type Reply, redirect } from './reply.js';
import type { Route } from './routes.js';

const CHANGE_PASSWORD = '/account/password';

/** Where a request is sent that may not come to the route yet; throws where it may never. */
export function admission(route: Route, req: Request): Reply | undefined {
  if (route.access === 'public') return undefined;
  if (!req.person)
    return redirect(`/auth/login?next=${encodeURIComponent(req.method === 'GET' ? req.originalUrl : '/')}`);
  if (req.person.mustChangePassword && route.path !== CHANGE_PASSWORD) return redirect(CHANGE_PASSWORD);
  // Whoever is no admin learns of no admin page.
  if (route.access === 'admin' && req.person.role !== 'ADMIN') throw new NotFound();
  const writes = route.method === 'post' || ('writes' in route && route.writes);
  if (writes && req.person.role === 'VIEWER' && !('ownAccount' in route && route.ownAccount)) {
    throw new Forbidden('Your account may look at everything and change nothing. An admin can change that.');
  }
  if (route.stepUp !== undefined && !isConfirmed(req)) return confirmationPage(req, route.stepUp);
  return undefined;
}
