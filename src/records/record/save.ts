import type { Person } from '../../http/person.js';
import { NotFound } from '../../platform/errors.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import type { Row } from '../fields/define.js';
import { type Changes, changesBetween, recordHistory } from '../history.js';
import type { Module } from '../module.js';
import type { Fields, RecordState } from '../state.js';
import { readState } from './state.js';
import { type Besides, insertRecord, overwrite, submittedBefore } from './write.js';

/** A form that was read, before it is held against what is there: `before` is the record that it changes. */
export type Placing<T = Row> = {
  data: T;
  before: RecordState | null;
  person: Person;
  /** What was sent, for what a form carries unseen. */
  sent: Row;
};
/** Where what stands in the way of a field is looked at. */
export type Links = Readonly<Record<string, { href: string; label: string }>>;
/**
 * The same with what names stand for: columns that no field is called by, and the record as it is now where finding them waited
 * for somebody else; or what is wrong with it.
 */
export type Placed<T = Row> =
  | { ok: true; data: T; besides?: Besides; before?: RecordState }
  | { ok: false; errors: Record<string, string>; links?: Links };

export type Saved =
  | { kind: 'saved' | 'unchanged' }
  | { kind: 'conflict'; current: RecordState; typed: Fields }
  | { kind: 'in_trash'; current: RecordState }
  | { kind: 'invalid'; errors: Record<string, string>; links?: Links };

/** Holds a form against what is there, by the module's own rule. */
export async function place(tx: WriteDoor, module: Module, placing: Placing): Promise<Placed> {
  const data = module.fields.adopt(placing.data, placing.before?.fields);
  return (await module.place?.(tx, { ...placing, data })) ?? { ok: true, data };
}

/** Creates a record of what was placed; a second submit of the same form makes none and answers the first one's id. */
export async function createRecord(
  tx: WriteDoor,
  module: Module,
  { data, besides = {} }: { data: Row; besides?: Besides },
  submissionId: string | null,
): Promise<string> {
  const id = await insertRecord(tx, module, data, besides, submissionId);
  if (!id) return firstSubmitted(tx, module, submissionId);
  await saveRows(tx, module, id, {}, data);
  await recordHistory(tx, { act: 'created', target: { kind: module.kind, id }, changes: module.created?.(data) ?? {} });
  return id;
}

/**
 * Saves a record if nobody did since `version`; else answers what stands there now. What changes nothing writes nothing. `before`
 * is what the form was read against: what somebody's act moved since is left alone.
 */
export async function saveRecord(
  tx: WriteDoor,
  module: Module,
  version: number,
  placing: Placing & { before: RecordState },
): Promise<Saved> {
  if (placing.before.deletedAt) return { kind: 'in_trash', current: placing.before };
  const placed = await place(tx, module, placing);
  if (!placed.ok) return { kind: 'invalid', ...placed };
  const { data, besides, before = placing.before } = placed;
  const changes = changesBetween(before.fields, data, module.fields.names);
  if (Object.keys(changes).length === 0) return { kind: 'unchanged' };
  const { id } = before;
  const saved = before.version === version && (await write(tx, module, { id, version }, data, changes, besides));
  if (!saved) return { kind: 'conflict', current: (await readState(tx, module, id)) ?? before, typed: data as Fields };
  await saveRows(tx, module, id, before.fields, data);
  await recordHistory(tx, { act: 'changed', target: { kind: module.kind, id }, changes });
  return { kind: 'saved' };
}

/** The record, which must be there. */
export async function mustRead(tx: WriteDoor, module: Module, id: string): Promise<RecordState> {
  const found = await readState(tx, module, id);
  if (!found) throw new NotFound();
  return found;
}

function write(
  tx: WriteDoor,
  module: Module,
  record: { id: string; version: number },
  data: Row,
  changes: Changes,
  besides: Besides = {},
): Promise<boolean> {
  return overwrite(
    tx,
    module,
    record,
    Object.fromEntries(Object.keys(changes).map((name) => [name, data[name]])),
    besides,
  );
}

async function saveRows(tx: WriteDoor, { fields }: Module, id: string, before: Row, after: Row): Promise<void> {
  for (const name of fields.names)
    await fields.field(name)?.save?.(tx, id, (before[name] ?? null) as never, (after[name] ?? null) as never);
}

async function firstSubmitted(tx: WriteDoor, module: Module, submissionId: string | null): Promise<string> {
  const id = await submittedBefore(tx, module, submissionId);
  if (!id) throw new Error('an insert was skipped, and no row with its submission id is there');
  return id;
}
