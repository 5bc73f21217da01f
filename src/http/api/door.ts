import { type Request, type RequestHandler, type Response, Router } from 'express';
import { Unavailable } from '../../platform/errors.js';
import type { Logger } from '../../platform/logger.js';
import type { Database, WriteDoor } from '../../platform/postgres/database.js';
import { sendText } from '../compressed.js';
import { inTime, timeLeft, within } from '../in-time.js';
import { routerByPart } from '../router-by-part.js';
import { send } from '../send.js';
import type { Uploads } from '../uploads.js';
import { acceptsJson, readBody } from './body.js';
import { cors } from './cors.js';
import { ApiRefusal, apiErrors, sendProblem, unreadableAddress } from './problem.js';
import type { ApiAnswer, ApiRequest, ApiRoute, Caller } from './route.js';

type Parts = {
  database: Database;
  uploads: Uploads;
  log: Logger;
  /** The origins whose pages may ask. */
  origins: readonly string[];
  /** `refused` counts requests that no token let in, `token` those of each token. */
  limits: { refused: RequestHandler; token: RequestHandler };
  /** Whose the token is, where it still lets somebody in. */
  callerOf(secret: string, req: Request): Promise<Caller | undefined>;
  /** Does the work of a POST once for each Idempotency-Key, and answers again what it answered. */
  once(tx: WriteDoor, req: ApiRequest, work: () => Promise<ApiAnswer>): Promise<ApiAnswer>;
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
  const byModule = routerByPart(2);
  for (const path of new Set(routes.map((it) => it.path))) {
    const there = routes.filter((it) => it.path === path);
    // One for all methods of a path: each that is mounted is tried for each request.
    const at = byModule.of(path).route(path);
    for (const route of there)
      at[route.method](
        ...(isFile(route) ? [] : [acceptsJson]),
        letIn(parts),
        parts.limits.token,
        mayWrite(route),
        knownParameters(route),
        ...readBody(route),
        async (req, res) => answer(await done(route, req as ApiRequest, parts), req, res),
      );
    at.all(notThisMethod(there));
  }
  const router = Router();
  router.use(kept, cors(parts.origins), byModule.router);
  router.use((_req, res) =>
    sendProblem(res, { status: 404, title: 'There is nothing here', detail: 'The API has no such address.' }),
  );
  router.use(apiErrors(parts.log));
  return router;
}

const kept: RequestHandler = (req, res, next) => {
  req.waitedMs = 0;
  res.set({ 'Cache-Control': 'no-store', Vary: 'Authorization, Origin' });
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
    req.person = caller.person;
    next();
  };
}

// What stands there is of whichever type it is.
const isFile = ({ status, gives }: ApiRoute) => status === 200 && gives === undefined;

function mayWrite({ door }: ApiRoute): RequestHandler {
  return (req, _res, next) => {
    const { token, person } = req.caller as Caller;
    if (door === 'read') return next();
    if (token.scope !== 'write') throw readsAlone;
    if (person.role === 'VIEWER') throw isViewer;
    next();
  };
}

// A slip in a filter would show all rows, and one in `limit` be taken for nothing.
function knownParameters({ query = [] }: ApiRoute): RequestHandler {
  const known = new Set(query.map(({ name }) => name));
  return (req, _res, next) => {
    const strange = Object.keys(req.query).filter((name) => !known.has(name));
    if (strange.length === 0) return next();
    throw unreadableAddress(strange.map((parameter) => ({ parameter, detail: 'This address has no such parameter.' })));
  };
}

function notThisMethod(there: readonly ApiRoute[]): RequestHandler {
  const methods = there.flatMap(({ method }) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()]));
  const last = methods.at(-1);
  const said = methods.length > 1 ? `${methods.slice(0, -1).join(', ')} and ${last}` : last;
  return (_req, res) => {
    res.set('Allow', methods.join(', '));
    sendProblem(res, { status: 405, title: 'Method not allowed', detail: `This address knows ${said}.` });
  };
}

async function done(route: ApiRoute, req: ApiRequest, parts: Parts): Promise<ApiAnswer> {
  const { database, uploads } = parts;
  const { id } = req.person;
  const { token } = req.caller;
  if (route.door === 'read')
    return inTime(
      req,
      database.readAsUser(id, async (db) => route.handler(db, req)),
    );
  if (route.door === 'write') {
    const work = (tx: WriteDoor) => parts.once(tx, req, async () => route.handler(tx, req));
    const { within: another } = route;
    if (another) return written(timeLeft(req), () => another(req, work));
    return written(route.limitMs ?? timeLeft(req), (limitMs) => database.asUser(id, work, limitMs, token));
  }
  await database.asUser(id, (tx) => route.before(tx, req), timeLeft(req));
  const sent = await uploads.receiveOne(req, nameOf(req));
  try {
    const work = async (tx: WriteDoor) => route.handler(tx, req, sent);
    const made = await written(timeLeft(req), (limitMs) => database.asUser(id, work, limitMs, token));
    await uploads.discard(sent.unused);
    return made;
  } catch (error) {
    // A commit whose answer was lost may have been one: the daily sweep sees to files that got no row.
    if (!(error instanceof Unavailable)) await uploads.discard(sent.files);
    throw error;
  }
}

function nameOf({ query }: ApiRequest): string {
  return typeof query.name === 'string' ? query.name : '';
}

// The transaction ends at the limit by itself, so that nothing is committed behind a 503; ours answers if it cannot.
async function written(limitMs: number, write: (limitMs: number) => Promise<ApiAnswer>): Promise<ApiAnswer> {
  const it = await within(limitMs + 50, write(limitMs));
  await it.after?.().catch(() => undefined);
  return it;
}

async function answer(
  { status, body, json, stored, headers = {} }: ApiAnswer,
  req: Request,
  res: Response,
): Promise<void> {
  res.set(headers);
  if (stored) return send({ kind: 'stored', file: stored }, req, res);
  if (body === undefined && json === undefined) return void res.status(status ?? 204).end();
  sendText(req, res.status(status ?? 200).type('json'), json ?? JSON.stringify(body));
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
const readsAlone = new ApiRefusal(
  {
    status: 403,
    title: 'This token reads alone',
    detail: 'Make one that may write at /account/tokens.',
  },
  { 'WWW-Authenticate': 'Bearer realm="Mouse Domination", error="insufficient_scope", scope="write"' },
);
const isViewer = new ApiRefusal({
  status: 403,
  title: 'You may not do that',
  detail: 'Your account reads what others write. Ask an admin of this server.',
});
