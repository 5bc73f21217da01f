import type { Option } from '../../http/form.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import type { JsonValue } from '../../platform/postgres/sql.js';
import type { FieldSet, ReadForm, Row, Rules } from '../fields/set.js';
import type { RecordState } from '../state.js';
import type { Act } from '../states.js';
import { rowInJson } from './json.js';

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
  fields: { read(body: unknown, rules?: Rules<never>, own?: string): ReadForm<T> } & FieldSet;
  rules?: Rules<T>;
  table: RowTable;
  /** How many a record may have; `MOST_CHILDREN` where it is not stated. */
  most?: number;
  /** They are added and changed one by one, on pages of their own: the record's form leaves them as they are. */
  apart?: RowsApart;
  /** A row that says nothing is no row. */
  empty(row: T): boolean;
  /** What makes two rows the same one. */
  key(row: T): string;
  /** What is said of a second row of one key, where there may be none. */
  twice?: string;
  /** All of them as people read them, in one line. */
  shown(rows: T[]): string;
  /** One as a history tells it; as `shown` tells it alone where nothing else is said. */
  told?(row: T): string;
  /** One as a line of a text: what exports hold and old histories hold; as programs are told it where nothing else is said. */
  line?(row: T): string;
  fromLine?(line: string): Row;
};

/** What rows have whose pages are their own. */
type RowsApart = {
  /** What the form of a row shows, and what it folds under one line; the rest of its fields are set by acts alone. */
  asks: readonly string[];
  folded?: readonly string[];
  /** What is done to one of them: a small form of what it needs, or at once, at its `name` behind the row's address. */
  acts?: readonly Act[];
  /** What one of them is called, of its values. */
  called?(row: Row): string;
  /** What a form of a row holds and hints at first, by the record and what is done. */
  begin?(db: Pick<ReadDoor, 'row' | 'rows'>, asked: RowBegun): RowBeginning | Promise<RowBeginning>;
  /** The choices that stand in a table. */
  options?(db: Pick<ReadDoor, 'row' | 'rows'>): Promise<Record<string, readonly Option[]>>;
};
/** A form of a row that is opened: of a new one, one that is there, or an act on it. */
export type RowBegun = { record: RecordState; row: Row | null; act?: Act | undefined; today: string };
/** What it holds at first, what it hints at, what it waits for, and what it need not ask this time. */
export type RowBeginning = {
  initial?: Record<string, string>;
  hints?: Record<string, string>;
  waits?: { title: string; items: readonly string[]; href: string; label: string };
  unasked?: readonly string[];
  /** What else is done to the row, by buttons that send its form elsewhere. */
  buttons?: readonly { label: string; icon: string; action: string; name: string; value: string }[];
  /** Choices that are the record's own. */
  options?: Record<string, readonly Option[]>;
};

/** Rows whose pages are their own, as these pages know them. */
export type Apart = RowsApart &
  Pick<RowsDeclared<never>, 'label' | 'one' | 'part'> & { fields: FieldSet; rules?: Rules<never> };

/** How many rows of a kind a record may have, where its module says nothing else. */
export const MOST_CHILDREN = 20;
/** The value of rows that a form did not send, and that stay as they are. */
export const UNSENT: never[] = [];

/** How many rows a record may have. */
export function mostOf({ most = MOST_CHILDREN }: { most?: number }): number {
  return most;
}

/** Whether one of the rows is the primary one. */
export function hasPrimary({ fields }: { fields: FieldSet }): boolean {
  return fields.field('primary') !== undefined;
}

/**
 * The rows that a value holds: a list of them, the text that `typed` made of one, or the text of lines that exports and histories
 * of before hold. Nothing is judged; one more than there may be is read, so that too many are noticed.
 */
export function rowsIn<T>(o: RowsDeclared<T>, value: unknown): Row[] {
  const list = typeof value === 'string' ? (jsonIn(value) ?? rowsOfLines(o, value)) : value;
  return Array.isArray(list) ? list.slice(0, mostOf(o) + 1).map(plainly) : [];
}

/** The rows that the lines of a text say, whatever they begin with: a contact may be called `[{}]`. */
export function rowsOfLines<T>(o: RowsDeclared<T>, text: string): Row[] {
  return linesOf(text, mostOf(o)).map((line) => o.fromLine?.(line) ?? rowInJson(o, line));
}

function linesOf(text: string, most: number): string[] {
  const lines = text.split(/[\r\n\p{Zl}\p{Zp}]+/u, most * 4).map((line) => line.trim());
  return lines.filter(Boolean).slice(0, most + 1);
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
