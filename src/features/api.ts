import type { Router } from 'express';
import { api } from '../http/api/door.js';
import type { createLimits } from '../http/middleware/rate-limit.js';
import type { Logger } from '../platform/logger.js';
import type { Database } from '../platform/postgres/database.js';
import { callerOf, ME } from './api-tokens/index.js';

type Parts = { database: Database; log: Logger };

/** The API for programs, below /api: the table of contents. */
export function apiV1({ database, log }: Parts, limits: ReturnType<typeof createLimits>): Router {
  return api([ME], {
    database,
    log,
    limits: { refused: limits.api_refused, token: limits.api },
    callerOf: (secret, req) => callerOf(database, secret, req),
  });
}
