import { blankForm, type Form, idOf, isId, versionOf, withError } from '../../http/form.js';
import { ago } from '../../http/format.js';
import { one } from '../../http/list/page.js';
import { readerOf } from '../../http/list/sql.js';
import type { PersonRequest } from '../../http/person.js';
import { type Reply, redirect } from '../../http/reply.js';
import { NotFound } from '../../platform/errors.js';
import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import type { ReadForm, Row } from '../fields/set.js';
import { lastChangedBy } from '../history.js';
import { readerNow } from '../list/routes.js';
import type { Module } from '../module.js';
import { liveRow } from '../record/routes.js';
import { mustRead, saveRecord } from '../record/save.js';
import { stateOf } from '../record/state.js';
import type { RecordState } from '../state.js';
import type { Act } from '../states.js';
import { type Part, shownOf } from './apart.js';
import { type RowAsked, showRowForm } from './page-view.js';
import type { Apart } from './row.js';

/** The form of a new row of a record, of one that is there, or of an act on it. */
export async function showRow(db: ReadDoor, req: PersonRequest, module: Module, part: Part, act?: Act): Promise<Reply> {
  const record = stateOf(module.fields, await liveRow(db, req, module));
  const row = rowOf(req, record, part);
  const asked = { module, part, record, row, act };
  const form = req.kept ? blankForm({}, req.kept) : blankForm(await firstValues(db, req, asked));
  return showRowForm(db, req, { ...asked, form });
}

/** Saves a row: a new one, one that is there, or what an act sets of it; the record's own rules hold. */
export async function answerRow(
  tx: WriteDoor,
  req: PersonRequest,
  module: Module,
  part: Part,
  act?: Act,
): Promise<Reply> {
  const record = await held(tx, req, module);
  const row = rowOf(req, record, part);
  const asked = { module, part, record, row, act };
  const sent: Row = req.body ?? {};
  const read = readRow(asked, sent);
  if (!read.ok) return showRowForm(readerOf(tx), req, { ...asked, form: read.form }, 422);
  const changed = { ...read.data, row: row?.row ?? null };
  const all = rowsOf(record, part);
  const after = row === null ? [...all, changed] : all.map((it) => (it === row ? changed : it));
  return save(tx, req, { ...asked, form: read.form }, after, sent);
}

/** Takes a row out of its record, which the history can take back. */
export async function answerRemoval(tx: WriteDoor, req: PersonRequest, module: Module, part: Part): Promise<Reply> {
  const record = await held(tx, req, module);
  const row = rowOf(req, record, part);
  const after = rowsOf(record, part).filter((it) => it !== row);
  const form = blankForm(row === null ? {} : part.rows.fields.inputsOf(row));
  return save(tx, req, { module, part, record, row, form, removed: true }, after, req.body ?? {});
}

async function held(tx: WriteDoor, req: PersonRequest, module: Module): Promise<RecordState> {
  await module.hold?.(tx);
  const record = await mustRead(tx, module, idOf(req));
  if (record.deletedAt) throw new NotFound();
  return record;
}

const rowsOf = (record: RecordState, { name }: Part) => (record.fields[name] ?? []) as unknown as Row[];

// None for a new one; the address of one that is gone is no page.
function rowOf(req: PersonRequest, record: RecordState, part: Part): Row | null {
  const id = one(req.params.row);
  if (id === undefined) return null;
  const found = isId(id) && rowsOf(record, part).find(({ row }) => row === id.toLowerCase());
  if (!found) throw new NotFound();
  return found;
}

async function firstValues(db: ReadDoor, req: PersonRequest, asked: Omit<RowAsked, 'form'>): Promise<Row> {
  const { fields, begin } = asked.part.rows;
  const { today } = readerNow(req);
  const values: Row = asked.row === null ? fields.initial() : fields.inputsOf(asked.row);
  const needed = Object.keys(asked.act?.needs ?? {});
  const days = needed.filter((name) => fields.field(name)?.kind === 'date' && !values[name]);
  const { initial = {} } = (await begin?.(db, { ...asked, today })) ?? {};
  return { ...values, ...Object.fromEntries(days.map((day) => [day, today])), ...initial, ...fields.asked(req.query) };
}

// The row as its own form would send it, with what was sent of it and what the act sets along.
function readRow({ part: { rows }, row, act, record }: Omit<RowAsked, 'form'>, sent: Row): ReadForm<Row> {
  const { fields } = rows;
  const kept: Row = row === null ? fields.initial() : fields.inputsOf(row);
  const names = act ? [...(act.asks ?? []), ...Object.keys(act.needs ?? {}), ...(act.folded ?? [])] : shownOf(rows);
  const asked = names.flatMap((name) => [name, fields.field(name)?.input.id_name ?? []].flat());
  // A box that is not sent was unticked; what else is not sent stays.
  const isBox = (name: string) => ['choices', 'checkbox'].includes(fields.field(name)?.input.control ?? '');
  const typed = Object.fromEntries(asked.map((name) => [name, sent[name] ?? (isBox(name) ? '' : kept[name])]));
  const along = Object.entries(act?.sets ?? {}).flatMap(([name, { to, unless = [] }]) =>
    unless.includes(String(row?.[name])) ? [] : [[name, to]],
  );
  const emptied = (act?.empties ?? []).map((name) => [name, '']);
  const whole = { ...kept, ...typed, ...Object.fromEntries([...emptied, ...along]) };
  const read = fields.read(whole, rules(rows), String(record.fields.currency ?? ''));
  if (!read.ok) return read;
  const missing = Object.entries(act?.needs ?? {}).filter(([name]) => (read.data[name] ?? null) === null);
  return missing.length === 0 ? read : { ok: false, form: { ...read.form, errors: Object.fromEntries(missing) } };
}

const rules = (rows: Apart) => rows.rules as never;

async function save(
  tx: WriteDoor,
  req: PersonRequest,
  asked: RowAsked & { removed?: true },
  after: Row[],
  sent: Row,
): Promise<Reply> {
  const { module, part, record, row, form } = asked;
  const { [part.name]: _, ...others } = module.typed(record.fields);
  const currency = String(record.fields.currency ?? req.person.currency);
  // An id of the record's rows is kept; the text of no rows says that there are none.
  const text = after.length === 0 ? '' : JSON.stringify(after);
  const read = module.fields.read({ ...others, [part.name]: text }, module.rules, currency);
  const again = (errors: Record<string, string>) =>
    showRowForm(readerOf(tx), req, { ...asked, form: Object.entries(errors).reduce(beside(asked, after), form) }, 422);
  if (!read.ok) return again(read.form.errors);
  const draft = {
    data: read.data,
    before: record,
    person: req.person,
    sent: { ...sent, part: part.name, row: row?.row ?? null },
  };
  const version = sent.version === undefined ? record.version : versionOf(sent);
  const saved = await saveRecord(tx, module, version, draft);
  if (saved.kind === 'invalid') return again(saved.errors);
  if (saved.kind === 'conflict')
    return showRowForm(readerOf(tx), req, { ...asked, refused: await meanwhile(tx, req, asked, saved.current) }, 409);
  const path = `${module.kind.path}/${record.id}`;
  const entry = saved.kind === 'saved' ? saved.entry : undefined;
  const undo = entry && { undo: { action: `${path}/history/${entry}/reversal`, label: 'Undo' } };
  return redirect(path, { text: `${doneWords(asked)}.`, ...undo });
}

// A message of the whole record that is about this row stands beside its input, any other above the form.
function beside({ part: { rows }, row }: RowAsked, after: Row[]) {
  const n = row === null ? after.length - 1 : after.findIndex((it) => it.row === row.row);
  const [begin, end] = [`${rows.part}_`, `_${n}`];
  return (form: Form, [name, message]: [string, string]): Form => {
    const own = name.startsWith(begin) && name.endsWith(end) ? name.slice(begin.length, -end.length) : name;
    return withError(form, own, message);
  };
}

async function meanwhile(tx: WriteDoor, req: PersonRequest, asked: RowAsked, current: RecordState) {
  const { module, part, record, row, act, form } = asked;
  const who = await lastChangedBy(tx, req.person, { kind: module.kind, id: record.id }, current.updatedBy);
  const typed = shownOf(part.rows).flatMap((name) =>
    form.values[name] ? [[name, form.values[name]] as [string, string]] : [],
  );
  const page = row === null ? 'new' : `${row.row}/${act?.name ?? 'edit'}`;
  return {
    title: `${who} changed this ${ago(current.updatedAt, new Date())}.`,
    text: 'What you typed was meant for what stood there before.',
    href: `${module.kind.path}/${record.id}/${part.path}/${page}?${new URLSearchParams(typed)}`,
    label: 'Look again, with what you typed',
  };
}

function doneWords({ act, row, removed, part: { rows } }: RowAsked & { removed?: true }): string {
  if (act) return act.done;
  return removed ? `${rows.one} removed` : row === null ? `${rows.one} added` : 'Saved changes';
}
