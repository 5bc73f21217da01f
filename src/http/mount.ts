import type { Request, Response, Router } from 'express';
import type { Database } from '../platform/postgres/database.js';
import { sql } from '../platform/postgres/sql.js';
import { admission } from './admission.js';
import { type DoorRequest, ended, files, read, stream, write } from './doors.js';
import { describe } from './errors/faults.js';
import type { Reply } from './reply.js';
import { routerByPart } from './router-by-part.js';
import type { Route } from './routes.js';
import { send } from './send.js';
import { createTurns } from './turns.js';
import type { Uploads } from './uploads.js';

/** Makes an Express router of declared routes: who may come, which door, and the reply sent after the commit. */
export function mount(routes: Route[], database: Database, uploads?: Uploads): Router {
  const { router, of } = routerByPart();
  const turns = createTurns(database.poolSize);
  for (const route of routes) {
    of(route.path)[route.method](route.path, async (req: Request, res: Response) => {
      const asked = { req, res, database, turns, uploads };
      if (route.door === 'files' && !req.person) await ended(route, asked);
      const reply =
        admission(route, req) ?? (await answer(route, asked).catch((error) => ofWhoLeft(error, route, asked)));
      if (reply) await send(reply, req, res);
    });
  }
  return router;
}

// Whose account was removed while their request was under way has nothing left that it could be about, and is led to the login page
// like anybody else without one; what failed is nobody's fault then.
async function ofWhoLeft(error: unknown, route: Route, { req, res, database }: DoorRequest): Promise<Reply> {
  const { person } = req;
  if (!person || res.headersSent || describe(error).status !== 500) throw error;
  const found = await database.readAsSystem('whose request failed', (db) =>
    db.row(sql`select from users where id = ${person.id}::uuid`),
  );
  if (found) throw error;
  delete req.person;
  const reply = admission(route, req);
  if (!reply) throw error;
  return reply;
}

async function answer(route: Route, asked: DoorRequest): Promise<Reply | undefined> {
  switch (route.door) {
    case 'none':
      return route.handler(asked.req as never);
    case 'read':
      return read(route, asked);
    case 'stream':
      return stream(route, asked);
    case 'files':
      return files(route, asked);
    case 'write':
      return write(route, asked);
  }
}
