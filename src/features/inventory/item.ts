import { decimal } from '../../http/form.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { FIELD_NAMES, FIELDS, type FieldName } from './fields.js';
import type { ItemData } from './schema.js';

export type Value = string | number | boolean | null;
/** The fields of a row whatever door it was read by: days as YYYY-MM-DD, amounts in minor units. */
export type ItemFields = Record<FieldName, Value>;
export type Item = {
  id: string;
  version: number;
  name: string;
  quantity: number;
  deletedAt: Date | null;
  updatedAt: Date;
  updatedBy: string | null;
  fields: ItemFields;
};

type Row = NonNullable<Awaited<ReturnType<WriteDoor['inventoryItem']['findFirst']>>>;

/** The item with that id, also when it lies in the trash; null when it is nobody's or somebody else's. */
export async function itemOf(tx: WriteDoor, id: string): Promise<Item | null> {
  const row = await tx.inventoryItem.findFirst({ where: { id } });
  return row && fromRow(row);
}

/** An item's fields as the table's columns are written: days become instants at midnight UTC. */
export function toColumns({ company_id, ...data }: ItemData) {
  const day = (text: string | null) => (text === null ? null : new Date(`${text}T00:00:00Z`));
  return {
    ...data,
    companyId: company_id,
    requested_on: day(data.requested_on),
    ordered_on: day(data.ordered_on),
    received_on: day(data.received_on),
    return_due_on: day(data.return_due_on),
    review_due_on: day(data.review_due_on),
    resale_allowed_from: day(data.resale_allowed_from),
    valued_on: day(data.valued_on),
    review_published_on: day(data.review_published_on),
    listed_on: day(data.listed_on),
    sold_on: day(data.sold_on),
    refunded_on: day(data.refunded_on),
    returned_on: day(data.returned_on),
    donated_on: day(data.donated_on),
    given_away_on: day(data.given_away_on),
    discarded_on: day(data.discarded_on),
  };
}

/** The fields as a form shows them: amounts as plain decimals, a tick as `true`. */
export function typedFrom(fields: ItemFields): Record<FieldName, string> {
  const typed = FIELD_NAMES.map((name) => [name, asTyped(name, fields[name], String(fields.currency))]);
  return Object.fromEntries(typed) as Record<FieldName, string>;
}

function asTyped(name: FieldName, value: Value, currency: string): string {
  if (value === null || value === false) return '';
  return FIELDS[name].kind === 'money' ? decimal(Number(value), currency) : String(value);
}

function fromRow(row: Row): Item {
  const { id, version, name, quantity, deletedAt, updatedAt, updatedBy, companyId } = row;
  const columns: Record<string, unknown> = { ...row, company_id: companyId };
  const fields = Object.fromEntries(FIELD_NAMES.map((field) => [field, plain(columns[field])])) as ItemFields;
  return { id, version, name, quantity, deletedAt, updatedAt, updatedBy, fields };
}

function plain(value: unknown): Value {
  return value instanceof Date ? value.toISOString().slice(0, 10) : (value as Value);
}
