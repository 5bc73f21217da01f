import type { Route } from '../../http/routes.js';
import { inventoryListRoutes } from './list-routes.js';
import { inventoryRecordRoutes } from './record-routes.js';

/** The inventory: the list with what is done to many rows, then the record. The list's fixed paths go before `/:id`. */
export const inventoryRoutes: Route[] = [...inventoryListRoutes, ...inventoryRecordRoutes];
