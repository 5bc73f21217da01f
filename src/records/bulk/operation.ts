import type { Person } from '../../http/person.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import type { Sql } from '../../platform/postgres/sql.js';
import type { Kind } from '../kinds.js';
import type { TagRemoval } from '../tags/scope.js';
import type { DoneEntry } from './rows.js';
import type { BulkValues } from './values.js';

/** What is done to many rows: kept with its batch, so that a job that was cut off goes on with it. */
export type BulkStep =
  | { act: 'set'; field: string; values: BulkValues }
  | { act: 'tag' | 'untag'; tag: BulkTag }
  | { act: 'delete' };
/** That records were brought in; `from` says of what, `import` which table it was, where it was one. */
export type ImportStep = { act: 'import'; from: string; import?: string };
/** What a batch did: an act on rows that were chosen, a tag that left all that carried it, or records that were brought in. */
export type Step = BulkStep | TagRemoval | ImportStep;

/** A tag; without an id it is not there yet. */
export type BulkTag = { id: string | null; name: string };

/** The sentences of an act; `n` is how many records it is about. */
export type Words = {
  /** What is done, for a title: 'Set 12 items to Kept'. */
  title(n: number): string;
  /** What the button says, with how many: 'Set 9 to Kept'. */
  verb(n: number): string;
  busy: string;
  done(n: number): string;
  already(n: number): string;
  unfit(n: number): string;
  /** Why a row stays as it is, beside its name. */
  stays: { already: string; unfit: string };
  /** How many would change, beside those that stay: '9 will move'. */
  moves(n: number): string;
  /** What became of those that its undo did not bring back. */
  left(n: number): string;
};

/** An act that was done, as its page tells of it and as its undo takes it back. */
export type Done = {
  /** The kinds of its records, and what they are called together. */
  kinds: readonly Kind[];
  one: string;
  many: string;
  /** The list that it was done in. */
  list: { label: string; path: string };
  words: Pick<Words, 'title' | 'done' | 'already' | 'unfit' | 'left'> & {
    /** What its undo did, where the records are not as they were before. */
    undone?(n: number): string;
  };
  /** What is taken back besides the records, before them: it was changed also where no record was. */
  begin?(tx: WriteDoor): Promise<void>;
  /** As an operation's; none where the product no longer knows what was done. */
  takeBack?: Operation['takeBack'];
};

/** One act on many rows of a kind. Conditions are about a row `r` of its table. */
export type Operation = {
  kind: Kind;
  /** The rows that are so already, and those that can take it. */
  already: Sql;
  fits: Sql;
  /** Why a row cannot take it, where that is known of each: a text, null for none. */
  why?: Sql | undefined;
  /** Holds what must be held before the rows are. */
  hold?(tx: WriteDoor): Promise<unknown>;
  /** Does it to rows that are locked, fit and not so yet; each gets an entry of history. Answers how many changed. */
  perform(tx: WriteDoor, batchId: string, ids: string[]): Promise<number>;
  /** Takes it back, entry by entry, where the row still holds what was done to it; answers how many it brought back. */
  takeBack(tx: WriteDoor, entries: DoneEntry[], person: Person): Promise<number>;
  words: Words;
};
