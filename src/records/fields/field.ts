import type { z } from 'zod';
import { csvText, readCsvText } from '../../http/csv.js';
import type { Form, Option } from '../../http/form.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import type { JsonValue, Sql, SqlType } from '../../platform/postgres/sql.js';
import type { BulkField } from '../bulk/field.js';
import type { Change } from '../history.js';
import type { Around, Filter, Indexed } from './filter.js';
import { byWords, type FieldSort } from './sort.js';

/** A value as it is kept: days as YYYY-MM-DD, amounts in minor units, rows that belong to a record as a list of them. */
export type Value = JsonValue | null;

/** What a form prints to have a field typed: `components/input.njk` prints each control. */
export type Input = {
  control:
    | 'field'
    | 'textarea'
    | 'select'
    | 'radios'
    | 'checkbox'
    | 'date'
    | 'money'
    | 'combobox'
    | 'choices'
    | 'rows'
    | 'photos'
    | 'none';
  hint?: string;
  placeholder?: string;
  inputmode?: string;
  type?: string;
  options?: readonly Option[];
  empty?: string;
  url?: string;
  id_name?: string;
  add?: string;
  /** Of files: how many, and how large each may be. */
  most?: { files: number; bytes: number };
  /** Of rows: each in one line, its value and what that is for. */
  lined?: true;
};

/** How a record is known again by a field, where rows of a table may mean it. */
export type Known = {
  /** What the key is called, where not as the field. */
  label?: string;
  /** The column that holds it, where not that of the field; of the record's own table, unless `of` says by which column of another it belongs to it. */
  column?: string;
  of?: { table: string; by: string; only: Readonly<Record<string, string>> };
  /** A function of the database that finds the ids of keys in lower case, where a policy keeps the column's index from doing it. */
  found?: string;
  /** The key that an input means, as that column holds it; null for none. Whatever its case, where it is not stated. */
  key?(input: string): string | null;
};

/** What every kind may be told. */
export type Common = {
  /** By it a record is known again. */
  known?: Known;
  label: string;
  /** What tables call it besides, with commas, by which a column finds it. Of a day `x on` it is `x`, `x date` and `date x` anyhow. */
  also?: string;
  hint?: string;
  /** What a new form holds before anything is typed, as its input holds it. */
  initial?: string;
  /** A column of the list that one may choose, behind those that the list itself names. */
  listed?: true;
};

/**
 * One field of a module, and all that is derived from its kind. Members that take a value are methods, so that a field of a
 * narrower value is a field.
 */
export interface Field<V extends Value = Value> {
  readonly kind: string;
  readonly label: string;
  readonly optional: boolean;
  readonly initial?: string;
  readonly listed?: true;
  readonly known?: Known;
  readonly also?: string;
  /** The field that says in which currency an amount is. */
  readonly within?: string;
  /** Of rows that belong to a record: how their inputs are called, and the fields of each. */
  readonly rows?: { part: string; fields: KnownFields };
  /** Whom a message about this field stands beside, where people do not see it. */
  readonly beside?: string;
  readonly input: Input;
  /** Its column, and where that has not the field's name, what it is called; none where the value lies in a table of its own. */
  readonly stored: { type: SqlType; column?: string } | null;
  /** The value for a row of the table, where the column holds something that stands for it. `column`: its column, with the alias. */
  read?(column: (name: string) => Sql): Sql;
  /** Reads what was typed. */
  parse(around: Around): z.ZodType<V>;
  /** As an input holds it: what `parse` reads back. */
  typed(value: V, around: Around): string;
  /** As people read it, '' for none. */
  shown(value: V, around: Around): string;
  /** As an export holds it. */
  cell(value: V, around: Around): string;
  /** What `parse` reads of a cell that `cell` wrote. */
  fromCell(cell: string): string;
  /** As a program is told it. */
  json(value: V, around: Around): JsonValue | null;
  /** What `parse` reads of what `json` wrote. */
  fromJson(json: unknown): string;
  /** What `json` writes, as JSON Schema says it. */
  readonly schema: JsonSchema;
  /** What a form sent of it, where that is more than the input of its name; `asSent`: the same before any text was spelled out as inputs. */
  sent?(name: string, body: Readonly<Record<string, unknown>>, asSent?: Readonly<Record<string, unknown>>): unknown;
  /** Its inputs in a form, where it has more than the one of its name. */
  inputs?(name: string, value: V): Record<string, string>;
  /** What one text says of it, where it has several inputs. Nothing is judged. */
  said?(text: string): V;
  /** What a form prints of those inputs; `more`: the field that gets one more of them. */
  printed?(name: string, form: Form, more: unknown): object;
  /** Those of its inputs that nobody sees, beside which these inputs stand. */
  unseen?(inputs: readonly string[]): string[];
  /** What messages beside those inputs are called by. */
  inputLabels?(name: string, inputs: readonly string[]): Record<string, string>;
  /** The value with what the one of before knows, and one that is restored: the ids of rows that stay, or come back. */
  adopt?(value: V, before: V, restored?: V): V;
  /** What a history keeps of a change of it; both values where it is not stated. */
  kept?(before: V, after: V): Change;
  /** The value with such a change taken back. */
  before?(now: V, change: Change): V;
  /** Such a change as people read it. */
  told?(change: Change): [from: string, to: string];
  /** Writes what lies in a table of its own, of as many records as are there. */
  save?(tx: WriteDoor, records: readonly { id: string; before: V; after: V }[]): Promise<void>;
  /** Its filter in a list, where it has one. */
  filter?(name: string, column: (name: string) => Indexed): Filter;
  /** How a list is sorted by it. `at`: its value in SQL. */
  sort?(at: Sql): FieldSort;
  /** How it is set in many records at once, where it can be. */
  bulk?(name: string): BulkField;
}

/** Fields that are found by their names. */
export type KnownFields = { readonly names: readonly string[]; field(name: string): Field | undefined };

/** A schema of JSON, 2020-12. */
export type JsonSchema = { readonly [word: string]: JsonValue };

/** The schema of what may be missing, which is null then. */
export function orNull(optional: boolean, schema: JsonSchema & { readonly type: string }): JsonSchema {
  return optional
    ? { ...schema, type: [schema.type, 'null'], ...(Array.isArray(schema.enum) && { enum: [...schema.enum, null] }) }
    : schema;
}

/** The members of kinds whose values are texts that are shown and exported as they stand. */
export const asText = {
  sort: byWords,
  typed: (value: string | null) => value ?? '',
  shown: (value: string | null) => value ?? '',
  cell: csvText,
  fromCell: readCsvText,
  json: (value: string | null) => value,
  fromJson: (json: unknown) => (typeof json === 'string' ? json : ''),
};

/** The members of kinds whose values need no guard in a cell: numbers, days, codes, ticks. */
export const asPlain = {
  typed: (value: Value) => (value === null || value === false ? '' : String(value)),
  shown: (value: Value) => (value === null ? '' : String(value)),
  cell: (value: Value) => (value === null ? '' : String(value)),
  fromCell: (cell: string) => cell,
  json: (value: Value) => value,
  fromJson: (json: unknown) => (json === null || json === undefined ? '' : String(json)),
};
