import { type Form, versionOf, withError } from '../../http/form.js';
import { readerOf } from '../../http/list/sql.js';
import type { PersonRequest } from '../../http/person.js';
import { invalid, page, type Reply, redirect } from '../../http/reply.js';
import { NotFound } from '../../platform/errors.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { conflictPage } from '../../records/conflict.js';
import { mergedMeanwhile } from '../../records/merge/merged.js';
import { createContact, submittedBefore, updateContact } from './actions.js';
import { type Contact, contactOf, nameOf } from './contact.js';
import { duplicatesOf, marksOf, seenOf } from './duplicates.js';
import { formView } from './form-view.js';
import { CONTACTS } from './kind.js';
import { contactsModule } from './module.js';
import { readContact } from './schema.js';

const FORM = 'contacts/form.njk';

type Shown = Parameters<typeof formView>[1];

/** Answers the form of a new contact: saved, or asked about where somebody like that is there already. */
export async function answerCreate(tx: WriteDoor, req: PersonRequest): Promise<Reply> {
  const { person, body } = req;
  const read = readContact(body);
  if (body?.add) return page(FORM, formView(plain(read.form), undefined, body.add));
  if (!read.ok) return invalid(FORM, formView(read.form));
  const like = await duplicatesOf(readerOf(tx), marksOf(read.data), seenOf(body.seen_duplicates));
  // Asked after the look: one of them may be what a first submit of this form has just made.
  if (like.length > 0 && !(await submittedBefore(tx, read.submissionId)))
    return invalid(FORM, formView(read.form, undefined, undefined, like));
  const { id } = await createContact(tx, person, read.data, read.submissionId);
  const text = `Saved ${nameOf(read.data.fields)}.`;
  return body.after === 'another' ? redirect('/contacts/new', text) : redirect(`/contacts/${id}`, text);
}

/** Answers the form of a contact that is there: saved, or both versions side by side when someone else was quicker. */
export async function answerUpdate(tx: WriteDoor, req: PersonRequest, id: string): Promise<Reply> {
  const { person, body } = req;
  const contact = await contactOf(tx, id);
  if (!contact) throw new NotFound();
  const read = readContact(body);
  const version = versionOf(body);
  const shown = { id, name: contact.name, version };
  if (body?.add) return page(FORM, formView(plain(read.form), shown, body.add));
  if (!read.ok) return invalid(FORM, formView(read.form, shown));
  const saved = await updateContact(tx, person, id, version, read.data);
  if (saved.kind === 'in_trash') return gone(tx, read.form, saved.current, shown);
  if (saved.kind === 'conflict')
    return conflictPage(tx, person, contactsModule, saved.current, { version, fields: saved.typed });
  return redirect(`/contacts/${id}`, saved.kind === 'saved' ? 'Saved changes.' : 'Nothing was changed.');
}

const IN_TRASH =
  'This contact was moved to the trash meanwhile. Restore it from there in another window, then save this again.';

async function gone(tx: WriteDoor, form: Form, { mergedIntoId }: Contact, shown: Shown): Promise<Reply> {
  const merged = mergedIntoId ? await mergedMeanwhile(tx, { kind: CONTACTS, id: mergedIntoId }) : undefined;
  const view = formView(withError(form, '', merged?.text ?? IN_TRASH), shown);
  return page(FORM, { ...view, way_on: merged?.link }, 409);
}

// Who asks for one more row has not sent the form yet: nothing is held against it.
function plain({ values }: Form): Form {
  return { values, errors: {} };
}
