import type { RecordModule } from '../records/module.js';
import { companiesModule } from './companies/index.js';
import { companyRoutes } from './companies/routes.js';
import { contactsModule } from './contacts/index.js';
import { contactRoutes } from './contacts/routes.js';
import { inventoryModule } from './inventory/index.js';
import { inventoryRoutes } from './inventory/routes.js';

/** The modules whose records have what every record can do, each with its own pages, in the order of the navigation. */
export const MODULES: readonly RecordModule[] = [
  { ...inventoryModule, routes: () => inventoryRoutes },
  { ...companiesModule, routes: () => companyRoutes },
  { ...contactsModule, routes: contactRoutes },
];
