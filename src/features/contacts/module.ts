import { sql } from '../../platform/postgres/sql.js';
import { defineModule } from '../../records/define-module.js';
import type { Module } from '../../records/module.js';
import { likelyContacts } from './duplicates.js';
import { CONTACT_FIELDS, type ContactData } from './fields.js';
import { contactForm } from './form.js';
import { CONTACTS } from './kind.js';
import { cardActs, contactList } from './list.js';
import { contactMerging } from './merge.js';
import type { OfContact } from './of-contact.js';
import { placeContacts } from './place.js';
import { contactRecord } from './record.js';
import { contactRoutes } from './routes.js';
import { searchContacts } from './search.js';

/** The contacts: people at companies and elsewhere, with what other modules say of one. */
export function contacts(others: readonly OfContact[]): Module {
  return defineModule<ContactData>({
    kind: CONTACTS,
    views: { index: 'contacts/index.njk', show: 'contacts/show.njk' },
    fields: CONTACT_FIELDS,
    acts: ['warmth', 'next_touch_on', 'role', 'opted_out', 'language'],
    many: others.flatMap(({ many = [] }) => many),
    list: contactList(others),
    index: cardActs,
    record: contactRecord(others),
    form: contactForm,
    place: placeContacts,
    otherImport: { text: 'Cards of an address book come in as', href: `${CONTACTS.path}/import`, label: 'vCards' },
    likely: likelyContacts,
    trashDetail: sql`t.title`,
    // What was merged comes back by undoing the merge.
    returnable: sql`r.merged_into_id is null`,
    merge: contactMerging(others),
    search: searchContacts,
    routes: contactRoutes,
  });
}
