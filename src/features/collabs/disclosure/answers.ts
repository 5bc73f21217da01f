import { blankForm, type Form, isId, withError } from '../../../http/form.js';
import { plural } from '../../../http/format.js';
import { one } from '../../../http/list/page.js';
import { readerOf } from '../../../http/list/sql.js';
import type { PersonRequest } from '../../../http/person.js';
import { page, type Reply, redirect } from '../../../http/reply.js';
import { NotFound } from '../../../platform/errors.js';
import type { ReadDoor, WriteDoor } from '../../../platform/postgres/database.js';
import { filesOf } from '../../../records/attachments/queries.js';
import { defineFields, link, text } from '../../../records/fields/index.js';
import type { Module } from '../../../records/module.js';
import { COLLABS } from '../kind.js';
import { disclosurePath } from './begun.js';
import { aboutOf, checklist, type Item } from './checklist.js';
import type { OfDeliverable } from './page.js';
import { addTicks, type Tick, takeBack, ticksEver, turnAround } from './queries.js';

type Reader = Pick<ReadDoor, 'row' | 'rows'>;

/** Saves the ticks of a list: what its form moved, and nothing that somebody moved in another window meanwhile. */
export async function answerTicks(tx: WriteDoor, req: PersonRequest, it: OfDeliverable): Promise<Reply> {
  const items = await itemsOf(readerOf(tx), it);
  const wanted = severalOf(req.body?.tick);
  const stands = items.flatMap(({ id, tick }) => (tick ? [id] : []));
  const was = req.body?.was === undefined ? stands : severalOf(String(req.body.was).split(','));
  const applying = items.map(({ id }) => id);
  const added = applying.filter((id) => wanted.includes(id) && !was.includes(id));
  const removed = was.filter((id) => !wanted.includes(id));
  const ids = await moveTicks(tx, it, { added, removed });
  const left = wanted.filter((id) => !applying.includes(id) && !was.includes(id));
  const path = disclosurePath(it.collab.id, it.row.row);
  if (left.length > 0)
    return redirect(path, { text: 'What was ticked last no longer applies to it, and was left out.', tone: 'warn' });
  if (ids.length === 0) return redirect(path, { text: 'Nothing was changed.', tone: 'plain' });
  return redirect(path, { text: wordsOf(items, added, removed), undo: undoOf(path, ids) });
}

/** Ticks items, and takes ticks of others back; answers the ids of those that moved. */
export async function moveTicks(
  tx: WriteDoor,
  it: OfDeliverable,
  { added, removed }: { added: readonly string[]; removed: readonly string[] },
): Promise<string[]> {
  return [...(await addTicks(tx, keyOf(it), added)), ...(await takeBack(tx, String(it.row.row), removed))];
}

/** Turns around what the ticks of an Undo are about. */
export async function answerUndo(tx: WriteDoor, req: PersonRequest, { collab, row }: OfDeliverable): Promise<Reply> {
  const done = await turnAround(
    tx,
    String(row.row),
    String(req.body?.ticks ?? '')
      .split(',')
      .slice(0, 50),
  );
  const path = disclosurePath(collab.id, row.row);
  return redirect(path, done > 0 ? 'Undone.' : { text: 'It was changed since, and stays as it is.', tone: 'warn' });
}

/** What proves that an item was done. */
export const PROOF = defineFields({
  proof_link: link({
    label: 'Link',
    max: 2000,
    hint: 'Where it is seen: the video, the post, a picture of the setting.',
  }),
  file_id: text({ label: 'File of the collab', max: 200, optional: true }),
  place: text({ label: 'Where in it', max: 500, optional: true, placeholder: '0:02, or line 4' }),
});
const NO_PROOF = 'Type a link, or choose a file.';
const NO_FILE = 'This file is no longer there. Choose one of the list.';

/** The form of the proof of one item. */
export async function showProof(db: Reader, req: PersonRequest, module: Module, it: OfDeliverable): Promise<Reply> {
  const item = await itemOf(db, req, it);
  const { tick } = item;
  const first = tick ? PROOF.inputsOf({ ...tick }) : PROOF.initial();
  return proofPage(db, module, it, item, req.kept ? blankForm({}, req.kept) : blankForm(first));
}

/** Saves the proof of an item, and ticks it; one that somebody moved meanwhile is shown anew. */
export async function answerProof(
  tx: WriteDoor,
  req: PersonRequest,
  module: Module,
  it: OfDeliverable,
): Promise<Reply> {
  const db = readerOf(tx);
  const item = await itemOf(db, req, it);
  const kept = await keepProof(tx, module, it, item, req.body ?? {});
  if (kept.kind !== 'kept') return proofPage(db, module, it, item, kept.form, kept.kind === 'invalid' ? 422 : 409);
  const path = disclosurePath(it.collab.id, it.row.row);
  return redirect(path, { text: `Proof kept: ${item.text}.`, undo: undoOf(path, kept.ids) });
}

type Kept = { kind: 'kept'; ids: string[] } | { kind: 'invalid' | 'meanwhile'; form: Form };

/** Keeps the proof of an item, and ticks it, unless its tick is another one than the form was shown with; answers the ids of the ticks that moved. */
export async function keepProof(
  tx: WriteDoor,
  module: Module,
  it: OfDeliverable,
  item: Item<Tick>,
  sent: Readonly<Record<string, unknown>>,
): Promise<Kept> {
  const read = PROOF.read(sent);
  if (!read.ok) return { kind: 'invalid', form: read.form };
  const { tick_id: shown } = sent;
  if (shown !== undefined && String(shown) !== (item.tick?.id ?? '')) return { kind: 'meanwhile', form: read.form };
  const { proof_link, file_id, place } = read.data;
  const files = file_id === null ? [] : await filesOf(readerOf(tx) as ReadDoor, module, it.collab.id);
  const isThere = file_id === null || (isId(file_id) && files.some(({ id }) => id === file_id.toLowerCase()));
  if (!isThere) return { kind: 'invalid', form: withError(read.form, 'file_id', NO_FILE) };
  if (proof_link === null && file_id === null)
    return { kind: 'invalid', form: withError(read.form, 'proof_link', NO_PROOF) };
  const taken = await takeBack(tx, String(it.row.row), [item.id]);
  return {
    kind: 'kept',
    ids: [...taken, ...(await addTicks(tx, keyOf(it), [item.id], { proof_link, file_id, place }))],
  };
}

async function proofPage(
  db: Reader,
  module: Module,
  { collab, row }: OfDeliverable,
  { id, text: rule, words, tick }: Item<Tick>,
  form: Form,
  status = 200,
): Promise<Reply> {
  const back = disclosurePath(collab.id, row.row);
  const files = await filesOf(db as ReadDoor, module, collab.id);
  const { proof_link, file_id, place } = PROOF.inputs({ currency: '' }, {}, { form });
  const options = files.map(({ id: value, name: label }) => ({ value, label }));
  const hint = files.length > 0 ? '' : 'It has none yet: they are added under Files on its page.';
  const refused = {
    title: 'This was changed meanwhile.',
    text: 'What you typed was meant for what stood there before.',
    href: `${back}/${id}`,
    label: 'Look again',
  };
  return page(
    'records/act.njk',
    {
      kind: COLLABS,
      form,
      back,
      action: `${back}/${id}`,
      edit_href: back,
      act: { label: tick?.proven ? 'Change proof' : 'Add proof', verb: 'Save proof' },
      record: { name: rule },
      inputs: [
        { ...proof_link, hint: `Enough: ${words}` },
        { ...file_id, control: 'select', options, empty: 'None', hint },
        place,
      ],
      folded: [],
      others: Object.keys(form.errors).includes('') ? [form.errors['']] : [],
      wide: false,
      hidden_fields: { tick_id: tick?.id ?? '' },
      moves: tick ? '' : 'This ticks it too.',
      stay: 'Cancel',
      ...(status === 409 && { refused }),
    },
    status,
  );
}

/** The items of a deliverable's list, each with the tick that stands. */
export async function itemsOf(db: Reader, { collab, row }: OfDeliverable): Promise<Item<Tick>[]> {
  const ever = await ticksEver(db, String(row.row));
  return checklist(
    aboutOf(collab, row),
    ever.filter(({ taken_back_at }) => taken_back_at === null),
  );
}

/** The item that an address names. */
export async function itemOf(db: Reader, req: PersonRequest, it: OfDeliverable): Promise<Item<Tick>> {
  const found = (await itemsOf(db, it)).find(({ id }) => id === one(req.params.rule));
  if (!found) throw new NotFound();
  return found;
}

const keyOf = ({ collab, row }: OfDeliverable) => ({ collab: collab.id, deliverable: String(row.row) });
const severalOf = (sent: unknown): string[] => [sent ?? []].flat().map(String).filter(Boolean);
const undoOf = (path: string, ids: string[]) => ({
  action: `${path}/undo`,
  label: 'Undo',
  fields: { ticks: ids.join(',') },
});

function wordsOf(items: readonly Item[], added: string[], removed: string[]): string {
  const called = (id: string | undefined) => items.find((item) => item.id === id)?.text ?? 'An item';
  if (added.length === 1 && removed.length === 0) return `Ticked: ${called(added[0])}.`;
  if (removed.length === 1 && added.length === 0) return `Taken back: ${called(removed[0])}.`;
  return `${plural(added.length, 'item', 'items')} ticked, ${removed.length} taken back.`;
}
