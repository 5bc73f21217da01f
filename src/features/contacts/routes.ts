import { type Route, userRoutes } from '../../http/routes.js';
import type { Module, RecordParts } from '../../records/module.js';
import { moduleRoutes } from '../../records/module-routes.js';
import { contactDuplicateRoutes } from './duplicates.js';
import { suggestContacts } from './suggestions.js';
import { cardRoutes } from './vcard/routes.js';

/** The contacts: what fields ask while somebody types, who may be there already, vCards in and out, then the pages of every module. */
export function contactRoutes(module: Module, parts: RecordParts): Route[] {
  const asked = userRoutes(({ get }) => get('/contacts/suggestions', suggestContacts));
  return [...asked, ...contactDuplicateRoutes(module), ...cardRoutes(module, parts), ...moduleRoutes(module, parts)];
}
