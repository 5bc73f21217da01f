import type { WriteDoor } from '../../platform/postgres/database.js';
import type { RecordState } from '../../records/module.js';
import type { Employment } from './employments.js';
import { FIELD_NAMES, type FieldName } from './fields.js';
import type { PointField } from './points.js';
import { type ContactFields, fieldsOf } from './schema.js';

/** A contact whatever door it was read by, with the companies it names, each beside the id of its `row`. */
export type Contact = Omit<RecordState, 'fields'> & {
  fields: ContactFields;
  companies: (Employment & { id: string; row: string })[];
  mergedIntoId: string | null;
};

type Columns = Parameters<typeof fieldsOf>[0];

/** The contact with that id, also when it lies in the trash; null when there is none. */
export async function contactOf(tx: WriteDoor, id: string): Promise<Contact | null> {
  const orderBy = [{ position: 'asc' as const }, { id: 'asc' as const }];
  const company = { select: { id: true, name: true } };
  const row = await tx.contact.findFirst({
    where: { id },
    include: { points: { orderBy }, companies: { orderBy, include: { company } } },
  });
  if (!row) return null;
  const points = (kind: string) =>
    row.points
      .filter((point) => point.kind === kind)
      .map(({ label, value, isPrimary }) => ({ label, value, primary: isPrimary }));
  const companies = row.companies.map(({ id: row, company, title, fromOn, toOn }) => ({
    row,
    id: company.id,
    name: company.name,
    title,
    from_on: dayText(fromOn),
    to_on: dayText(toOn),
  }));
  const columns = { ...row, next_touch_on: dayText(row.next_touch_on) } as unknown as Columns;
  const all = fieldsOf(columns, {
    points: { emails: points('email'), phones: points('phone'), handles: points('handle') },
    employments: companies,
  });
  const { version, deletedAt, updatedAt, updatedBy, mergedIntoId } = row;
  const fields = Object.fromEntries(FIELD_NAMES.map((name) => [name, all[name]])) as unknown as ContactFields;
  return { id, name: nameOf(fields), version, deletedAt, updatedAt, updatedBy, fields, companies, mergedIntoId };
}

/** A contact's fields as the table's own columns are written: what repeats has tables of its own. */
export function toColumns({ emails: _e, phones: _p, handles: _h, companies: _c, ...columns }: ContactFields) {
  return { ...columns, next_touch_on: instantOf(columns.next_touch_on) };
}

/** A day as the database is handed it: midnight UTC. */
export function instantOf(day: string | null): Date | null {
  return day === null ? null : new Date(`${day}T00:00:00Z`);
}

/** What a contact is called: the table's generated `name`. */
export function nameOf({ first_name, last_name }: Pick<ContactFields, 'first_name' | 'last_name'>): string {
  return last_name === null ? first_name : `${first_name} ${last_name}`;
}

/** The fields as a form's inputs hold them, each one text. */
export function typedFrom(fields: Partial<Record<FieldName | PointField, unknown>>): Record<string, string> {
  const typed = FIELD_NAMES.map((name) => [name, asTyped(fields[name])]);
  return Object.fromEntries(typed) as Record<string, string>;
}

function asTyped(value: unknown): string {
  return value === null || value === undefined || value === false ? '' : String(value);
}

function dayText(day: Date | null): string | null {
  return day === null ? null : day.toISOString().slice(0, 10);
}
