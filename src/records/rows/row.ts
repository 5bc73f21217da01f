import type { JsonValue } from '../../platform/postgres/sql.js';
import type { FieldSet, ReadForm, Row, Rules } from '../fields/set.js';

export type Cells = Readonly<Record<string, JsonValue | null>>;
/** A row that belongs to a record: its id, null for one that has none yet, and the values of its fields. */
export type Child<T> = T & { row: string | null };
/** Where rows lie: `by` is the column of their record, `only` tells them from others of the table, `columns` names those that are not called as their field. */
type RowTable = {
  name: string;
  by: string;
  only?: Readonly<Record<string, string>>;
  columns?: Readonly<Record<string, string>>;
};
/** What a module states of rows that belong to its records. A tick called `primary` is one's alone. */
export type RowsDeclared<T> = {
  label: string;
  /** What one of them is called. */
  one: string;
  /** Inputs are called `<part>_<field>_<n>`; the first field is the one that a row cannot do without. */
  part: string;
  fields: { read(body: unknown, rules?: Rules<never>): ReadForm<T> } & FieldSet;
  rules?: Rules<T>;
  table: RowTable;
  /** A row that says nothing is no row. */
  empty(row: T): boolean;
  /** What makes two rows the same one. */
  key(row: T): string;
  /** What is said of a second row of one key, where there may be none. */
  twice?: string;
  /** All of them as people read them, in one line. */
  shown(rows: T[]): string;
  /** One as a line of a text: what exports hold and old histories hold. */
  line(row: T): string;
  fromLine(line: string): Row;
};

/** How many rows of a kind a record may have. */
export const MOST_CHILDREN = 20;

/** Whether one of the rows is the primary one. */
export function hasPrimary({ fields }: { fields: FieldSet }): boolean {
  return fields.field('primary') !== undefined;
}

/**
 * The rows that a value holds: a list of them, the text that `typed` made of one, or the text of lines that exports and histories
 * of before hold. Nothing is judged; one more than there may be is read, so that too many are noticed.
 */
export function rowsIn<T>(o: RowsDeclared<T>, value: unknown): Row[] {
  const list = typeof value === 'string' ? (jsonIn(value) ?? linesOf(value).map((line) => o.fromLine(line))) : value;
  return Array.isArray(list) ? list.slice(0, MOST_CHILDREN + 1).map(plainly) : [];
}

function linesOf(text: string): string[] {
  const lines = text.split(/[\r\n\p{Zl}\p{Zp}]+/u, MOST_CHILDREN * 4).map((line) => line.trim());
  return lines.filter(Boolean).slice(0, MOST_CHILDREN + 1);
}

function jsonIn(text: string): unknown {
  // As `typed` writes it; a company may be called `[1]`.
  if (!text.startsWith('[{')) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

// What was sent may hold anything; what is no plain value is no value of a field.
function plainly(row: unknown): Row {
  return Object.fromEntries(Object.entries(row ?? {}).filter(([, it]) => typeof it !== 'object'));
}
