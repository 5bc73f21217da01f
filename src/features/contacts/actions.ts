import { v7 as uuidv7 } from 'uuid';
import type { Person } from '../../http/person.js';
import type { WriteDoor } from '../../platform/database.js';
import { NotFound } from '../../platform/errors.js';
import { type Act, changesBetween, recordHistory } from '../../records/history.js';
import { targetColumns } from '../../records/kinds.js';
import { moveToTrash, restoreFromTrash } from '../../records/trash.js';
import { findOrAddCompany } from '../companies/index.js';
import { type Contact, contactOf, instantOf, toColumns } from './contact.js';
import { FIELD_NAMES } from './fields.js';
import { POINT_FIELDS, POINT_KINDS, type PointField } from './points.js';
import { type ContactData, fieldsOf } from './schema.js';

export type Saved = { kind: 'saved' | 'unchanged' } | { kind: 'conflict' | 'in_trash'; current: Contact };
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
  const known: Contact['companies'] = [];
  const rows: { id: string; submissionId: string; data: Resolved }[] = [];
  for (const { data, submissionId } of sent) {
    const resolved = await withCompanies(tx, person, data, known);
    known.push(...resolved.employments.map(({ name }, n) => ({ id: resolved.companyIds[n] ?? '', name })));
    rows.push({ id: uuidv7(), submissionId, data: resolved });
  }
  const written = { createdBy: person.id, updatedBy: person.id };
  await tx.contact.createMany({
    data: rows.map(({ id, submissionId, data }) => ({ id, submissionId, ...toColumns(data.fields), ...written })),
    skipDuplicates: true,
  });
  const made = await tx.contact.findMany({ where: { id: { in: rows.map(({ id }) => id) } }, select: { id: true } });
  const ids = new Set(made.map(({ id }) => id));
  const added = rows.filter(({ id }) => ids.has(id));
  await tx.contactPoint.createMany({ data: added.flatMap(({ id, data }) => pointRows(id, POINT_FIELDS, data)) });
  await tx.contactCompany.createMany({ data: added.flatMap(({ id, data }) => employmentRows(id, data)) });
  await tx.historyEntry.createMany({
    data: added.map(({ id }) => ({
      id: uuidv7(),
      act: 'created',
      changes: {},
      ...targetColumns({ kind: 'contacts', id }),
    })),
  });
}

/** Saves a contact if nobody did since `version`; else answers what stands there now. What changes nothing writes nothing. */
export async function updateContact(
  tx: WriteDoor,
  person: Person,
  id: string,
  version: number,
  typed: ContactData,
): Promise<Saved> {
  const before = await contactOf(tx, id);
  if (!before) throw new NotFound();
  if (before.deletedAt) return { kind: 'in_trash', current: before };
  const data = await withCompanies(tx, person, typed, before.companies);
  const changes = changesBetween(before.fields, data.fields, FIELD_NAMES);
  if (Object.keys(changes).length === 0) return { kind: 'unchanged' };
  const saved = before.version === version && (await overwrite(tx, person, id, version, data));
  if (!saved) return { kind: 'conflict', current: (await contactOf(tx, id)) ?? before };
  const changed = POINT_FIELDS.filter((field) => changes[field]);
  await tx.contactPoint.deleteMany({
    where: { contactId: id, kind: { in: changed.map((field) => POINT_KINDS[field]) } },
  });
  await insertPoints(tx, id, changed, data);
  if (changes.companies) {
    await tx.contactCompany.deleteMany({ where: { contactId: id } });
    await insertEmployments(tx, id, data);
  }
  await tell(tx, 'changed', id, changes);
  return { kind: 'saved' };
}

/** Moves a contact to the trash; one that lies there already stays as it is. */
export async function deleteContact(tx: WriteDoor, id: string): Promise<void> {
  if (await moveToTrash(tx, { kind: 'contacts', id })) return tell(tx, 'deleted', id);
  if (!(await contactOf(tx, id))) throw new NotFound();
}

/** Takes a contact out of the trash; one that is not in it stays as it is. */
export async function restoreContact(tx: WriteDoor, id: string): Promise<void> {
  // What was merged comes back by undoing the merge.
  if ((await tx.contact.count({ where: { id, mergedIntoId: { not: null } } })) > 0) throw new NotFound();
  if (await restoreFromTrash(tx, { kind: 'contacts', id })) return tell(tx, 'restored', id);
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
  known: Contact['companies'],
): Promise<Resolved> {
  const found: { id: string; name: string }[] = [];
  for (const { name } of data.employments) {
    const same = (it: { name: string }) => it.name.toLowerCase() === name.toLowerCase();
    found.push([...known, ...found].find(same) ?? (await findOrAddCompany(tx, person.id, name)));
  }
  const employments = data.employments.map((row, at) => ({ ...row, name: found[at]?.name ?? row.name }));
  return {
    ...data,
    employments,
    fields: fieldsOf(data.fields, { ...data, employments }),
    companyIds: found.map(({ id }) => id),
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
  await recordHistory(tx, { act, target: { kind: 'contacts', id }, changes });
}
