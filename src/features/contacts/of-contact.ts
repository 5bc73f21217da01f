import type { Sql } from '../../platform/postgres/sql.js';
import type { Row } from '../../records/fields/set.js';
import type { ListColumn, ListSort } from '../../records/list/define.js';
import type { Link, Merging } from '../../records/merge/merging.js';
import type { ManyAct } from '../../records/record/acts.js';

/** A figure over a contact's facts: what it is called, its value or none, a word below, and where it leads. */
type ContactFigure = { label: string; value: string | null; words: string; href?: string };

/** What another module says of a contact. Its SQL speaks of its own tables and of the contact as `c`; the policies make it the reader's own. */
export type OfContact = {
  /** Columns of a select over `contacts c`. */
  figures?(): Sql;
  columns?: readonly ListColumn[];
  sorts?: Readonly<Record<string, ListSort>>;
  strip?(row: Row): ContactFigure[];
  /** When the reader last touched one by rows of the module: a select of `record`, the contact, and `at`. */
  touched?: Sql;
  /** What is done with ticked contacts. */
  many?: readonly ManyAct[];
  /** What a merge of two contacts must move, and what it must do before. */
  merge?: { links: readonly Link[] } & Pick<Merging, 'prepare'>;
};
