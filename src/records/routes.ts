import type { Route } from '../http/routes.js';
import type { Database } from '../platform/database.js';
import type { RecordModule } from './module.js';

/** What the abilities of records are built with. */
export type RecordParts = { database: Database };

/** What every record can do, for the records of one module: one line an ability. */
export function recordRoutes(_module: RecordModule, _parts: RecordParts): Route[] {
  return [];
}
