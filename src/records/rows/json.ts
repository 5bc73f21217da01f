import type { JsonValue } from '../../platform/postgres/sql.js';
import type { Value } from '../fields/field.js';
import type { FieldSet, Row } from '../fields/set.js';

type Of = { fields: Omit<FieldSet, 'read'> };

/** Rows as programs are told them: the id of each as `row`, then its fields as any other's. */
export function rowsToJson({ fields }: Of, value: unknown): JsonValue[] {
  const all = Array.isArray(value) ? (value as Row[]) : [];
  return all.map((row) => ({ row: (row.row ?? null) as string | null, ...fields.json(row) }));
}

/** What programs sent of rows as they are kept, so far as it can be read; what cannot stays as it came, for its message. */
export function rowsFromJson({ fields }: Of, json: unknown): unknown {
  if (!Array.isArray(json)) return json;
  return json.map((row: Row | null) => ({
    row: row?.row ?? null,
    ...Object.fromEntries(fields.names.flatMap((name) => cellOf(fields, row ?? {}, name))),
  }));
}

/** A row as a line of JSON: what it says, amounts as decimals. An id stands for nothing in another database, where its name does. */
export function lineInJson({ fields }: Of, row: Row): string {
  const says = Object.entries(fields.json(row)).filter(
    ([name, value]) => value !== null && fields.field(name)?.schema.format !== 'uuid',
  );
  return JSON.stringify(Object.fromEntries(says));
}

/** The row that such a line says. One that is no JSON names no row that could be read, which the fields of one then say. */
export function rowInJson(o: Of, line: string): Row {
  try {
    const [row] = rowsFromJson(o, [JSON.parse(line)]) as Row[];
    return row ?? {};
  } catch {
    return {};
  }
}

function cellOf({ field, around }: Of['fields'], row: Row, name: string): [string, Value][] {
  const it = field(name);
  if (!it || row[name] === undefined) return [];
  const sent = it.fromJson(row[name]);
  const read = it.parse(around(row)).safeParse(sent);
  return [[name, read.success ? read.data : sent]];
}
