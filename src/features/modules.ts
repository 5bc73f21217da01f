import type { RecordModule } from '../records/module.js';
import { companiesModule } from './companies/index.js';
import { contactsModule } from './contacts/index.js';
import { inventoryModule } from './inventory/index.js';

/** The modules whose records have what every record can do, in the order of the navigation. */
export const MODULES: RecordModule[] = [inventoryModule, companiesModule, contactsModule];
