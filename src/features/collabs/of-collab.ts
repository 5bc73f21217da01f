import type { Sql } from '../../platform/postgres/sql.js';
import type { Row } from '../../records/fields/set.js';
import type { Fact } from '../../records/record/facts.js';

/** What another module says of a collab. Its SQL speaks of its own tables and of the collab as `b`. */
export type OfCollab = {
  /** Columns of a select over `collabs b`, and the facts that are made of them. */
  select(): Sql;
  facts(row: Row): Fact[];
};
