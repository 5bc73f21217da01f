import { type Form, parseForm, withError } from '../../http/form.js';
import { readQuery } from '../../http/form-text.js';
import { viewUrl } from '../../http/list/page.js';
import { readerOf } from '../../http/list/sql.js';
import type { PersonRequest } from '../../http/person.js';
import { invalid, type Reply, redirect } from '../../http/reply.js';
import { BadRequest, Conflict, NotFound } from '../../platform/errors.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { MOST_VIEWS } from '../limits.js';
import type { ListedModule } from '../module.js';
import { createView, heldView, isOwn, renameView, setQuery } from './actions.js';
import { keptOf } from './address.js';
import { nameFormView } from './form-view.js';
import { renamedView, viewForm } from './schema.js';

/** The longest address that is kept, in characters. */
const MAX_QUERY = 8_000;
/** What is said of a view that cannot be kept: what it asks, its name, its number. */
export const UNREADABLE = 'These filters cannot be read. Go back to the list and choose them again.';
export const NAME_TAKEN = 'You have a view of this name already.';
export const TOO_MANY = `You keep ${MOST_VIEWS} views of this list already. Delete one of them first.`;

/** Answers the form of a new view. */
export async function answerNew(tx: WriteDoor, req: PersonRequest, module: ListedModule): Promise<Reply> {
  const again = (form: Form) => invalid('records/view-form.njk', nameFormView(module, form));
  const read = parseForm(viewForm, req.body);
  if (!read.ok) return again(read.form);
  const query = await readKept(tx, req, module, read.data.query);
  if (query === undefined) return again(withError(read.form, '', UNREADABLE));
  const made = await createView(tx, module.kind, { ...read.data, query }, read.data.submission_id);
  if (made.kind === 'made') return redirect(at(module, made.id), `Saved the view ${read.data.name}.`);
  if (made.kind === 'too_many') return again(withError(read.form, '', TOO_MANY));
  return again(withError(read.form, 'name', NAME_TAKEN));
}

/** Answers the form of a view that is there. */
export async function answerRename(tx: WriteDoor, req: PersonRequest, module: ListedModule): Promise<Reply> {
  const view = await heldView(tx, module.kind, req.params.view);
  const again = (form: Form) => invalid('records/view-form.njk', nameFormView(module, form, view));
  const read = parseForm(renamedView, req.body);
  if (!read.ok) return again(read.form);
  const renamed = await renameView(tx, module.kind, view.id, read.data);
  return renamed ? redirect(at(module, view.id), 'Saved changes.') : again(withError(read.form, 'name', NAME_TAKEN));
}

/** Makes a view show what its list shows now. */
export async function answerQuery(tx: WriteDoor, req: PersonRequest, module: ListedModule): Promise<Reply> {
  const view = await heldView(tx, module.kind, req.params.view);
  const query = await readKept(tx, req, module, req.body?.query);
  if (query === undefined) throw new BadRequest(UNREADABLE);
  await setQuery(tx, module.kind, view.id, query);
  return redirect(at(module, view.id), `The view ${view.name} shows this now.`);
}

/** Brings a deleted view back, as the undo of its deletion carries it. */
export async function restoreView(tx: WriteDoor, req: PersonRequest, module: ListedModule): Promise<Reply> {
  const read = parseForm(viewForm, { ...req.body, submission_id: req.params.view });
  const query = read.ok ? await readKept(tx, req, module, read.data.query) : undefined;
  if (!read.ok || query === undefined || !read.data.submission_id) throw new NotFound();
  const id = read.data.submission_id;
  const made = await createView(tx, module.kind, { ...read.data, query }, id);
  if (made.kind === 'too_many') throw new Conflict(TOO_MANY);
  // Its id is somebody else's, or its name was given to another view meanwhile.
  if (!(await isOwn(tx, module.kind, id))) throw new NotFound();
  return redirect(at(module, id), 'Restored the view.');
}

const at = ({ kind }: ListedModule, view: string) => viewUrl(kind.path, {}, { view });

/** What a view keeps of what it is sent to ask; undefined for what the list's own reader refuses, and what is longer than any address. */
export async function readKept(
  tx: WriteDoor,
  { person }: PersonRequest,
  module: ListedModule,
  sent: unknown,
): Promise<string | undefined> {
  if (typeof sent !== 'string' || sent.length > MAX_QUERY * 2) return undefined;
  const query = keptOf(module.address, readQuery(sent));
  const readable = query.length <= MAX_QUERY && (await module.matching(readerOf(tx), readQuery(query), person));
  return readable ? query : undefined;
}
