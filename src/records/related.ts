import type { Query } from '../http/list/view.js';
import type { ReadDoor } from '../platform/postgres/database.js';
import type { Sql } from '../platform/postgres/sql.js';
import type { Kind } from './kinds.js';
import type { Reader } from './list/define.js';

/** A record by what refers to it. */
export type Referred = { id: string; name: string };

/** That rows of a module refer to records of a kind: stated once, by the module whose rows they are. */
export type Reference = {
  /** The kind on whose records' pages these rows stand. */
  to: Kind;
  /** The tab they stand in; references that name one tab share it. */
  tab: string;
  /** Which rows of the module's list refer to the record of that id. */
  where(id: Sql): Sql;
  /** What the list is asked for to show them all. */
  listed(record: Referred): Query;
  /** What the form of a new one holds then; no new one is offered where it is not stated. */
  started?(record: Referred): Query;
  /** The columns of the list that say most beside such a record. */
  columns: readonly string[];
};

/** A reference as the page of a record knows it. */
export type Related = Pick<Reference, 'to' | 'tab'> & {
  /** How many rows refer to the record, up to one more than is shown: a subselect. */
  count(id: string): Sql;
  /** What the page prints of the first of them, as a table: one statement. */
  rows(db: ReadDoor, record: Referred, count: number, reader: Reader): Promise<object>;
};

/** What refers to records of a kind, in the order of the modules. */
export function relatedTo({ name }: Kind, modules: readonly { related?: readonly Related[] }[]): Related[] {
  return modules.flatMap(({ related = [] }) => related.filter(({ to }) => to.name === name));
}
