import { NotFound } from '../../platform/errors.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { keptChanges } from '../fields/changes.js';
import type { Row } from '../fields/set.js';
import { type Changes, changesBetween, recordHistory } from '../history.js';
import type { Module } from '../module.js';
import type { FieldValues, RecordState } from '../state.js';
import type { Draft, Placed, Saved } from './draft.js';
import { readState } from './state.js';
import { type Besides, insertRecord, overwrite, submittedBefore } from './write.js';

/** Holds a form against what is there, by the module's own rule. */
export async function placeRecord(tx: WriteDoor, module: Module, draft: Draft): Promise<Placed> {
  const data = module.fields.adopt(draft.data, draft.before?.fields, draft.restored);
  return (await module.place?.(tx, { ...draft, data })) ?? { ok: true, data };
}

/**
 * Creates a record of what was placed; a second submit of the same form makes none, and answers the first one's id and that.
 * `tells`: what its history says besides; `batchId`: the act on many records that it is a part of.
 */
export async function createRecord(
  tx: WriteDoor,
  module: Module,
  { data, besides = {} }: { data: Row; besides?: Besides },
  submissionId: string | null,
  tells: Changes = {},
  batchId?: string,
): Promise<{ id: string; isFirst: boolean }> {
  const id = await insertRecord(tx, module, data, besides, submissionId);
  if (!id) return { id: await firstSubmitted(tx, module, submissionId), isFirst: false };
  await saveRows(tx, module, id, {}, data);
  await recordHistory(tx, {
    act: 'created',
    target: { kind: module.kind, id },
    changes: { ...module.created?.(data), ...tells },
    ...(batchId !== undefined && { batchId }),
  });
  return { id, isFirst: true };
}

/**
 * Saves a record if nobody did since `version`; else answers what stands there now. What changes nothing writes nothing. `before`
 * is what the form was read against: what somebody's act moved since is left alone.
 */
export async function saveRecord(
  tx: WriteDoor,
  module: Module,
  version: number,
  draft: Draft & { before: RecordState },
): Promise<Saved> {
  if (draft.before.deletedAt) return { kind: 'in_trash', current: draft.before };
  const placed = await placeRecord(tx, module, draft);
  if (!placed.ok) return { kind: 'invalid', ...placed };
  const { data, besides, before = draft.before } = placed;
  const changes = changesBetween(before.fields, data, module.fields.names);
  if (Object.keys(changes).length === 0) return { kind: 'unchanged' };
  const { id } = before;
  const saved = before.version === version && (await write(tx, module, { id, version }, data, changes, besides));
  if (!saved)
    return { kind: 'conflict', current: (await readState(tx, module, id)) ?? before, typed: data as FieldValues };
  await saveRows(tx, module, id, before.fields, data);
  const [entry] = await recordHistory(tx, {
    act: 'changed',
    target: { kind: module.kind, id },
    changes: { ...keptChanges(module.fields, changes), ...draft.tells },
    ...(draft.batchId !== undefined && { batchId: draft.batchId }),
  });
  return { kind: 'saved', entry, changes };
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
