import type { Route } from '../../http/routes.js';
import type { Storage } from '../../platform/storage/storage.js';
import { contactListRoutes } from './list-routes.js';
import { contactRecordRoutes } from './record-routes.js';
import { contactCardRoutes } from './vcard/routes.js';

/** The contacts: the list, vCards in and out, then the record. Fixed paths go before `/:id`. */
export function contactRoutes({ storage }: { storage: Storage }): Route[] {
  return [...contactListRoutes, ...contactCardRoutes(storage), ...contactRecordRoutes];
}
