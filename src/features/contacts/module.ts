import { empty, sql } from '../../platform/postgres/sql.js';
import type { Fields, RecordModule } from '../../records/module.js';
import { updateContact } from './actions.js';
import { BULK_FIELDS } from './bulk-fields.js';
import { contactOf, typedFrom } from './contact.js';
import { fieldText } from './field-text.js';
import { FIELD_NAMES, FIELDS, type FieldName } from './fields.js';
import { CONTACTS } from './kind.js';
import { LIST } from './list-columns.js';
import { matching } from './list-queries.js';
import { readList } from './list-request.js';
import { MERGING } from './merge.js';
import { readContact } from './schema.js';
import { searchContacts } from './search.js';

/** The contacts, as what every record can do knows them. */
export const contactsModule: RecordModule = {
  kind: CONTACTS,
  names: FIELD_NAMES,
  label: (field) => FIELDS[field as FieldName]?.label ?? field,
  shown: (field, value) => (Object.hasOwn(FIELDS, field) ? fieldText(field as FieldName, value) : ''),
  typed: (fields: Fields) => typedFrom(fields),
  read: contactOf,
  address: LIST,
  bulk: BULK_FIELDS,
  merge: MERGING,
  trashDetail: sql`t.title`,
  // What was merged comes back by undoing the merge.
  returnable: sql`r.merged_into_id is null`,
  search: searchContacts,
  async update(tx, person, id, version, body) {
    const read = readContact(body);
    if (!read.ok) return { kind: 'invalid', errors: read.form.errors };
    // Its companies come as a text of before, in which one that was renamed since has its old name.
    const { kind } = await updateContact(tx, person, id, version, read.data, { once: true });
    return { kind };
  },
  async matching(db, query) {
    const asked = await readList(db, { ...query, cursor: undefined });
    if (!asked.readable) return undefined;
    return { begin: empty, ids: sql`select c.id from contacts c where ${matching(asked.filter)}` };
  },
};
