import type { Person } from '../../http/person.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { recordHistory } from '../../records/history.js';
import { insertRecords } from '../../records/record/write.js';
import { findOrAddCompanies } from '../companies/index.js';
import { CONTACT_FIELDS, type ContactData } from './fields.js';
import { CONTACTS } from './kind.js';
import { POINT_FIELDS } from './points.js';

/** Creates many contacts as one act, in a handful of statements; those whose submission id made one before are passed over. Answers how many it made. */
export async function createContacts(
  tx: WriteDoor,
  person: Person,
  sent: { data: ContactData; submissionId: string }[],
  batchId: string,
): Promise<number> {
  const ids = await insertRecords(tx, { kind: CONTACTS, fields: CONTACT_FIELDS }, sent);
  const added = sent.flatMap(({ data }, n) => (ids[n] ? [{ id: ids[n], data: CONTACT_FIELDS.adopt(data) }] : []));
  for (const name of POINT_FIELDS)
    await CONTACT_FIELDS.all[name].insert(
      tx,
      added.map(({ id, data }) => ({ id, rows: data[name] })),
    );
  await recordHistory(tx, { act: 'created', kind: CONTACTS, entries: added.map(({ id }) => ({ id })), batchId });
  // At the end: from the first company that is added until the commit, nobody else can name a new one.
  await employMany(tx, person, added);
  return added.length;
}

async function employMany(tx: WriteDoor, person: Person, added: { id: string; data: ContactData }[]): Promise<void> {
  const names = [...new Set(added.flatMap(({ data }) => data.companies.map(({ name }) => name ?? '')))];
  const found = await findOrAddCompanies(
    tx,
    person.id,
    names.map((name) => ({ name })),
  );
  const companies = new Map(names.map((name, n) => [name, found[n]?.id ?? '']));
  const placed = added.map(({ id, data }) => ({
    id,
    rows: data.companies.map((row) => ({ ...row, id: companies.get(row.name ?? '') ?? '' })),
  }));
  await CONTACT_FIELDS.all.companies.insert(tx, placed);
}
