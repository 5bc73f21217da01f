import { sql } from '../../platform/postgres/sql.js';
import { defineModule } from '../../records/define-module.js';
import type { Module } from '../../records/module.js';
import { likelyContacts } from './duplicates.js';
import { CONTACT_FIELDS, type ContactData } from './fields.js';
import { contactForm } from './form.js';
import { CONTACTS } from './kind.js';
import { CONTACT_LIST, cardActs } from './list.js';
import { MERGING } from './merge.js';
import { placeContact } from './place.js';
import { contactRecord } from './record.js';
import { contactRoutes } from './routes.js';
import { searchContacts } from './search.js';

/** The contacts: people at companies and elsewhere. */
export const contactsModule: Module = defineModule<ContactData>({
  kind: CONTACTS,
  views: { index: 'contacts/index.njk', show: 'contacts/show.njk' },
  fields: CONTACT_FIELDS,
  acts: ['warmth', 'next_touch_on', 'role', 'opted_out', 'language'],
  list: CONTACT_LIST,
  index: cardActs,
  record: contactRecord,
  form: contactForm,
  place: placeContact,
  likely: likelyContacts,
  trashDetail: sql`t.title`,
  // What was merged comes back by undoing the merge.
  returnable: sql`r.merged_into_id is null`,
  merge: MERGING,
  search: searchContacts,
  routes: contactRoutes,
});
