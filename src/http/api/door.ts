import { type Request, type RequestHandler, type Response, Router } from 'express';
import type { Logger } from '../../platform/logger.js';
import type { Database, ReadDoor } from '../../platform/postgres/database.js';
import { inTime } from '../in-time.js';
import type { Person } from '../person.js';
import { ApiRefusal, apiErrors, sendProblem } from './problem.js';

/** What a token may: `write` reads too. */
export type Scope = 'read' | 'write';
/** Who asks through the API, and by which token. */
export type Caller = { person: Person; token: { id: string; name: string; scope: Scope; expiresAt: Date } };
type ApiRequest = Request & { caller: Caller };
/** What is answered at an address of the API: JSON, read in one transaction bound to the caller. */
export type ApiRoute = { path: string; handler: (db: ReadDoor, req: ApiRequest) => unknown };

type Parts = {
  database: Database;
  log: Logger;
  /** `refused` counts requests that no token let in, `token` those of each token. */
  limits: { refused: RequestHandler; token: RequestHandler };
  /** Whose the token is, where it still lets somebody in. */
  callerOf(secret: string, req: Request): Promise<Caller | undefined>;
};

declare global {
  namespace Express {
    interface Request {
      caller?: Caller;
    }
  }
}

/**
 * The door of the API: a token in the header Authorization and nothing else lets in. No cookie is read, no session is made and no
 * form's token asked for, since no browser sends a bearer token by itself; whatever is refused is answered with problem details.
 */
export function api(routes: readonly ApiRoute[], parts: Parts): Router {
  const router = Router();
  router.use(kept);
  for (const { path, handler } of routes) {
    router.get(path, letIn(parts), parts.limits.token, async (req, res) => {
      const asked = req as ApiRequest;
      const { id } = asked.caller.person;
      res.json(
        await inTime(
          req,
          parts.database.readAsUser(id, async (db) => handler(db, asked)),
        ),
      );
    });
    router.all(path, (_req, res) => {
      res.set('Allow', 'GET, HEAD');
      sendProblem(res, { status: 405, title: 'Method not allowed', detail: 'This address is read with GET.' });
    });
  }
  router.use((_req, res) =>
    sendProblem(res, { status: 404, title: 'There is nothing here', detail: 'The API has no such address.' }),
  );
  router.use(apiErrors(parts.log));
  return router;
}

const kept: RequestHandler = (req, res, next) => {
  req.waitedMs = 0;
  res.set({ 'Cache-Control': 'no-store', Vary: 'Authorization' });
  next();
};

// Who has a token is never held up by others of the same address: only what was refused is counted by client.
function letIn({ callerOf, limits }: Parts): RequestHandler {
  return async (req: Request, res: Response, next) => {
    const secret = /^Bearer ([\w.~+/-]{1,200}=*) *$/i.exec(req.get('authorization') ?? '')?.[1];
    const caller = secret ? await inTime(req, callerOf(secret, req)) : undefined;
    if (!caller) return limits.refused(req, res, (error) => next(error ?? refusal(secret !== undefined)));
    if (caller.person.mustChangePassword) throw mustChange;
    req.caller = caller;
    next();
  };
}

function refusal(sentOne: boolean): ApiRefusal {
  const detail = sentOne
    ? 'This token is unknown, was revoked, or has expired. Make another one at /account/tokens.'
    : 'Send a token of yours: Authorization: Bearer mdt_… Make one at /account/tokens.';
  const error = sentOne ? ', error="invalid_token"' : '';
  return new ApiRefusal(
    { status: 401, title: 'No token lets this in', detail },
    { 'WWW-Authenticate': `Bearer realm="Mouse Domination"${error}` },
  );
}

const mustChange = new ApiRefusal({
  status: 403,
  title: 'The password must be changed first',
  detail: 'An admin asked for a new password. Log in and choose one; then the token works again.',
});
