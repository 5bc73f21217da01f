import type { Route } from '../../http/routes.js';
import type { Module, RecordParts } from '../../records/module.js';
import { moduleRoutes } from '../../records/module-routes.js';
import { contactDuplicateRoutes } from './duplicates.js';
import { cardRoutes } from './vcard/routes.js';

/** The contacts: who may be there already, vCards in and out, then the pages of every module. */
export function contactRoutes(module: Module, parts: RecordParts): Route[] {
  return [...contactDuplicateRoutes(module), ...cardRoutes(module, parts), ...moduleRoutes(module, parts)];
}
