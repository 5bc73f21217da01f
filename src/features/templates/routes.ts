import type { Route } from '../../http/routes.js';
import type { Module, RecordParts } from '../../records/module.js';
import { moduleRoutes } from '../../records/module-routes.js';
import { profileRoutes } from './profile-page.js';

/** The templates: what one says of oneself in mails, then the pages of every module. */
export function templateRoutes(module: Module, parts: RecordParts): Route[] {
  return [...profileRoutes(), ...moduleRoutes(module, parts)];
}
