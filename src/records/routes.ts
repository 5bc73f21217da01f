import type { Route } from '../http/routes.js';
import { attachmentRoutes } from './attachments/routes.js';
import { bulkRoutes } from './bulk/routes.js';
import { duplicateRoutes } from './merge/duplicates-routes.js';
import { mergeRoutes } from './merge/routes.js';
import type { RecordModule, RecordParts } from './module.js';
import { noteRoutes } from './notes/routes.js';
import { restoringRoutes } from './restoring/routes.js';
import { tagRoutes } from './tags/routes.js';
import { recordTaskRoutes } from './tasks/routes.js';
import { viewRoutes } from './views/routes.js';

/** What every record can do, for the records of one module: one line an ability. Then the module's own pages. */
export function recordRoutes(module: RecordModule, parts: RecordParts): Route[] {
  return [
    ...bulkRoutes(module, parts),
    ...restoringRoutes(module),
    ...noteRoutes(module),
    ...tagRoutes(module),
    ...recordTaskRoutes(module),
    ...viewRoutes(module),
    ...mergeRoutes(module, parts),
    ...duplicateRoutes(module),
    ...attachmentRoutes(module, parts.storage),
    // Behind fixed paths, which these would take for ids.
    ...(module.routes?.(parts) ?? []),
  ];
}
