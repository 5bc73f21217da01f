import type { Person } from '../../http/person.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import type { Row } from '../fields/set.js';
import type { Changes } from '../history.js';
import type { FieldValues, RecordState } from '../state.js';
import type { Besides } from './write.js';

/** A form that was read, before it is held against what is there: `before` is the record that it changes. */
export type Draft<T = Row> = {
  data: T;
  before: RecordState | null;
  person: Person;
  /** What was sent, for what a form carries unseen. */
  sent: Row;
  /** Fields as they were once, where these are brought back. */
  restored?: FieldValues;
  /** What its history says besides its fields. */
  tells?: Changes;
  /** What a name stands for is found alone: none is made of a name that is nobody's. */
  finds?: true;
};
/** A whole form of a record, the version that it is a form of, and fields as the record's history knows them. */
export type RecordForm = {
  record: RecordState;
  version: number;
  body: Record<string, string>;
  restored?: FieldValues | undefined;
};
/** Where what stands in the way of a field is looked at. */
type Links = Readonly<Record<string, { href: string; label: string }>>;
/**
 * The same with what names stand for: columns that no field is called by, and the record as it is now where finding them waited
 * for somebody else; or what is wrong with it.
 */
export type Placed<T = Row> =
  | { ok: true; data: T; besides?: Besides; before?: RecordState }
  | { ok: false; errors: Record<string, string>; links?: Links };

/** Holds forms against what is there, one answer each in their order: what names stand for, what must be free. */
export type Place<T = Row> = (tx: WriteDoor, drafts: readonly Draft<T>[]) => Promise<Placed<T>[]>;

/** Forms that are placed one by one, where few of their records come at once, or each asks about itself alone. */
export function oneByOne<T>(place: (tx: WriteDoor, draft: Draft<T>) => Promise<Placed<T>>): Place<T> {
  return async (tx, drafts) => {
    const placed: Placed<T>[] = [];
    for (const draft of drafts) placed.push(await place(tx, draft));
    return placed;
  };
}

/** How saving a record ended; `entry`: of its history. */
export type Saved =
  | { kind: 'saved'; entry: string | undefined; changes: Changes }
  | { kind: 'unchanged' }
  | { kind: 'conflict'; current: RecordState; typed: FieldValues }
  | { kind: 'in_trash'; current: RecordState }
  | { kind: 'invalid'; errors: Record<string, string>; links?: Links };

/** The record that a form changes; none for a new one. */
type Edited = { id: string; name: string; version: number | string };
/** What a form asks besides: records that are likely the one that is typed, one more row of a part. */
export type FormAsked = { edited?: Edited; links?: Links; likely?: readonly Likely[]; more?: unknown };
/** A record that may be the one that is typed, and why; `by`: the place of the form's layout that this stands at. */
export type Likely = { id: string; name: string; detail: string; reason?: string; by: string };
