import type { Route } from '../../http/routes.js';
import type { Module, RecordParts } from '../../records/module.js';
import { moduleRoutes } from '../../records/module-routes.js';

/** The episodes: their own verbs, then the pages of every module. */
export function episodeRoutes(module: Module, parts: RecordParts): Route[] {
  return moduleRoutes(module, parts);
}
