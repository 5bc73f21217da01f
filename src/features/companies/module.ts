import { empty, sql } from '../../platform/postgres/sql.js';
import type { RecordModule } from '../../records/module.js';
import { updateCompany } from './actions.js';
import { BULK_FIELDS } from './bulk-fields.js';
import { lockNames } from './by-name.js';
import { companyOf, typedFrom } from './company.js';
import { FIELD_NAMES, FIELDS, type FieldName, fieldText } from './fields.js';
import { COMPANIES } from './kind.js';
import { LIST } from './list-columns.js';
import { matching } from './list-queries.js';
import { readList } from './list-request.js';
import { MERGING } from './merge.js';
import { place } from './placing.js';
import { readCompany } from './schema.js';
import { searchCompanies } from './search.js';

/** The companies, as what every record can do knows them. */
export const companiesModule: RecordModule = {
  kind: COMPANIES,
  fields: FIELD_NAMES,
  label: (field) => FIELDS[field as FieldName]?.label ?? field,
  shown: (field, value) => (field in FIELDS ? fieldText(field as FieldName, value) : ''),
  typed: typedFrom,
  read: companyOf,
  search: searchCompanies,
  list: LIST,
  bulk: BULK_FIELDS,
  merge: MERGING,
  trashDetail: sql`t.domain`,
  pictures: 'logo',
  // A name and a website are one company's; what was merged comes back by undoing the merge.
  returnable: sql`r.merged_into_id is null and not exists (select from companies o where o.deleted_at is null and (o.name_key = r.name_key or o.domain = r.domain))`,
  async update(tx, person, id, version, body) {
    await lockNames(tx);
    const before = await companyOf(tx, id);
    if (!before || before.deletedAt) return { kind: 'in_trash' };
    const read = readCompany(body);
    if (!read.ok) return { kind: 'invalid', errors: read.form.errors };
    const settled = await place(tx, read.data, before);
    if (!settled.ok) return { kind: 'invalid', errors: settled.errors };
    const { kind } = await updateCompany(tx, person, before, version, settled.placed);
    return { kind };
  },
  async matching(db, query) {
    const asked = await readList(db, { ...query, cursor: undefined });
    if (!asked.readable) return undefined;
    return { begin: empty, ids: sql`select c.id from companies c where ${matching(asked.filter)}` };
  },
};
