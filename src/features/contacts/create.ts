import type { Person } from '../../http/person.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { CHUNK } from '../../records/bulk/batch.js';
import { recordHistory } from '../../records/history.js';
import { insertRecords } from '../../records/record/write.js';
import { findOrAddCompanies } from '../companies/index.js';
import { CONTACT_FIELDS, type ContactData } from './fields.js';
import { CONTACTS } from './kind.js';
import { POINT_FIELDS } from './points.js';

type Sent = { data: ContactData; submissionId: string };
type Added = { id: string; data: ContactData };

/** Creates many contacts as one act, in a handful of statements; those whose submission id made one before are passed over. Answers how many it made. */
export async function createContacts(tx: WriteDoor, person: Person, sent: Sent[], batchId: string): Promise<number> {
  const added: Added[] = [];
  // A statement has less time than the whole.
  for (let at = 0; at < sent.length; at += CHUNK)
    added.push(...(await createSome(tx, sent.slice(at, at + CHUNK), batchId)));
  // At the end: from the first company that is added until the commit, nobody else can name a new one.
  await employMany(tx, person, added);
  return added.length;
}

async function createSome(tx: WriteDoor, sent: Sent[], batchId: string): Promise<Added[]> {
  const ids = await insertRecords(tx, { kind: CONTACTS, fields: CONTACT_FIELDS }, sent);
  const added = sent.flatMap(({ data }, n) => (ids[n] ? [{ id: ids[n], data: CONTACT_FIELDS.adopt(data) }] : []));
  for (const name of POINT_FIELDS)
    await CONTACT_FIELDS.all[name].save(
      tx,
      added.map(({ id, data }) => ({ id, before: null, after: data[name] })),
    );
  await recordHistory(tx, { act: 'created', kind: CONTACTS, entries: added.map(({ id }) => ({ id })), batchId });
  return added;
}

async function employMany(tx: WriteDoor, person: Person, added: Added[]): Promise<void> {
  const names = [...new Set(added.flatMap(({ data }) => data.companies.map(({ name }) => name ?? '')))];
  const found = await findOrAddCompanies(
    tx,
    person.id,
    names.map((name) => ({ name })),
  );
  const companies = new Map(names.map((name, n) => [name, found[n]?.id ?? '']));
  const placed = added.map(({ id, data }) => ({
    id,
    before: null,
    after: data.companies.map((row) => ({ ...row, id: companies.get(row.name ?? '') ?? '' })),
  }));
  await CONTACT_FIELDS.all.companies.save(tx, placed);
}
