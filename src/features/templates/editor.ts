import { v7 as uuidv7 } from 'uuid';
import { blankForm, isId } from '../../http/form.js';
import { one } from '../../http/list/page.js';
import { readerOf } from '../../http/list/sql.js';
import type { PersonRequest } from '../../http/person.js';
import { page, type Reply } from '../../http/reply.js';
import { NotFound } from '../../platform/errors.js';
import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import type { Module } from '../../records/module.js';
import { answerCreate, answerUpdate } from '../../records/record/answers.js';
import { formView } from '../../records/record/form.js';
import { filledForm, showNew } from '../../records/record/routes.js';
import { mustRead } from '../../records/record/save.js';
import { readRow } from '../../records/record/state.js';

/** The form of a new template; a link may name one that is copied: a draft of one’s own then. */
export async function showNewTemplate(db: ReadDoor, req: PersonRequest, module: Module): Promise<Reply> {
  const from = one(req.query.from);
  if (from === undefined || req.kept) return showNew(db, req, module);
  const row = isId(from) ? await readRow(db, module, from, module.list.alias) : undefined;
  if (!row || row.deleted_at) throw new NotFound();
  const name = [...`Copy of ${row.name}`].slice(0, 200).join('');
  const values = { ...module.fields.inputsOf(row), name, state: 'draft', submission_id: uuidv7() };
  return page(module.views.form, await formView(db, module, filledForm(module, values, req), req.person));
}

/** Answers the form of a new template: it is shown again with its preview where that is all that was asked for. */
export async function answerNewTemplate(tx: WriteDoor, req: PersonRequest, module: Module): Promise<Reply> {
  return req.body?.preview ? shownAgain(tx, req, module) : answerCreate(tx, req, module);
}

/** The same of one that is there. */
export async function answerTemplate(tx: WriteDoor, req: PersonRequest, id: string, module: Module): Promise<Reply> {
  return req.body?.preview ? shownAgain(tx, req, module, id) : answerUpdate(tx, req, id, module);
}

// Nothing is held against what is still being typed, and nothing kept of it.
async function shownAgain(tx: WriteDoor, req: PersonRequest, module: Module, id?: string): Promise<Reply> {
  const form = blankForm(req.body);
  const record = id === undefined ? undefined : await mustRead(tx, module, id);
  const edited = record && { id: record.id, name: record.name, version: form.values.version ?? '' };
  return page(module.views.form, await formView(readerOf(tx), module, form, req.person, edited ? { edited } : {}));
}
