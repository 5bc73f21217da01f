import { type Form, idOf, versionOf } from '../../http/form.js';
import { ago } from '../../http/format.js';
import { one } from '../../http/list/page.js';
import { readerOf } from '../../http/list/sql.js';
import type { PersonRequest } from '../../http/person.js';
import { page, type Reply, redirect } from '../../http/reply.js';
import { NotFound } from '../../platform/errors.js';
import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import type { FieldSet, ReadForm, Row } from '../fields/set.js';
import { lastChangedBy } from '../history.js';
import { readerNow } from '../list/routes.js';
import type { Module } from '../module.js';
import type { RecordState } from '../state.js';
import type { Act, States } from '../states.js';
import { type ActAsked, actView, askedBy, type Refusal } from './act-view.js';
import type { ActRecord } from './acting.js';
import { filledForm, liveRow } from './routes.js';
import { mustRead, saveRecord } from './save.js';

/** The state that an act leads to, and the act. */
type Lead = { state: string; act: Act };

/** The acts of a module, which its states say. */
export function leadsOf(states: States | undefined): Lead[] {
  return (states?.names ?? []).flatMap((state) => {
    const act = states?.of(state)?.act;
    return act ? [{ state, act }] : [];
  });
}

/** The form of an act: what it needs, filled with what is known. */
export async function showAct(db: ReadDoor, req: PersonRequest, module: Module, lead: Lead): Promise<Reply> {
  const row = await liveRow(db, req, module);
  const record = { id: row.id, name: row.name, version: row.version, fields: module.fields.of(row) };
  const form = filledForm(module, await firstValues(db, req, module, lead, record), req);
  return show(db, req, module, { ...lead, record, form, ...refusalOf(module, lead, record) });
}

/** Does an act: its fields, its state and what goes with that are saved together. */
export async function answerAct(tx: WriteDoor, req: PersonRequest, module: Module, lead: Lead): Promise<Reply> {
  const sent: Row = req.body ?? {};
  await module.hold?.(tx);
  const before = await mustRead(tx, module, idOf(req));
  if (before.deletedAt) throw new NotFound();
  const record = { id: before.id, name: before.name, version: before.version, fields: before.fields };
  const refusal = refusalOf(module, lead, record);
  const read = readAct(module, lead, record, sent);
  const asked = { ...lead, record, form: read.form };
  const db = readerOf(tx);
  if (refusal.refused) return show(db, req, module, { ...asked, ...refusal }, 409);
  if (!read.ok) return show(db, req, module, asked, 422);
  if (sent.work === 'out') return show(db, req, module, { ...asked, typed: read.data });
  // An act that asks nothing was typed over nothing.
  const version = sent.version === undefined ? before.version : versionOf(sent);
  const saved = await saveRecord(tx, module, version, { data: read.data, before, person: req.person, sent });
  if (saved.kind === 'invalid')
    return show(db, req, module, { ...asked, form: { ...read.form, errors: saved.errors } }, 422);
  if (saved.kind === 'conflict')
    return show(
      db,
      req,
      module,
      { ...asked, refused: await changedMeanwhile(tx, req, module, asked, saved.current) },
      409,
    );
  return done(module, asked, read.data, saved.kind === 'saved' ? saved.entry : undefined);
}

async function firstValues(db: ReadDoor, req: PersonRequest, module: Module, lead: Lead, record: ActRecord) {
  const { fields, states } = module as Module & { states: States };
  const reader = readerNow(req);
  const typed = fields.typed(record.fields);
  const names = [...askedBy(states, lead.state, lead.act, record.fields), ...(lead.act.folded ?? [])];
  const wanted = [...Object.keys(lead.act.needs ?? {}), ...states.wantedBy(lead.state)];
  const days = names.filter((name) => fields.field(name)?.kind === 'date' && wanted.includes(name) && !typed[name]);
  const { initial = {} } = (await module.acting?.begin?.(lead.state, record, reader, db)) ?? {};
  const said = names.flatMap((name) => (one(req.query[name]) === undefined ? [] : [[name, one(req.query[name])]]));
  return {
    ...typed,
    ...Object.fromEntries(days.map((day) => [day, reader.today])),
    ...initial,
    ...Object.fromEntries(said),
  };
}

// The record as its own form would send it, with what was asked, the state, and what is set along.
function readAct(module: Module, { state, act }: Lead, { fields: kept }: ActRecord, sent: Row): ReadForm<Row> {
  const { fields, states } = module as Module & { states: States };
  const names = [...askedBy(states, state, act, kept), ...(act.folded ?? [])];
  const typed = Object.fromEntries(
    inputsOf(fields, names).flatMap((name) => (name in sent ? [[name, sent[name]]] : [])),
  );
  const along = Object.entries(act.sets ?? {}).filter(
    ([name, { unless = [] }]) => !unless.includes(String(kept[name])),
  );
  const body = { ...module.typed(kept as RecordState['fields']), ...typed, state };
  const emptied = Object.fromEntries((act.empties ?? []).map((name) => [name, '']));
  const whole = { ...body, ...emptied, ...Object.fromEntries(along.map(([name, { to }]) => [name, to])) };
  const read = fields.read(whole, module.rules, String(kept.currency ?? ''));
  const missing = read.ok ? Object.entries(act.needs ?? {}).filter(([name]) => (read.data[name] ?? null) === null) : [];
  if (!read.ok || missing.length === 0) return read;
  return { ok: false, form: { values: read.form.values, errors: Object.fromEntries(missing) } };
}

function inputsOf(fields: FieldSet, names: string[]): string[] {
  return names.flatMap((name) => [name, fields.field(name)?.input.id_name ?? []].flat());
}

function refusalOf({ states, kind }: Module, { state }: Lead, record: ActRecord): { refused?: Refusal } {
  if (record.fields.state !== state) return {};
  const label = states?.of(state)?.label.toLowerCase();
  return { refused: { title: `This ${kind.one} is ${label} already.`, text: 'Nothing is left to be done.' } };
}

async function changedMeanwhile(
  tx: WriteDoor,
  { person }: PersonRequest,
  { kind }: Module,
  { act, state, form, record }: Lead & { form: Form; record: ActRecord },
  current: RecordState,
): Promise<Refusal> {
  const who = await lastChangedBy(tx, person, { kind, id: record.id }, current.updatedBy);
  const typed = [...(act.asks ?? []), ...(act.folded ?? [])].flatMap((name) =>
    form.values[name] ? [[name, form.values[name]] as [string, string]] : [],
  );
  return {
    title: `${who} changed this ${ago(current.updatedAt, new Date())}.`,
    text: `“${act.label}” was meant for what stood there before.`,
    href: `${kind.path}/${record.id}/${act.name}?${new URLSearchParams(typed)}`,
    label: current.fields.state === state ? `Look at ${record.name}` : 'Look again, with what you typed',
  };
}

async function show(
  db: Pick<ReadDoor, 'row' | 'rows'>,
  req: PersonRequest,
  module: Module,
  asked: ActAsked,
  status = 200,
) {
  return page('records/act.njk', await actView(db, module, asked, readerNow(req)), status);
}

function done(
  { kind, fields }: Module,
  { act, record }: Lead & { record: ActRecord },
  data: Row,
  entry?: string,
): Reply {
  const path = `${kind.path}/${record.id}`;
  const { currency } = fields.around(data);
  const amount = act.asks?.find((name) => fields.field(name)?.kind === 'money' && (data[name] ?? null) !== null);
  const said = amount ? `, ${fields.shown(amount, data[amount], currency)} ${currency}` : '';
  const undo = entry && { undo: { action: `${path}/history/${entry}/reversal`, label: 'Undo' } };
  return redirect(path, { text: `${act.done}${said}.`, ...undo });
}
