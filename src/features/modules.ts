import type { RecordModule } from '../records/module.js';
import { companies } from './companies/index.js';
import { contactsModule, contactsOfCompany } from './contacts/index.js';
import { inventoryModule, inventoryOfCompany } from './inventory/index.js';

/** What other modules say of a company, in the order in which its page says it. */
export const OF_COMPANY = [contactsOfCompany, inventoryOfCompany];
export const companiesModule = companies(OF_COMPANY);

/** The modules whose records have what every record can do, in the order of the navigation. */
export const MODULES: RecordModule[] = [inventoryModule, companiesModule, contactsModule];
