import type { RecordModule } from '../records/module.js';
import { companies } from './companies/index.js';
import { contactsModule, contactsOfCompany } from './contacts/index.js';
import { contactRoutes } from './contacts/routes.js';
import { inventoryModule, inventoryOfCompany } from './inventory/index.js';

/** The modules whose records have what every record can do, in the order of the navigation. */
export const MODULES: readonly RecordModule[] = [
  inventoryModule,
  companies([contactsOfCompany, inventoryOfCompany]),
  { ...contactsModule, routes: contactRoutes },
];
