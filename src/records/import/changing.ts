import { writtenAs } from '../../http/writing.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import type { Row } from '../fields/set.js';
import { type Changes, recordHistory } from '../history.js';
import type { Saved } from '../record/draft.js';
import { type Saving, saveRecords } from '../record/save.js';
import { readStates } from '../record/state.js';
import type { RecordState } from '../state.js';
import { retagAll, tagsOf } from '../tags/many.js';
import { restoreFromTrash } from '../trash.js';
import type { Note } from './cells.js';
import type { Bringing } from './decide.js';
import { type AllDone, aboutAll, type Changing, type Done, notesOf, refused } from './done.js';
import { changedDraft } from './draft.js';
import { retagOf } from './tags.js';

type Known = { it: Changing; saving: Saving; tags: string[] };

/** Changes the records that rows mean, in few statements. Without a batch nothing is written, but where rows may stand in each other's way. */
export async function changeAll(
  tx: WriteDoor,
  asked: Bringing,
  all: readonly Changing[],
  done: AllDone,
  batchId?: string,
): Promise<void> {
  const { module } = asked;
  const ids = all.map(({ record }) => record);
  const states = new Map((await readStates(tx, module, ids)).map((state) => [state.id, state]));
  const tags = all.some(({ row }) => row.tags) ? await tagsOf(tx, module.kind, ids) : new Map<string, string[]>();
  const known: Known[] = [];
  for (const it of all) {
    const state = states.get(it.record);
    const found = state ? await held(tx, asked, it, state, batchId) : [aboutAll('It went meanwhile.')];
    if (Array.isArray(found)) done.set(it.row.n, refused(found));
    else known.push({ it, saving: found, tags: tags.get(it.record) ?? [] });
  }
  const saved = await saveRecords(
    tx,
    module,
    known.map(({ saving }) => saving),
    batchId ? { batchId } : { isLook: true },
  );
  for (const [n, one] of known.entries()) done.set(one.it.row.n, doneOf(asked, one, saved[n] as Saved));
  const isDone = ({ it }: Known) => done.get(it.row.n)?.outcome !== 'refuse';
  const retagged = known.filter(isDone).flatMap(({ it, saving, tags }) => {
    const change = it.row.tags && retagOf(it.row.tags, tags);
    return change ? [{ id: saving.before.id, ...change }] : [];
  });
  if (batchId) await retagAll(tx, module.kind, retagged, batchId);
}

// The form of the record with what the row says; one in the trash comes out of it first.
async function held(
  tx: WriteDoor,
  asked: Bringing,
  { does, row }: Changing,
  found: RecordState,
  batchId?: string,
): Promise<Saving | Note[]> {
  const { kind, taken } = asked.module;
  if (does === 'restore') {
    const why = await taken?.(tx, found);
    if (why) return [aboutAll(`${found.name} stays in the trash: ${why}`)];
    await restoreFromTrash(tx, { kind, id: found.id });
    await recordHistory(tx, { act: 'restored', target: { kind, id: found.id }, ...(batchId && { batchId }) });
  }
  const read = changedDraft(asked, { ...found, deletedAt: null }, row);
  return read.ok ? { ...read.draft, version: found.version } : notesOf(asked, read.form.errors);
}

function doneOf(asked: Bringing, { it, saving, tags }: Known, saved: Saved): Done {
  if (saved.kind === 'invalid') return refused(notesOf(asked, saved.errors));
  if (saved.kind === 'conflict' || saved.kind === 'in_trash')
    return refused([aboutAll('Somebody changed it at this moment.')]);
  const isRetagged = it.row.tags && retagOf(it.row.tags, tags);
  const changes = {
    ...(saved.kind === 'saved' && toldChanges(asked, saved.changes, saving)),
    ...(isRetagged && { Tags: [tags.join(', '), it.row.tags?.join(', ') ?? ''] as const }),
  };
  const isSame = it.does === 'update' && Object.keys(changes).length === 0;
  const notes = isSame ? [aboutAll('It says nothing new.')] : [];
  return { outcome: isSame ? 'skip' : it.does, record_id: saving.before.id, changes, notes };
}

function toldChanges({ module, person }: Bringing, changes: Changes, { before, data }: Saving): Done['changes'] {
  const { fields, history } = module;
  const currencies = { before: String(before.fields.currency ?? ''), after: String((data as Row).currency ?? '') };
  const shown = Object.entries(changes).filter(([name]) => module.names.includes(name));
  return writtenAs(person.locale, () =>
    Object.fromEntries(
      shown.map(([name, change]) => [
        fields.label(name),
        history.told(name, history.kept({ [name]: change })[name] ?? change, currencies),
      ]),
    ),
  );
}
