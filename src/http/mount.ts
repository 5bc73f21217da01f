import { type Request, type Response, Router } from 'express';
import { Busy, Forbidden, NotFound, Unavailable } from '../platform/errors.js';
import type { Database, ReadDoor, WriteDoor } from '../platform/postgres/database.js';
import { inTime, timeLeft, within } from './in-time.js';
import { hasToken, invalidToken } from './middleware/csrf.js';
import { type Reply, redirect, text } from './reply.js';
import type { Route } from './routes.js';
import { send } from './send.js';
import type { Sent, Uploads } from './uploads.js';

/** Each holds a connection while it is sent: most of the pool stays with the pages. */
const STREAMS_AT_ONCE = 3;
let streams = 0;
const CHANGE_PASSWORD = '/account/password';

/** Thrown to roll a transaction back while its reply is kept: a 422 leaves no half of a change behind. */
class RolledBack extends Error {
  constructor(readonly reply: Reply) {
    super('rolled back');
  }
}

/** Makes an Express router of declared routes: who may come, which door, and the reply sent after the commit. */
export function mount(routes: Route[], database: Database, uploads?: Uploads): Router {
  const router = Router();
  for (const route of routes) {
    router[route.method](route.path, async (req: Request, res: Response) => {
      const refusal = admission(route, req);
      const reply = refusal ?? (await answer(route, req, res, database, uploads));
      if (reply) await send(reply, req, res);
    });
  }
  return router;
}

function admission(route: Route, req: Request): Reply | undefined {
  if (route.access === 'public') return undefined;
  if (!req.person)
    return redirect(`/auth/login?next=${encodeURIComponent(req.method === 'GET' ? req.originalUrl : '/')}`);
  if (req.person.mustChangePassword && route.path !== CHANGE_PASSWORD) return redirect(CHANGE_PASSWORD);
  // Whoever is no admin learns of no admin page.
  if (route.access === 'admin' && req.person.role !== 'ADMIN') throw new NotFound();
  const writes = route.method === 'post';
  if (writes && req.person.role === 'VIEWER' && !('ownAccount' in route && route.ownAccount)) {
    throw new Forbidden('Your account may look at everything and change nothing. An admin can change that.');
  }
  return undefined;
}

async function answer(
  route: Route,
  req: Request,
  res: Response,
  database: Database,
  uploads: Uploads | undefined,
): Promise<Reply | undefined> {
  const asked = req as never;
  const personId = req.person?.id ?? '';
  switch (route.door) {
    case 'none':
      return route.handler(asked);
    case 'read': {
      const work = async (db: ReadDoor) => route.handler(db, asked);
      const reading =
        route.access === 'admin' ? database.readAsSystem('an admin page', work) : database.readAsUser(personId, work);
      return inTime(req, reading);
    }
    case 'stream':
      if (req.method === 'HEAD') return text('');
      if (streams >= STREAMS_AT_ONCE) throw new Busy();
      streams += 1;
      try {
        await database.asUser(personId, (tx) => route.before(tx, asked), timeLeft(req));
        // The transaction must outlive the sending: the rows are read while they are sent.
        await database.streamAsUser(personId, async (db, over) => send(await route.handler(db, asked), req, res, over));
      } finally {
        streams -= 1;
      }
      return undefined;
    case 'files': {
      if (!uploads) throw new Error(`${route.path} takes files, and is mounted without a place to keep them`);
      if (!req.is('multipart') && !hasToken(req)) throw invalidToken;
      await database.asUser(personId, (tx) => route.before(tx, asked), timeLeft(req));
      const sent = await uploads.receive(req, res, 'files');
      return writingRows(sent, uploads, async () =>
        database.asUser(personId, async (tx) => kept(await route.handler(tx, asked, sent))).catch(rolledBack),
      );
    }
    case 'write': {
      const work = async (tx: WriteDoor) => kept(await route.handler(tx, asked));
      const limitMs = route.limitMs ?? timeLeft(req);
      // The transaction ends at the limit by itself, so that nothing is committed behind a 503; ours answers if it cannot.
      const writing =
        route.access === 'admin'
          ? database.asSystem('an admin act', work, limitMs)
          : database.asUser(personId, work, limitMs);
      return within(limitMs + 50, writing.catch(rolledBack));
    }
  }
}

// The files are there before their rows, and go when the rows do not come: a row always has its bytes.
async function writingRows(sent: Sent, uploads: Uploads, write: () => Promise<Reply>): Promise<Reply> {
  try {
    const reply = await write();
    if (reply.kind === 'page') await uploads.discard(sent);
    return reply;
  } catch (error) {
    // A commit whose answer was lost may have been one: the daily sweep sees to files that got no row.
    if (!(error instanceof Unavailable)) await uploads.discard(sent);
    throw error;
  }
}

function kept(reply: Reply): Reply {
  if (reply.kind === 'page' && reply.status >= 400) throw new RolledBack(reply);
  return reply;
}

function rolledBack(error: unknown): Reply {
  if (error instanceof RolledBack) return error.reply;
  throw error;
}
