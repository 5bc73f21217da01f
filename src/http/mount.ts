import { type Request, type Response, Router } from 'express';
import type { Database } from '../platform/postgres/database.js';
import { admission } from './admission.js';
import { type DoorRequest, ended, files, read, stream, write } from './doors.js';
import type { Reply } from './reply.js';
import type { Route } from './routes.js';
import { send } from './send.js';
import { createTurns } from './turns.js';
import type { Uploads } from './uploads.js';

/** Makes an Express router of declared routes: who may come, which door, and the reply sent after the commit. */
export function mount(routes: Route[], database: Database, uploads?: Uploads): Router {
  const router = Router();
  const turns = createTurns(database.poolSize);
  for (const route of routes) {
    router[route.method](route.path, async (req: Request, res: Response) => {
      const asked = { req, res, database, turns, uploads };
      if (route.door === 'files' && !req.person) await ended(route, asked);
      const reply = admission(route, req) ?? (await answer(route, asked));
      if (reply) await send(reply, req, res);
    });
  }
  return router;
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
