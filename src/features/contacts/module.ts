import { sql } from '../../platform/postgres/sql.js';
import { defineModule } from '../../records/define-module.js';
import type { Module } from '../../records/module.js';
import { languageOptions } from './choices.js';
import { likelyContacts } from './duplicates.js';
import { CONTACT_FIELDS, type ContactData } from './fields.js';
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
  views: { index: 'contacts/index.njk', form: 'contacts/form.njk', show: 'contacts/show.njk' },
  fields: CONTACT_FIELDS,
  acts: ['warmth', 'next_touch_on', 'role', 'opted_out', 'language'],
  list: CONTACT_LIST,
  index: cardActs,
  record: contactRecord,
  form: {
    initial: (_reader, { company, name }) => ({
      ...(typeof company === 'string' && { company_name_0: company }),
      ...(typeof name === 'string' && namesIn(name)),
    }),
    options: async (_db, { values }) => ({ language: languageOptions(values.language) }),
    called: ({ values }) => [values.first_name, values.last_name].filter(Boolean).join(' '),
  },
  place: placeContact,
  likely: likelyContacts,
  trashDetail: sql`t.title`,
  // What was merged comes back by undoing the merge.
  returnable: sql`r.merged_into_id is null`,
  merge: MERGING,
  search: searchContacts,
  routes: contactRoutes,
});

// A link may say the whole name: its last word is then the last name.
function namesIn(name: string): { first_name: string; last_name: string } {
  const words = name.trim().split(/\s+/);
  const last_name = words.length > 1 ? (words.pop() ?? '') : '';
  return { first_name: words.join(' '), last_name };
}
