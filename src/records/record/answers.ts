import { type Form, versionOf, withError } from '../../http/form.js';
import { readerOf } from '../../http/list/sql.js';
import type { PersonRequest } from '../../http/person.js';
import { invalid, page, type Reply, redirect } from '../../http/reply.js';
import type { Sent } from '../../http/uploads.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { conflictPage } from '../conflict.js';
import { mergedMeanwhile } from '../merge/merged.js';
import type { Module } from '../module.js';
import type { RecordState } from '../state.js';
import { keepAlong, NO_FILES, namesOfFiles, readAlong, withLost } from './along.js';
import type { FormAsked, Saved } from './draft.js';
import { formView } from './form.js';
import { unseen } from './likely.js';
import { createRecord, mustRead, placeRecord, saveRecord } from './save.js';
import { submittedBefore } from './write.js';

/**
 * Answers the form of a new record, with the files that came along; one that is likely there already is asked about once. What is
 * refused, be it one photo, leaves nothing behind.
 */
export async function answerCreate(
  tx: WriteDoor,
  req: PersonRequest,
  module: Module,
  files: Sent = NO_FILES,
): Promise<Reply> {
  const { person } = req;
  const sent = req.body ?? {};
  const read = module.fields.read(sent, module.rules, person.currency);
  const along = readAlong(module, sent, files);
  const back = (form: Form, asked?: FormAsked) =>
    again(tx, req, module, withLost(form, namesOfFiles(files.files)), asked);
  if (sent.add) return back(plain(read.form), { more: sent.add });
  if (!read.ok || Object.keys(along.errors).length > 0) return back(withErrors(read.form, along.errors));
  await module.hold?.(tx);
  const first = () => submittedBefore(tx, module, read.submissionId);
  const made = (id: string, said = '') => saved(req, module, id, read.form, said);
  const before = await first();
  if (before) return made(before, leftOut(files));
  const placed = await placeRecord(tx, module, { data: read.data, before: null, person, sent });
  if (!placed.ok) return back(withErrors(read.form, placed.errors), placed);
  const likely = unseen((await module.likely?.(readerOf(tx), read.data, null)) ?? [], sent);
  // Asked after the look: one of them may be what a first submit of this form has just made.
  if (likely.length > 0 && !(await first())) return back(read.form, { likely });
  const { id, isFirst } = await createRecord(tx, module, placed, read.submissionId);
  return made(id, isFirst ? await keepAlong(tx, { kind: module.kind, id }, along) : leftOut(files));
}

/** Answers the form of a record that is there: saved, or both versions side by side when someone else was quicker. */
export async function answerUpdate(tx: WriteDoor, req: PersonRequest, id: string, module: Module): Promise<Reply> {
  const { person } = req;
  const sent = req.body ?? {};
  await module.hold?.(tx);
  const before = await mustRead(tx, module, id);
  const version = versionOf(sent);
  const edited = { id, name: before.name, version };
  const read = module.fields.read(sent, module.rules, String(before.fields.currency ?? person.currency));
  if (sent.add) return again(tx, req, module, plain(read.form), { edited, more: sent.add });
  if (!read.ok) return again(tx, req, module, read.form, { edited });
  const result = await saveRecord(tx, module, version, { data: read.data, before, person, sent });
  const said = result.kind === 'saved' ? await module.told?.(tx, before, read.data) : undefined;
  return answerSaved(tx, req, module, read.form, edited, result, said);
}

function answerSaved(
  tx: WriteDoor,
  req: PersonRequest,
  module: Module,
  form: Form,
  edited: { id: string; name: string; version: number },
  result: Saved,
  said = 'Saved changes.',
): Reply | Promise<Reply> {
  const path = `${module.kind.path}/${edited.id}`;
  switch (result.kind) {
    case 'saved':
      return redirect(path, said);
    case 'unchanged':
      return redirect(path, 'Nothing was changed.');
    case 'in_trash':
      return gone(tx, req, module, form, result.current, edited);
    case 'invalid':
      return again(tx, req, module, withErrors(form, result.errors), { edited, links: result.links });
    case 'conflict':
      return conflictPage(tx, req.person, module, result.current, { version: edited.version, fields: result.typed });
  }
}

async function gone(
  tx: WriteDoor,
  req: PersonRequest,
  module: Module,
  form: Form,
  { mergedIntoId }: RecordState,
  edited: { id: string; name: string; version: number },
): Promise<Reply> {
  const merged = mergedIntoId ? await mergedMeanwhile(tx, { kind: module.kind, id: mergedIntoId }) : undefined;
  const inTrash = `This ${module.kind.one} was moved to the trash meanwhile. Restore it from there in another window, then save this again.`;
  const said = withError(form, '', merged?.text ?? inTrash);
  const view = await formView(readerOf(tx), module, said, req.person, { edited });
  return page(module.views.form, { ...view, way_on: merged?.link }, 409);
}

async function again(
  tx: WriteDoor,
  { person }: PersonRequest,
  module: Module,
  form: Form,
  asked: FormAsked = {},
): Promise<Reply> {
  const view = await formView(readerOf(tx), module, withoutIds(module, form), person, asked);
  const template = module.views.form;
  return asked.more === undefined ? invalid(template, view) : page(template, view);
}

// The first submit of the form has brought them.
function leftOut({ files, unused }: Sent): string {
  unused.push(...files);
  return '';
}

function saved({ body }: PersonRequest, { kind, form: own }: Module, id: string, form: Form, said: string): Reply {
  const name = own?.called?.(form) ?? form.values.name ?? '';
  const next = body?.after === 'another' ? (own?.next?.(form) ?? `${kind.path}/new`) : undefined;
  return redirect(next ?? `${kind.path}/${id}`, `Saved ${name.trim().replace(/\s+/g, ' ')}.${said}`);
}

// The id of what a field names goes with a fault of that field: nobody sees it, so nobody could mend it.
function withoutIds({ fields }: Module, { values, errors }: Form): Form {
  const faulty = Object.keys(errors);
  const ids = fields.names.flatMap((name) => {
    const { beside, unseen } = fields.field(name) ?? {};
    return [...(beside && errors[beside] ? [name] : []), ...(unseen?.(faulty) ?? [])];
  });
  return { values: { ...values, ...Object.fromEntries(ids.map((name) => [name, ''])) }, errors };
}

// Who asks for one more row has not sent the form yet: nothing is held against it.
function plain({ values }: Form): Form {
  return { values, errors: {} };
}

function withErrors({ values, errors }: Form, more: Record<string, string>): Form {
  return { values, errors: { ...errors, ...more } };
}
