import { NotFound } from '../../platform/errors.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { keptChanges } from '../fields/changes.js';
import type { Row } from '../fields/set.js';
import { type Changes, changesBetween, recordHistory } from '../history.js';
import type { Module } from '../module.js';
import type { FieldValues, RecordState } from '../state.js';
import type { Draft, Placed, Saved } from './draft.js';
import { readState } from './state.js';
import { type Besides, insertRecords, overwrite, submittedBefore } from './write.js';

/** Holds a form against what is there, by the module's own rule. */
export async function placeRecord(tx: WriteDoor, module: Module, draft: Draft): Promise<Placed> {
  const [placed] = await placeRecords(tx, module, [draft]);
  return placed as Placed;
}

/** The same of many forms, in their order. */
export async function placeRecords(tx: WriteDoor, module: Module, drafts: readonly Draft[]): Promise<Placed[]> {
  if (drafts.length === 0) return [];
  const adopted = drafts.map((draft) => ({
    ...draft,
    data: module.fields.adopt(draft.data, draft.before?.fields, draft.restored),
  }));
  return (await module.place?.(tx, adopted)) ?? adopted.map(({ data }) => ({ ok: true, data }));
}

/** A record that is made of what was placed. `tells`: what its history says besides. */
type Creating = { placed: { data: Row; besides?: Besides }; submissionId: string | null; tells?: Changes };

/**
 * Creates a record of what was placed; a second submit of the same form makes none, and answers the first one's id and that.
 */
export async function createRecord(
  tx: WriteDoor,
  module: Module,
  placed: Creating['placed'],
  submissionId: string | null,
  tells: Changes = {},
): Promise<{ id: string; isFirst: boolean }> {
  const [id] = await createRecords(tx, module, [{ placed, submissionId, tells }]);
  if (id) return { id, isFirst: true };
  return { id: await firstSubmitted(tx, module, submissionId), isFirst: false };
}

/**
 * Creates records in few statements. Answers their ids in order; undefined where a submission id made one before, or something that
 * may be there once is there. `batchId`: the act on many records that they are a part of.
 */
export async function createRecords(
  tx: WriteDoor,
  module: Module,
  all: readonly Creating[],
  batchId?: string,
): Promise<(string | undefined)[]> {
  const ids = await insertRecords(
    tx,
    module,
    all.map(({ placed, submissionId }) => ({ ...placed, submissionId })),
  );
  const made = all.flatMap(({ placed: { data }, tells }, n) => (ids[n] ? [{ id: ids[n], data, tells }] : []));
  await saveRows(
    tx,
    module,
    made.map(({ id, data }) => ({ id, before: {}, after: data })),
  );
  const entries = made.map(({ id, data, tells }) => ({ id, changes: { ...module.created?.(data), ...tells } }));
  await recordHistory(tx, { act: 'created', kind: module.kind, entries, ...(batchId !== undefined && { batchId }) });
  return ids;
}

/** A form of a record that is there; `version`: the one that it was opened with. */
export type Saving = Draft & { before: RecordState; version: number };

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
  const [saved] = await saveRecords(tx, module, [{ ...draft, version }]);
  return saved as Saved;
}

type Change = { draft: Saving; before: RecordState; data: Row; besides: Besides | undefined; changes: Changes };

/** `batchId`: the act on many records that they are a part of. `isLook`: what would be written is answered alone. */
type Many = { batchId?: string; isLook?: true };

/** The same of many records, in few statements; one after the other where one may take what another leaves, in a look too. */
export async function saveRecords(
  tx: WriteDoor,
  module: Module,
  drafts: readonly Saving[],
  how: Many = {},
): Promise<Saved[]> {
  if (!module.amongThem) return saveAll(tx, module, drafts, how);
  const saved: Saved[] = [];
  for (const draft of drafts)
    saved.push(...(await saveAll(tx, module, [draft], { ...(how.batchId && { batchId: how.batchId }) })));
  return saved;
}

async function saveAll(
  tx: WriteDoor,
  module: Module,
  drafts: readonly Saving[],
  { batchId, isLook }: Many,
): Promise<Saved[]> {
  const open = drafts.filter(({ before }) => !before.deletedAt);
  const placed = new Map((await placeRecords(tx, module, open)).map((it, n) => [open[n], it]));
  const changed = new Map<Saving, Change>();
  for (const [draft, it] of placed) {
    if (!draft || !it.ok) continue;
    const { data, besides, before = draft.before } = it;
    const changes = changesBetween(before.fields, data, module.fields.names);
    if (Object.keys(changes).length > 0) changed.set(draft, { draft, before, data, besides, changes });
  }
  const written = isLook
    ? new Map([...changed.keys()].map((draft) => [draft, undefined]))
    : await writeChanges(tx, module, [...changed.values()], batchId);
  const saved: Saved[] = [];
  for (const draft of drafts) {
    const it = placed.get(draft);
    const change = changed.get(draft);
    if (!it) saved.push({ kind: 'in_trash', current: draft.before });
    else if (!it.ok) saved.push({ kind: 'invalid', errors: it.errors, ...(it.links && { links: it.links }) });
    else if (!change) saved.push({ kind: 'unchanged' });
    else if (written.has(draft)) saved.push({ kind: 'saved', entry: written.get(draft), changes: change.changes });
    else saved.push(await conflictOf(tx, module, change));
  }
  return saved;
}

// Answers the entries of the histories of those that were written.
async function writeChanges(
  tx: WriteDoor,
  module: Module,
  all: readonly Change[],
  batchId?: string,
): Promise<Map<Saving, string | undefined>> {
  const current = all.filter(({ before, draft }) => before.version === draft.version);
  const ids = await overwrite(
    tx,
    module,
    current.map(({ before: { id, version }, changes, data, besides }) => ({
      ...{ id, version, besides },
      changed: Object.fromEntries(Object.keys(changes).map((name) => [name, data[name]])),
    })),
  );
  const written = current.filter(({ before }) => ids.has(before.id));
  await saveRows(
    tx,
    module,
    written.map(({ before, data }) => ({ id: before.id, before: before.fields, after: data })),
  );
  const told = await recordHistory(tx, {
    act: 'changed',
    kind: module.kind,
    entries: written.map(({ before, changes, draft }) => ({
      id: before.id,
      changes: { ...keptChanges(module.fields, changes), ...draft.tells },
    })),
    ...(batchId !== undefined && { batchId }),
  });
  return new Map(written.map(({ draft }, n) => [draft, told[n]]));
}

async function conflictOf(tx: WriteDoor, module: Module, { before, data }: Change): Promise<Saved> {
  return { kind: 'conflict', current: (await readState(tx, module, before.id)) ?? before, typed: data as FieldValues };
}

/** The record, which must be there. */
export async function mustRead(tx: WriteDoor, module: Module, id: string): Promise<RecordState> {
  const found = await readState(tx, module, id);
  if (!found) throw new NotFound();
  return found;
}

type Rows = { id: string; before: Row; after: Row };

async function saveRows(tx: WriteDoor, { fields }: Module, records: readonly Rows[]): Promise<void> {
  if (records.length === 0) return;
  for (const name of fields.names) {
    const of = (row: Row) => (row[name] ?? null) as never;
    await fields.field(name)?.save?.(
      tx,
      records.map(({ id, before, after }) => ({ id, before: of(before), after: of(after) })),
    );
  }
}

async function firstSubmitted(tx: WriteDoor, module: Module, submissionId: string | null): Promise<string> {
  const id = await submittedBefore(tx, module, submissionId);
  if (!id) throw new Error('an insert was skipped, and no row with its submission id is there');
  return id;
}
