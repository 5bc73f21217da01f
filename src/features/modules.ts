import type { RecordModule } from '../records/module.js';
import { collabs, collabsOfCompany, collabsOfContact } from './collabs/index.js';
import { companies } from './companies/index.js';
import { contacts, contactsOfCompany } from './contacts/index.js';
import { inventoryModule, inventoryOfCompany, itemsOfCollab } from './inventory/index.js';
import { dealOfCollab, dealsOfCompany, dealsOfContact, pipelineModule } from './pipeline/index.js';

/** The modules whose records have what every record can do, in the order of the navigation. */
export const MODULES: readonly RecordModule[] = [
  inventoryModule,
  pipelineModule,
  collabs([dealOfCollab, itemsOfCollab]),
  companies([contactsOfCompany, inventoryOfCompany, dealsOfCompany, collabsOfCompany]),
  contacts([dealsOfContact, collabsOfContact]),
];
