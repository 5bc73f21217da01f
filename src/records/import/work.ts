import { writtenAs } from '../../http/writing.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import type { ReadForm, Row } from '../fields/set.js';
import { type Changes, recordHistory } from '../history.js';
import type { Draft, Placed } from '../record/draft.js';
import { createRecord, placeRecord, saveRecord } from '../record/save.js';
import { readStates } from '../record/state.js';
import { insertRecords } from '../record/write.js';
import type { RecordState } from '../state.js';
import { restoreFromTrash } from '../trash.js';
import { type FileRow, type Note, readCells } from './cells.js';
import { type Bringing, type Decision, decide } from './decide.js';
import type { ToldRow } from './outcomes.js';
import { retagged, tagNew, tagsMade, tagsOf } from './tags.js';

type Done = Pick<ToldRow, 'outcome' | 'record_id' | 'changes' | 'notes'>;
type Creating = Extract<Decision, { does: 'create' }>;
type Changing = Extract<Decision, { does: 'update' | 'restore' }>;

/** How many rows are brought in by one transaction of a job: fewer where each is placed by itself. */
export function rowsAtATime({ placeMany }: Pick<Bringing['module'], 'placeMany'>): number {
  return placeMany ? 500 : 100;
}

/**
 * Brings rows in and answers what each did. Without a batch it is a look alone: whoever calls rolls back what it wrote, and new
 * records are held against what is there but, where many are placed at once, not written.
 */
export async function bringIn(
  tx: WriteDoor,
  asked: Bringing,
  rows: readonly FileRow[],
  batchId?: string,
): Promise<ToldRow[]> {
  const { module, mapping } = asked;
  // Cells are brought into the product's own way of writing, whoever's file it is.
  const read = writtenAs('en', () => rows.map((row) => readCells(module, mapping, row)));
  await module.hold?.(tx);
  const decided = await decide(tx, asked, read);
  const able = decided.filter((it) => isNew(it) || isChange(it));
  const lack = await tagsMade(
    tx,
    module.kind,
    able.flatMap(({ row }) => row.tags ?? []),
  );
  const done = new Map<number, Done>();
  if (module.placeMany) await createMany(tx, asked, decided.filter(isNew), done, batchId);
  const known = await knownRecords(tx, asked, decided.filter(isChange));
  for (const it of decided) {
    const { n, tags } = it.row;
    if (!isNew(it) && !isChange(it))
      done.set(n, { outcome: it.does, record_id: it.record ?? null, changes: {}, notes: it.notes });
    else if (lack && tags?.length) done.set(n, refused([{ column: null, text: lack }]));
    else if (isChange(it)) done.set(n, await wholly(tx, () => change(tx, asked, it, known.get(it.record), batchId)));
    else if (!module.placeMany) done.set(n, await wholly(tx, () => create(tx, asked, it, batchId)));
  }
  const tagged = decided.filter(isNew).flatMap(({ row }) => {
    const id = done.get(row.n)?.record_id;
    return id && row.tags && done.get(row.n)?.outcome === 'create' ? [{ id, tags: row.tags }] : [];
  });
  await tagNew(tx, module.kind, tagged);
  return decided.map(({ row: { n, line, cells }, key }) => ({
    ...{ n, line, cells, key },
    ...(done.get(n) ?? refused([])),
  }));
}

// What a refused row began is taken back: a company that it alone named, a record that came out of the trash for it.
async function wholly(tx: WriteDoor, work: () => Promise<Done>): Promise<Done> {
  await tx.$executeRaw(sql`savepoint a_row`);
  const done = await work();
  await tx.$executeRaw(done.outcome === 'refuse' ? sql`rollback to savepoint a_row` : sql`release savepoint a_row`);
  return done;
}

type Known = { state: RecordState; tags: string[] };

async function knownRecords(
  tx: WriteDoor,
  { module }: Bringing,
  all: readonly Changing[],
): Promise<Map<string, Known>> {
  const ids = all.map(({ record }) => record);
  const states = await readStates(tx, module, ids);
  const tags = all.some(({ row }) => row.tags) ? await tagsOf(tx, module.kind, ids) : new Map<string, string[]>();
  return new Map(states.map((state) => [state.id, { state, tags: tags.get(state.id) ?? [] }]));
}

async function create(tx: WriteDoor, asked: Bringing, it: Creating, batchId?: string): Promise<Done> {
  const { module } = asked;
  const draft = newDraft(asked, it);
  if (!draft.ok) return refused(notesOf(asked, draft.form.errors));
  const placed = await placeRecord(tx, module, draft.draft);
  if (!placed.ok) return refused(notesOf(asked, placed.errors));
  const { id, isFirst } = await createRecord(tx, module, placed, it.submissionId, {}, batchId);
  return isFirst ? made(id, batchId) : madeMeanwhile(id);
}

/** The same of many, in few statements. */
async function createMany(
  tx: WriteDoor,
  asked: Bringing,
  all: readonly Creating[],
  done: Map<number, Done>,
  batchId?: string,
): Promise<void> {
  const { module } = asked;
  const drafts = all.flatMap((it) => {
    const draft = newDraft(asked, it);
    if (!draft.ok) done.set(it.row.n, refused(notesOf(asked, draft.form.errors)));
    return draft.ok ? [{ it, draft: draft.draft }] : [];
  });
  const placed =
    (await module.placeMany?.(
      tx,
      drafts.map(({ draft }) => adopted(asked, draft)),
    )) ?? [];
  const fit = drafts.flatMap(({ it }, n) => {
    const one = placed[n] as Placed;
    if (!one.ok) done.set(it.row.n, refused(notesOf(asked, one.errors)));
    return one.ok ? [{ it, placed: one }] : [];
  });
  if (!batchId) for (const { it } of fit) done.set(it.row.n, made(null));
  if (!batchId || fit.length === 0) return;
  const written = fit.map(({ it, placed: { data, besides } }) => ({ data, besides, submissionId: it.submissionId }));
  const ids = await insertRecords(tx, module, written);
  for (const [n, { it }] of fit.entries()) done.set(it.row.n, ids[n] ? made(ids[n], batchId) : madeMeanwhile(null));
  const entries = fit.flatMap(({ placed: { data } }, n) =>
    ids[n] ? [{ id: ids[n], changes: { ...module.created?.(data) } }] : [],
  );
  await recordHistory(tx, { act: 'created', kind: module.kind, entries, batchId });
}

async function change(
  tx: WriteDoor,
  asked: Bringing,
  it: Changing,
  known: Known | undefined,
  batchId?: string,
): Promise<Done> {
  const { module } = asked;
  if (!known) return refused([{ column: null, text: 'It went meanwhile.' }]);
  const { state: found } = known;
  const taken = it.does === 'restore' && (await module.taken?.(tx, found));
  if (taken) return refused([{ column: null, text: `${found.name} stays in the trash: ${taken}` }]);
  if (it.does === 'restore') await restore(tx, asked, found.id, batchId);
  const before = { ...found, deletedAt: null };
  const body = { ...module.typed(before.fields), ...it.row.sent };
  const read = readAs(asked, body, String(before.fields.currency ?? asked.person.currency));
  if (!read.ok) return refused(notesOf(asked, read.form.errors));
  const draft = { ...draftOf(asked, read.data, body), before, batchId };
  const saved = await saveRecord(tx, module, before.version, draft);
  if (saved.kind === 'invalid') return refused(notesOf(asked, saved.errors));
  if (saved.kind === 'conflict' || saved.kind === 'in_trash')
    return refused([{ column: null, text: 'Somebody changed it at this moment.' }]);
  const { tags } = it.row;
  const put = tags ? await retagged(tx, module.kind, { id: found.id, tags }, known.tags, batchId) : {};
  if ('fault' in put) return refused([{ column: null, text: put.fault }]);
  const changes = {
    ...(saved.kind === 'saved' && toldChanges(asked, saved.changes, before, read.data)),
    ...(put.change && { Tags: [put.change[0].join(', '), put.change[1].join(', ')] as const }),
  };
  const isSame = it.does === 'update' && Object.keys(changes).length === 0;
  const notes = isSame ? [{ column: null, text: 'It says nothing new.' }] : [];
  return { outcome: isSame ? 'skip' : it.does, record_id: found.id, changes, notes };
}

function toldChanges({ module, person }: Bringing, changes: Changes, before: RecordState, after: Row): Done['changes'] {
  const { fields, history } = module;
  const currencies = { before: String(before.fields.currency ?? ''), after: String(after.currency ?? '') };
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

async function restore(tx: WriteDoor, { module: { kind } }: Bringing, id: string, batchId?: string): Promise<void> {
  await restoreFromTrash(tx, { kind, id });
  await recordHistory(tx, { act: 'restored', target: { kind, id }, ...(batchId && { batchId }) });
}

type NewDraft = { ok: true; draft: Draft } | Extract<ReadForm<Row>, { ok: false }>;

function newDraft(asked: Bringing, { row }: Creating): NewDraft {
  const body = { ...asked.mapping.every, ...row.sent };
  const read = readAs(asked, body, asked.person.currency);
  return read.ok ? { ok: true, draft: draftOf(asked, read.data, body) } : read;
}

function readAs({ module }: Bringing, body: Row, currency: string): ReadForm<Row> {
  return writtenAs('en', () => module.fields.read(body, module.rules, currency));
}

function draftOf({ person, mapping }: Bringing, data: Row, sent: Row): Draft {
  return { data, before: null, person, sent, ...(mapping.names === 'find' && { finds: true as const }) };
}

function adopted({ module }: Bringing, draft: Draft): Draft {
  return { ...draft, data: module.fields.adopt(draft.data) };
}

/** What is wrong with a row, each with the column that fills the field it is about. */
function notesOf({ module: { fields }, mapping }: Bringing, errors: Readonly<Record<string, string>>): Note[] {
  return Object.entries(errors).map(([input, message]) => {
    const name = fields.field(input) ? input : fields.names.find((it) => isOf(fields.field(it), it, input));
    const column = mapping.columns.findIndex(({ to }) => to !== null && to === name);
    const label = name === undefined ? '' : fields.label(name);
    return { column: column < 0 ? null : column, text: label ? `${label}: ${message}` : message };
  });
}

function isOf(field: ReturnType<Bringing['module']['fields']['field']>, name: string, input: string): boolean {
  return Object.hasOwn(field?.inputLabels?.(name, [input]) ?? {}, input);
}

function isNew(it: Decision): it is Creating {
  return it.does === 'create';
}

function isChange(it: Decision): it is Changing {
  return it.does === 'update' || it.does === 'restore';
}

function made(id: string | null, batchId?: string): Done {
  return { outcome: 'create', record_id: batchId ? id : null, changes: {}, notes: [] };
}

function madeMeanwhile(id: string | null): Done {
  return { outcome: 'skip', record_id: id, changes: {}, notes: [{ column: null, text: 'It was brought in before.' }] };
}

function refused(notes: Note[]): Done {
  return { outcome: 'refuse', record_id: null, changes: {}, notes };
}
