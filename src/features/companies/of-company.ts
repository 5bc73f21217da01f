import type { Person } from '../../http/person.js';
import type { Sql } from '../../platform/postgres/sql.js';
import type { Filter } from '../../records/fields/index.js';
import type { Row } from '../../records/fields/set.js';
import type { ListColumn, ListDeclared, ListSort } from '../../records/list/define.js';
import type { Link, Merging } from '../../records/merge/merging.js';

export type StripLine = { text: string; unit?: string; href?: string };
/** A figure over a company's facts: what it is called, its lines, and a word below. */
export type StripCell = { label: string; lines: StripLine[]; words: string; late?: boolean };

/**
 * What another module says of a company. Its SQL speaks of its own tables and of the company as `c`; the policies make every
 * figure the reader's own.
 */
export type OfCompany = {
  /** Its figures, as columns of a select over `companies c`. `today`: the day where the reader is. */
  figures?(today: string): Sql;
  columns?: readonly ListColumn[];
  /** How the list is sorted by those columns. */
  sorts?: Readonly<Record<string, ListSort>>;
  /** Views that everybody has of the list, by those filters. */
  views?: ListDeclared['views'];
  strip?(row: Row, today: string): StripCell[];
  /** When the reader last touched one by rows of the module: a select of `record`, the company, and `at`. */
  touched?: Sql;
  filters?: Readonly<Record<string, Filter>>;
  /** What else the page of a company shows. */
  page?: { select(today: string): Sql; view(row: Row, person: Person): object };
  /** How often the reader names companies: of those used lately, as a select of company_id, and of one. */
  uses?: { lately: Sql; of(company: Sql): Sql; one: string; many: string };
  /** What a merge of two companies must move, and what it must do before and after. */
  merge?: { links: readonly Link[] } & Pick<Merging, 'prepare' | 'settle'>;
};
