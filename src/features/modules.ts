import type { Module } from '../records/module.js';
import { affiliatesModule, programmesModule, programmesOfCompany } from './affiliates/index.js';
import { collabs, collabsOfCompany, collabsOfContact } from './collabs/index.js';
import { companies } from './companies/index.js';
import { contacts, contactsOfCompany } from './contacts/index.js';
import { episodesOfCompany, episodesOfContact, guideModule, showsModule } from './guide/index.js';
import { inventoryModule, inventoryOfCompany, itemsOfCollab } from './inventory/index.js';
import { dealOfCollab, dealsOfCompany, dealsOfContact, pipeline } from './pipeline/index.js';
import { sendsOfCompany, sendsOfContact, templatesModule } from './templates/index.js';

/** The modules whose records have what every record can do, in the order of the navigation. */
export const MODULES: readonly Module[] = [
  inventoryModule,
  pipeline([sendsOfCompany]),
  collabs([dealOfCollab, itemsOfCollab]),
  // Before the months, whose `/:id` would take its path for an id.
  programmesModule,
  affiliatesModule,
  companies([
    contactsOfCompany,
    inventoryOfCompany,
    dealsOfCompany,
    collabsOfCompany,
    programmesOfCompany,
    episodesOfCompany,
    sendsOfCompany,
  ]),
  contacts([dealsOfContact, collabsOfContact, episodesOfContact, sendsOfContact]),
  templatesModule,
  // Before the episodes, whose `/:id` would take its path for an id.
  showsModule,
  guideModule,
];
