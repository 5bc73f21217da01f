import { v7 as uuidv7 } from 'uuid';
import type { Person } from '../../http/person.js';
import { NotFound } from '../../platform/errors.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { type Act, changesBetween, recordHistory } from '../../records/history.js';
import { moveToTrash, restoreFromTrash } from '../../records/trash.js';
import { type CompanyName, findOrAddCompanies } from '../companies/index.js';
import { type Contact, contactOf, instantOf, toColumns } from './contact.js';
import { employmentsText, withoutDoubles } from './employments.js';
import { FIELD_NAMES } from './fields.js';
import { CONTACTS } from './kind.js';
import { POINT_FIELDS, POINT_KINDS, type PointField } from './points.js';
import { type ContactData, type ContactFields, fieldsOf } from './schema.js';

export type Saved =
  | { kind: 'saved' | 'unchanged' }
  | { kind: 'conflict'; current: Contact; typed: ContactFields }
  | { kind: 'in_trash'; current: Contact };
type Made = { id: string; isNew: boolean };
/** A contact's data with the ids of its companies, in the order of its employments. */
type Resolved = ContactData & { companyIds: string[] };

/** Creates a contact; a second submit of the same form makes none and answers the first one's id. */
export async function createContact(
  tx: WriteDoor,
  person: Person,
  typed: ContactData,
  submissionId: string | null,
): Promise<Made> {
  const before = await submittedBefore(tx, submissionId);
  if (before) return { id: before, isNew: false };
  const data = await withCompanies(tx, person, typed, []);
  const id = uuidv7();
  // A failed insert would abort the transaction; this waits for a submit that is under way, then does nothing.
  const made = await tx.contact.createMany({
    data: [{ id, submissionId, ...toColumns(data.fields), createdBy: person.id, updatedBy: person.id }],
    skipDuplicates: true,
  });
  if (made.count === 0) return { id: await firstSubmitted(tx, submissionId), isNew: false };
  await insertPoints(tx, id, POINT_FIELDS, data);
  await insertEmployments(tx, id, data);
  await tell(tx, 'created', id);
  return { id, isNew: true };
}

/** Creates many contacts in a handful of statements; those whose submission id made one before are passed over. */
export async function createContacts(
  tx: WriteDoor,
  person: Person,
  sent: { data: ContactData; submissionId: string }[],
): Promise<void> {
  const rows = sent.map((it) => ({ id: uuidv7(), ...it }));
  const written = { createdBy: person.id, updatedBy: person.id };
  await tx.contact.createMany({
    data: rows.map(({ id, submissionId, data }) => ({ id, submissionId, ...toColumns(data.fields), ...written })),
    skipDuplicates: true,
  });
  const made = await tx.contact.findMany({ where: { id: { in: rows.map(({ id }) => id) } }, select: { id: true } });
  const ids = new Set(made.map(({ id }) => id));
  const added = rows.filter(({ id }) => ids.has(id));
  await tx.contactPoint.createMany({ data: added.flatMap(({ id, data }) => pointRows(id, POINT_FIELDS, data)) });
  await recordHistory(tx, { act: 'created', kind: CONTACTS, entries: added.map(({ id }) => ({ id })) });
  // At the end: from the first company that is added until the commit, nobody else can name a new one.
  await employMany(tx, person, added);
}

async function employMany(tx: WriteDoor, person: Person, added: { id: string; data: ContactData }[]): Promise<void> {
  const names = [...new Set(added.flatMap(({ data }) => data.employments.map(({ name }) => name)))];
  const found = await findOrAddCompanies(
    tx,
    person.id,
    names.map((name) => ({ name })),
  );
  const companies = new Map(names.map((name, n) => [name, found[n] as CompanyName]));
  const namedBy = (data: ContactData) => data.employments.map(({ name }) => companies.get(name) as CompanyName);
  const rows = added.flatMap(({ id, data }) => employmentRows(id, employedAt(data, namedBy(data))));
  await tx.contactCompany.createMany({ data: rows });
}

/**
 * Saves a contact if nobody did since `version`; else answers what stands there now. What changes nothing writes nothing.
 * `once`: a company may be named by what it was called before.
 */
export async function updateContact(
  tx: WriteDoor,
  person: Person,
  id: string,
  version: number,
  typed: ContactData,
  { once = false } = {},
): Promise<Saved> {
  const seen = await contactOf(tx, id);
  if (!seen) throw new NotFound();
  if (seen.deletedAt) return { kind: 'in_trash', current: seen };
  // Companies that stay as they stand are not held: a merge of contacts, which saves in this way, holds the rows that name them.
  const stay = typed.fields.companies === seen.fields.companies;
  const data = stay ? { ...typed, companyIds: [] } : await withCompanies(tx, person, typed, seen.companies, once);
  // A merge of companies that this waited for has moved the rows.
  const before = stay ? seen : ((await contactOf(tx, id)) ?? seen);
  const changes = changesBetween(before.fields, data.fields, FIELD_NAMES);
  if (Object.keys(changes).length === 0) return { kind: 'unchanged' };
  const saved = before.version === version && (await overwrite(tx, person, id, version, data));
  if (!saved) return { kind: 'conflict', current: (await contactOf(tx, id)) ?? before, typed: data.fields };
  const changed = POINT_FIELDS.filter((field) => changes[field]);
  await tx.contactPoint.deleteMany({
    where: { contactId: id, kind: { in: changed.map((field) => POINT_KINDS[field]) } },
  });
  await insertPoints(tx, id, changed, data);
  if (changes.companies) await changeEmployments(tx, before, data);
  await tell(tx, 'changed', id, changes);
  return { kind: 'saved' };
}

/** Moves a contact to the trash; one that lies there already stays as it is. */
export async function deleteContact(tx: WriteDoor, id: string): Promise<void> {
  if (await moveToTrash(tx, { kind: CONTACTS, id })) return tell(tx, 'deleted', id);
  if (!(await contactOf(tx, id))) throw new NotFound();
}

/** Takes a contact out of the trash; one that is not in it stays as it is. */
export async function restoreContact(tx: WriteDoor, id: string): Promise<void> {
  // What was merged comes back by undoing the merge.
  if ((await tx.contact.count({ where: { id, mergedIntoId: { not: null } } })) > 0) throw new NotFound();
  if (await restoreFromTrash(tx, { kind: CONTACTS, id })) return tell(tx, 'restored', id);
  const contact = await contactOf(tx, id);
  if (!contact || contact.deletedAt) throw new NotFound();
}

/** The id of the contact that a form with this submission id made before. */
export async function submittedBefore(tx: WriteDoor, submissionId: string | null): Promise<string | undefined> {
  if (submissionId === null) return undefined;
  const made = await tx.contact.findFirst({ where: { submissionId }, select: { id: true } });
  return made?.id;
}

// A name that the contact carries already means that company, also when it was deleted meanwhile: an edit brings none back.
async function withCompanies(
  tx: WriteDoor,
  person: Person,
  data: ContactData,
  known: CompanyName[],
  once = false,
): Promise<Resolved> {
  const called = (name: string) => known.find((it) => it.name.toLowerCase() === name.toLowerCase())?.id;
  const meant = data.employments.map(({ name, company_id }) => ({ name, id: company_id ?? called(name) }));
  return employedAt(data, await findOrAddCompanies(tx, person.id, meant, { known, once }));
}

function employedAt(data: ContactData, companies: CompanyName[]): Resolved {
  const rows = withoutDoubles(
    data.employments.map((row, n) => ({ ...row, name: companies[n]?.name ?? row.name, now: companies[n]?.id ?? '' })),
  );
  const employments = rows.map(({ now: _, ...row }) => row);
  return {
    ...data,
    employments,
    fields: fieldsOf(data.fields, { ...data, employments }),
    companyIds: rows.map(({ now }) => now),
  };
}

async function overwrite(
  tx: WriteDoor,
  person: Person,
  id: string,
  version: number,
  data: ContactData,
): Promise<boolean> {
  const { count } = await tx.contact.updateMany({
    where: { id, version, deletedAt: null },
    data: { ...toColumns(data.fields), version: { increment: 1 }, updatedAt: new Date(), updatedBy: person.id },
  });
  return count > 0;
}

async function insertPoints(tx: WriteDoor, contactId: string, fields: PointField[], data: ContactData) {
  await tx.contactPoint.createMany({ data: pointRows(contactId, fields, data) });
}

async function insertEmployments(tx: WriteDoor, contactId: string, data: Resolved) {
  await tx.contactCompany.createMany({ data: employmentRows(contactId, data) });
}

// What stays at a company stays the same row: the undo of a merge of companies moves rows by their ids.
async function changeEmployments(tx: WriteDoor, before: Contact, data: Resolved) {
  const left = [...before.companies];
  const take = (fits: (it: Contact['companies'][number]) => boolean) => {
    const at = left.findIndex(fits);
    return at < 0 ? undefined : left.splice(at, 1)[0]?.row;
  };
  const wanted = employmentRows(before.id, data);
  const alike = data.employments.map((row, n) =>
    take(
      (it) => it.id === data.companyIds[n] && employmentsText([it]) === employmentsText([{ ...row, name: it.name }]),
    ),
  );
  const stay = alike.map((row, n) => row ?? take(({ id }) => id === data.companyIds[n]));
  await tx.contactCompany.deleteMany({ where: { id: { in: left.map(({ row }) => row) } } });
  for (const [n, { title, fromOn, toOn, position }] of wanted.entries()) {
    if (!stay[n]) continue;
    await tx.contactCompany.updateMany({ where: { id: stay[n] }, data: { title, fromOn, toOn, position } });
  }
  await tx.contactCompany.createMany({ data: wanted.filter((_, n) => !stay[n]) });
}

function pointRows(contactId: string, fields: PointField[], { points }: ContactData) {
  return fields.flatMap((field) =>
    points[field].map(({ label, value, primary }, position) => ({
      id: uuidv7(),
      contactId,
      kind: POINT_KINDS[field],
      label,
      value,
      isPrimary: primary,
      position,
    })),
  );
}

function employmentRows(contactId: string, { employments, companyIds }: Resolved) {
  return employments.map(({ title, from_on, to_on }, position) => ({
    id: uuidv7(),
    contactId,
    companyId: companyIds[position] ?? '',
    title,
    fromOn: instantOf(from_on),
    toOn: instantOf(to_on),
    position,
  }));
}

async function firstSubmitted(tx: WriteDoor, submissionId: string | null): Promise<string> {
  const id = await submittedBefore(tx, submissionId);
  if (!id) throw new Error('an insert was skipped, and no row with its submission id is there');
  return id;
}

async function tell(tx: WriteDoor, act: Act, id: string, changes = {}): Promise<void> {
  await recordHistory(tx, { act, target: { kind: CONTACTS, id }, changes });
}
