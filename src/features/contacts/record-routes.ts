import type { Request } from 'express';
import { v7 as uuidv7 } from 'uuid';
import { blankForm, idOf } from '../../http/form.js';
import { one } from '../../http/list/page.js';
import type { PersonRequest } from '../../http/person.js';
import { page, type Reply, redirect } from '../../http/reply.js';
import { type Route, userRoutes } from '../../http/routes.js';
import { NotFound } from '../../platform/errors.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { leadOn } from '../../records/merge/merged.js';
import { panelOf } from '../../records/panel.js';
import { afterRestoring, inTrash } from '../../records/trash.js';
import { deleteContact, restoreContact } from './actions.js';
import { typedFrom } from './contact.js';
import { contactRow, type FullContact, touchesOf } from './contact-queries.js';
import { answerCreate, answerUpdate } from './form-answers.js';
import { formView, newValues } from './form-view.js';
import { CONTACTS } from './kind.js';
import { contactsModule } from './module.js';
import { placeOf } from './place.js';
import { recordView } from './record-view.js';
import { shownCompanies, withRows } from './sent-rows.js';

/** One contact: its page and forms, and what is done to it. The list's own paths must be mounted before `/:id`. */
export const contactRecordRoutes: Route[] = userRoutes(({ get, post }) => {
  get('/contacts/new', (_db, req) => {
    const form = blankForm(req.kept ? {} : { ...newValues(req.query), submission_id: uuidv7() }, req.kept);
    return page('contacts/form.njk', formView(form));
  });

  post('/contacts', answerCreate);

  get('/contacts/:id', showContact);

  get('/contacts/:id/edit', async (db, req) => {
    const { id, name, version, data, deleted_at, merged_into_id } = await found(db, req);
    if (merged_into_id) return leadOn({ kind: CONTACTS, id: merged_into_id }, name);
    if (deleted_at) throw new NotFound();
    // What was kept was typed over the version that it names, rows and all.
    const stored = { ...withRows(typedFrom(data.fields)), ...shownCompanies(data.employments) };
    const form = blankForm(req.kept ? {} : stored, req.kept);
    return page('contacts/form.njk', formView(form, { id, name, version: one(req.kept?.version) ?? version }));
  });

  post('/contacts/:id', (tx, req) => answerUpdate(tx, req, idOf(req)));

  post('/contacts/:id/delete', async (tx, req) => {
    const id = idOf(req);
    await deleteContact(tx, id);
    return redirect('/contacts', {
      text: '1 contact moved to the trash.',
      undo: { action: `/contacts/${id}/restoration`, label: 'Undo' },
    });
  });

  post('/contacts/:id/restoration', async (tx, req) => {
    const id = idOf(req);
    await restoreContact(tx, id);
    return afterRestoring(req, `/contacts/${id}`);
  });
});

async function showContact(db: ReadDoor, req: PersonRequest): Promise<Reply> {
  const contact = await found(db, req);
  if (contact.merged_into_id) return leadOn({ kind: CONTACTS, id: contact.merged_into_id }, contact.name);
  if (contact.deleted_at) return inTrash(CONTACTS, contact);
  const touches = await touchesOf(db, contact.id);
  const place = await placeOf(db, req.query, contact.id);
  const panel = await panelOf(db, contactsModule, contact.id, req);
  return page('contacts/show.njk', { record: recordView(contact, touches, new Date(), req.person), place, panel });
}

/** The contact that a request names, unless it is gone or lies in the trash. */
export async function liveContact(db: ReadDoor, req: Request): Promise<FullContact> {
  const contact = await found(db, req);
  if (contact.deleted_at) throw new NotFound();
  return contact;
}

async function found(db: ReadDoor, req: Request): Promise<FullContact> {
  const contact = await contactRow(db, idOf(req));
  if (!contact) throw new NotFound();
  return contact;
}
