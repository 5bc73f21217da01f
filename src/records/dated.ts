import { shortDate } from '../http/format.js';
import { type Sql, sql } from '../platform/postgres/sql.js';
import type { Reader } from './list/define.js';

/** What a day is about, as chips, the calendar and its feed tell it: its name in an address, its colour (a class of the charts' series). */
export type DayGroup = { name: string; label: string; series: string };

/** The days on which money is due, whichever module says so. */
export const MONEY: DayGroup = { name: 'money', label: 'Money', series: 'c5' };

/** A day of a record, as its module's statement reads it; its `detail` with what the module says stands before it. */
export type DatedRow = {
  /** Which of the module's `whats` it is. */
  what: string;
  /** The record, and the row of it that has the day, where it is one. */
  id: string;
  row_id: string | null;
  name: string;
  detail: string | null;
  /** Since when it stands so: told behind its detail. */
  since: string | null;
  /** YYYY-MM-DD; null for what has no day and is asked for now. */
  day: string | null;
  /** `open`: still to come about. `cancelled` is what will not. */
  standing: 'open' | 'done' | 'cancelled';
  /** Whether an act is wanted until that day; of a day that is only told, or not its row's next, none is. */
  asks: boolean;
  /** The state of what has the day, by which its act is chosen. */
  state: string | null;
  amount: number | null;
  currency: string | null;
  /** The record's: it goes up with every change. */
  version: number;
  updated_at: Date;
  deleted_at: Date | null;
};

/** What is done about a day: a form that is opened, or an act that is sent. */
export type DayAct =
  | { label: string; href: string; attrs?: Record<string, string> }
  | { label: string; action: string };

/** What a module says of one kind of its days. */
export type DatedWhat = {
  group: DayGroup;
  /** What stands before the name: `Draft` of "Draft: Short, Park nights"; '' where the name says it all. */
  label: string;
  /** The kind in a word, for the days to come. */
  word: string;
  icon: string;
  /** What `since` was: `received` of "received 12 Oct". */
  since?: string;
  /** What is said in the place of its day, where it has none. */
  dayless?: string;
  act?(row: DatedRow, reader: Reader): DayAct;
  /** Where it is looked at, where that is not the record's page. */
  href?(row: DatedRow, reader: Reader): string;
  /** The field that holds the day, and the rows of the record that it stands in; it cannot be moved where none is stated. */
  field?: string;
  within?: string;
};

/** The dated things of a module, stated once: what is due, the calendar and its feed are all read by this. */
export type Dated = {
  /** The path below which its records have their pages. */
  path: string;
  whats: Readonly<Record<string, DatedWhat>>;
  /**
   * A select of `DatedRow`s. `open`: those that still ask for something or are to come, by conditions that an index may
   * have; otherwise all, cancelled and deleted ones too. Conditions on `day` and `deleted_at` are added around it.
   */
  rows(only: 'open' | 'all'): Sql;
  /** What stands before the detail of a row `d`, by columns of its own that `rows` adds: looked up for the rows alone that are shown. */
  beside?: Sql;
  /** A value that changes with what its rows say and no history tells. */
  stamp?: Sql;
};

/** The columns of a `DatedRow` of rows `d` of a module: to be asked for where all but the rows that are shown have been left out. */
export function datedColumns(dated: Dated): Sql {
  return sql`d.what, d.id, d.row_id, d.name, ${detailOf(dated)} as detail, d.since, d.day, d.standing, d.asks, d.state, d.amount, d.currency,
    d.version, d.updated_at, d.deleted_at`;
}

/** The whole detail of a row `d` of a module. */
export function detailOf({ beside }: Dated): Sql {
  return beside ? sql`concat_ws(', ', ${beside}, d.detail)` : sql`d.detail`;
}

/** The page of what has a day. */
export function dayHref(dated: Dated, row: DatedRow, reader: Reader): string {
  return dated.whats[row.what]?.href?.(row, reader) ?? `${dated.path}/${row.id}`;
}

/** What a day is called: "Draft: Short, Park nights". */
export function dayTitle({ label }: DatedWhat, { name }: Pick<DatedRow, 'name'>): string {
  return label ? `${label}: ${name}` : name;
}

/** What tells it from others of its name: "Lumen & Oak, received 12 Oct". */
export function dayDetail(what: DatedWhat, { detail, since }: Pick<DatedRow, 'detail' | 'since'>): string {
  return [detail, what.since && since ? `${what.since} ${shortDate(since)}` : null].filter(Boolean).join(', ');
}
