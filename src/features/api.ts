import { Router } from 'express';
import type { Config } from '../config.js';
import { cors } from '../http/api/cors.js';
import { api } from '../http/api/door.js';
import type { ApiRoute } from '../http/api/route.js';
import type { createLimits } from '../http/middleware/rate-limit.js';
import { createUploads } from '../http/uploads.js';
import type { Logger } from '../platform/logger.js';
import type { Database } from '../platform/postgres/database.js';
import type { Queue } from '../platform/queue/queue.js';
import type { Storage } from '../platform/storage/storage.js';
import { batchesApi, bulkApi } from '../records/api/batches.js';
import { filesApi } from '../records/api/files.js';
import { historyApi } from '../records/api/history.js';
import { mergesApi } from '../records/api/merges.js';
import { notesApi } from '../records/api/notes.js';
import { recordsApi } from '../records/api/routes.js';
import { tagsApi } from '../records/api/tags.js';
import { viewsApi } from '../records/api/views.js';
import { kindsOf, type Module } from '../records/module.js';
import { once } from './api-answers/index.js';
import { description } from './api-docs/index.js';
import { callerOf, ME } from './api-tokens/index.js';
import { searchApi } from './search/api.js';
import { tagNamesApi } from './tags/api.js';
import { tasksApi } from './tasks/api.js';
import { taskList } from './tasks/list.js';

type Parts = { database: Database; storage: Storage; queue: Queue; log: Logger };
type Limits = ReturnType<typeof createLimits>;

/** The API for programs, below /api. */
export function apiV1(config: Config, parts: Parts, limits: Limits, modules: readonly Module[]): Router {
  const { database, storage, log } = parts;
  const routes = apiRoutes(parts, modules);
  const ofTokens = api(routes, {
    database,
    uploads: createUploads(storage, log),
    log,
    origins: config.corsOrigins,
    limits: { refused: limits.api_refused, token: limits.api },
    callerOf: (secret, req) => callerOf(database, secret, req),
    once,
  });
  const router = Router();
  // Its page for people is one of the site.
  router.get('/v1/docs', (_req, _res, next) => next('router'));
  return router.use(description(routes, config.appUrl, cors(config.corsOrigins)), ofTokens);
}

/** Every address of the API: its table of contents, of which its description is made too. */
export function apiRoutes(
  { database, queue, storage }: Pick<Parts, 'database' | 'queue' | 'storage'>,
  modules: readonly Module[],
): ApiRoute[] {
  const tasks = taskList(kindsOf(modules));
  const lists = [...modules, tasks];
  return [
    contents(modules),
    ME,
    ...searchApi(modules),
    ...lists.flatMap((list) => [...bulkApi(list, queue), ...viewsApi(list)]),
    ...batchesApi(lists, queue),
    ...tagNamesApi(kindsOf(modules)),
    ...tasksApi(tasks, modules),
    ...modules.flatMap((module) => [
      ...(module.api?.(module) ?? []),
      ...mergesApi(module, database),
      ...recordsApi(module),
      ...historyApi(module),
      ...notesApi(module),
      ...tagsApi(module),
      ...filesApi(module, storage),
    ]),
  ];
}

/** What there is, for who begins at the beginning. */
function contents(modules: readonly Module[]): ApiRoute {
  const lists = Object.fromEntries(modules.map(({ kind }) => [kind.name, `/api/v1${kind.path}`]));
  const body = {
    description: '/api/v1/openapi.json',
    docs: '/api/v1/docs',
    me: '/api/v1/me',
    search: '/api/v1/search',
    tasks: '/api/v1/tasks',
    tags: '/api/v1/tags',
    ...lists,
  };
  return {
    method: 'get',
    door: 'read',
    path: '/v1',
    id: 'read_contents',
    group: 'Account',
    summary: 'Names the addresses to begin at',
    status: 200,
    gives: { type: 'object', additionalProperties: { type: 'string' } },
    handler: () => ({ body }),
  };
}
