import type { Router } from 'express';
import { api } from '../http/api/door.js';
import type { ApiRoute } from '../http/api/route.js';
import type { createLimits } from '../http/middleware/rate-limit.js';
import { createUploads } from '../http/uploads.js';
import type { Logger } from '../platform/logger.js';
import type { Database } from '../platform/postgres/database.js';
import type { Storage } from '../platform/storage/storage.js';
import { recordsApi } from '../records/api/routes.js';
import type { Module } from '../records/module.js';
import { callerOf, ME } from './api-tokens/index.js';

type Parts = { database: Database; storage: Storage; log: Logger };

/** The API for programs, below /api. */
export function apiV1(
  { database, storage, log }: Parts,
  limits: ReturnType<typeof createLimits>,
  modules: readonly Module[],
): Router {
  return api(apiRoutes(modules), {
    database,
    uploads: createUploads(storage, log),
    log,
    origins: [],
    limits: { refused: limits.api_refused, token: limits.api },
    callerOf: (secret, req) => callerOf(database, secret, req),
    once: (_tx, _req, work) => work(),
  });
}

/** Every address of the API: its table of contents, of which its description is made too. */
export function apiRoutes(modules: readonly Module[]): ApiRoute[] {
  return [ME, ...modules.flatMap(recordsApi)];
}
