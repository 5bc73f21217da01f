import { NotFound } from '../../platform/errors.js';
import { sql } from '../../platform/postgres/sql.js';
import type { Fields, RecordModule } from '../../records/module.js';
import { updateItem, withKeptCompany } from './actions.js';
import { BULK_FIELDS } from './bulk-fields.js';
import { dueItems } from './dashboard-queries.js';
import { fieldText } from './field-text.js';
import { FIELD_NAMES, FIELDS, type FieldName } from './fields.js';
import { type ItemFields, itemOf, typedFrom } from './item.js';
import { INVENTORY } from './kind.js';
import { LIST } from './list-columns.js';
import { found, matching } from './list-queries.js';
import { readList } from './list-request.js';
import { readItem } from './schema.js';
import { searchItems } from './search.js';

/** The inventory, as what every record can do knows it. */
export const inventoryModule: RecordModule = {
  kind: INVENTORY,
  // The brand tells which company it is.
  names: FIELD_NAMES.filter((name) => name !== 'company_id'),
  label: (field) => FIELDS[field as FieldName]?.label ?? field,
  shown: (field, value, currency = '') => (field in FIELDS ? fieldText(field as FieldName, value, currency) : ''),
  typed(fields: Fields) {
    const { company_id: _, ...typed } = typedFrom(fields as ItemFields);
    return typed;
  },
  read: itemOf,
  address: LIST,
  bulk: BULK_FIELDS,
  search: searchItems,
  trashDetail: sql`t.brand`,
  pictures: 'photos',
  due: dueItems,
  async update(tx, person, id, version, body) {
    const read = readItem(body, person.currency);
    if (!read.ok) return { kind: 'invalid', errors: read.form.errors };
    const before = await itemOf(tx, id);
    if (!before) throw new NotFound();
    const data = await withKeptCompany(tx, person, before, read.data, true);
    if (!data) return { kind: 'invalid', errors: { brand: 'This brand is no longer there.' } };
    return updateItem(tx, person, before, version, data);
  },
  async matching(db, query, person) {
    const asked = await readList(db, { ...query, cursor: undefined }, person);
    if (!asked.readable) return undefined;
    return {
      begin: found(asked.filter),
      ids: sql`select i.id from inventory_items i where ${matching(asked.filter)}`,
    };
  },
};
