import type { Cell } from '../../http/list/cells.js';
import type { Parts, Sort } from '../../http/list/page.js';
import type { Person } from '../../http/person.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import type { Sql } from '../../platform/postgres/sql.js';
import type { Filter, Indexed, Narrowed } from '../fields/filter.js';
import type { Row } from '../fields/set.js';
import type { Asked } from './asked.js';

/** Who reads, and which day it is where they are. */
export type Reader = { person: Person; today: string };

/** `up`: it begins with the least. What is joined may be of the reader and their day. */
export type ListSort = Omit<Sort, 'join' | 'parts'> & {
  label: string;
  up?: true;
  join?: (reader: Reader) => Sql;
  parts?: (reader: Reader) => Parts;
};

/** Where a cell stands on a phone: under the name, first or second, or at the end of the row, alone, or one above another. */
type PhonePlace = 'u1' | 'u2' | 'e' | 'e1' | 'e2';
/** A column beside the first. `cls` says on which widths it is shown, `width` how wide it is. */
export type ListColumn = {
  name: string;
  label: string;
  /** Shown unless others are chosen. */
  standard: boolean;
  cls: string;
  width: string;
  right?: true;
  /** Its place on a phone, where others are not shown. There it stands also when it was not chosen, so `select` carries it. */
  phone?: PhonePlace;
  /** What its head says, where that depends on the day. */
  head?(reader: Reader): string;
  cell(row: Row, reader: Reader): Cell;
  /** As an export holds it, where no field of its name says it. */
  csv?(row: Row, reader: Reader): string;
  /** The sum of all rows in one currency, which may depend on the day, and how it is printed. */
  total?: { sum: Sql | ((reader: Reader) => Sql); cell(value: number | null, currency: string): Cell };
};
/** The first cell of a row. */
export type RowHead = {
  name: string;
  /** What tells it from others of its name. */
  title?: string;
  /** A sign behind the name, and what it says. */
  sign?: string | null;
  /** What the list's own template of the first cell prints besides. */
  own?: object;
};
/** What a stretch of rows is called; `cls` says how its head looks. */
export type Section = { title: string; cls?: string };

/** What a module says of its list. The table is called by `alias` in every fragment. */
export type ListDeclared = {
  alias: string;
  /** In the order of the menu, before those of its fields' own columns. Each has an expression that is never null. */
  sorts: Readonly<Record<string, ListSort>>;
  /** The order where none is asked for. */
  sort: string;
  /** Columns that stand in an index under an expression, word for word. */
  indexed?: Readonly<Record<string, Indexed>>;
  /** The rows that hold each of the words, which are in their normal form. */
  search(words: string[], db: Pick<ReadDoor, 'row'>): Narrowed | Promise<Narrowed>;
  /** Filters beside those of its fields, or in their place, by name. */
  filters?: Readonly<Record<string, Filter>>;
  /** Filters that stand before the others of their kind. */
  first?: readonly string[];
  columns: readonly ListColumn[];
  /** What a row carries for its cells, as columns of a select. */
  select(reader: Reader): Sql;
  /** What it carries is read for the rows of the page alone, however the page was found. */
  dear?: true;
  row(row: Row, reader: Reader): RowHead;
  /** A template of the first cell, where that is more than a link; it prints `row`. */
  named?: string;
  /** Where the list that is asked for falls into stretches of rows: which one a row stands in. */
  sections?(asked: Asked): ((row: Row, reader: Reader) => Section) | undefined;
  /** What the end of a row is called on a phone, and how wide it is. */
  small: { label: string; head?(reader: Reader): string; width: string };
  /** Parameters that stay when another view is opened or all filters go: how the rows are laid out is no part of which they are. */
  across?: readonly string[];
  /** Views that everybody has, in their order, by the name that the address has for them: what each is called, and its query. */
  views?: Readonly<Record<string, readonly [name: string, query: string]>>;
  /** The one of them that it opens with, unless a view or what that narrows by is asked for. */
  opens?: string;
  /** The column of which the bar shows the sum over ticked rows, and what that is called; all are in its table. */
  sum?: { of: string; label: string };
  /** What is joined to the rows that are summed, one row to each: what sums ask of it is found once, not for each of them. */
  summed?: Sql;
  /** What an empty list says to do, to those who may and to those who may not. */
  empty: { text: string; reader: string };
  /** What the caption of the table adds. */
  caption?: string;
  /** Columns of the table that an export holds behind its fields, each by its value, or the text by which Postgres tells it. */
  exported?: Readonly<Record<string, (value: unknown, row: Row) => string>>;
  /** What of these is no column. */
  computed?: Readonly<Record<string, Sql>>;
};
