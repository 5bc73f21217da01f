import type { WriteDoor } from '../../platform/postgres/database.js';
import type { Sql } from '../../platform/postgres/sql.js';
import type { Kind } from '../kinds.js';
import type { FieldValues, RecordState } from '../state.js';
import type { Ledger } from './ledger.js';

/** Two records of one kind: the one that stays, and the one that becomes a part of it. */
export type Pair = { kept: string; lost: string };
/**
 * Rows that refer to a record by a column, and what people call them; `live` leaves out those in the trash, `everybodys` are each
 * somebody's own. `told`: in which records' history a merge is told, and the field of theirs that names the record; they are the
 * rows themselves, or what these refer to `by` a column.
 */
export type Link = {
  table: string;
  column: string;
  one: string;
  many: string;
  live?: boolean;
  everybodys?: boolean;
  told?: { kind: Kind; field: string; by?: string };
};

/** What the merge needs of a module whose records are common. */
export type Merging = {
  /** Fields of which both records' rows are kept: nothing is chosen there, they move as rows. */
  joined: readonly string[];
  /** What refers to its records, beside what may be kept about any record. */
  links: readonly Link[];
  /** What must be held before the records are locked, in the order in which its forms lock. */
  hold?(tx: WriteDoor): Promise<void>;
  /** The fields of both as the one that stays could have them. */
  offered?(kept: RecordState, lost: RecordState): { kept: FieldValues; lost: FieldValues };
  /** Takes out of the way what would stand twice, before the links move. */
  prepare?(tx: WriteDoor, ledger: Ledger, pair: Pair): Promise<void>;
  /** What follows once the fields are chosen; `name` is what the record is called now. */
  settle?(tx: WriteDoor, ledger: Ledger, pair: Pair, name: string): Promise<void>;
  /** A select of `AlikeRow`s: pairs of live records that may be the same and of which nobody said that they are two; some `most` for each reason. */
  alike(most: number): Sql;
  /** What tells records `c` of one name from each other. */
  detail: Sql;
};

/** Two records that may be the same, and what makes one think so; the lower the place, and the greater the likeness, the surer. */
export type AlikeRow = {
  low_id: string;
  high_id: string;
  reason: string;
  shared: string | null;
  place: number;
  likeness: number;
};
