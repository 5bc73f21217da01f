import type { RecordModule } from '../records/module.js';
import { collabs } from './collabs/index.js';
import { companies } from './companies/index.js';
import { contactsModule, contactsOfCompany } from './contacts/index.js';
import { inventoryModule, inventoryOfCompany } from './inventory/index.js';
import { dealOfCollab, pipelineModule } from './pipeline/index.js';

/** The modules whose records have what every record can do, in the order of the navigation. */
export const MODULES: readonly RecordModule[] = [
  inventoryModule,
  pipelineModule,
  collabs([dealOfCollab]),
  companies([contactsOfCompany, inventoryOfCompany]),
  contactsModule,
];
