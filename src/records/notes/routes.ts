import { blankForm, parseForm, withError } from '../../http/form.js';
import { one } from '../../http/list/page.js';
import type { PersonRequest } from '../../http/person.js';
import { invalid, page, type Reply, redirect } from '../../http/reply.js';
import { type Route, userRoutes } from '../../http/routes.js';
import { NotFound } from '../../platform/errors.js';
import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { activityPath, type Kind, pathOf } from '../kinds.js';
import { liveRecord, lockedRecord } from '../live.js';
import type { RecordModule } from '../module.js';
import { afterRestoring } from '../trash.js';
import { addNote, deleteNote, editNote, ownNote, restoreNote } from './actions.js';
import { noteOf } from './queries.js';
import { editedNote, newNote } from './schema.js';
import { editNoteView, mayEdit, newNoteView, noteView } from './view.js';

const STALE = 'The note was changed meanwhile. Take over what you want to keep, and save again.';

/** Notes about the records of a module: added, edited and deleted by their authors, read by whoever sees the record. */
export function noteRoutes({ kind }: RecordModule): Route[] {
  const { path } = kind;
  return userRoutes(({ get, form, post }) => {
    post(`${path}/:id/notes`, (tx, req) => answerNew(tx, req, kind));
    get(`${path}/:id/notes/:note`, (db, req) => showNote(db, req, kind));
    form(`${path}/:id/notes/:note/edit`, (db, req) => showEdit(db, req, kind));
    post(`${path}/:id/notes/:note`, (tx, req) => answerEdit(tx, req, kind));

    post(`${path}/:id/notes/:note/delete`, async (tx, req) => {
      const record = await lockedRecord(tx, kind, req.params.id);
      const note = noteId(req);
      await deleteNote(tx, record, note);
      const undo = { action: `${pathOf(record)}/notes/${note}/restoration`, label: 'Undo' };
      return redirect(activityPath(record), { text: '1 note moved to the trash.', undo });
    });

    post(`${path}/:id/notes/:note/restoration`, async (tx, req) => {
      const record = await lockedRecord(tx, kind, req.params.id);
      await restoreNote(tx, record, noteId(req));
      return afterRestoring(req, pathOf(record), 'Note restored from the trash.');
    });
  });
}

async function answerNew(tx: WriteDoor, req: PersonRequest, kind: Kind): Promise<Reply> {
  const record = await lockedRecord(tx, kind, req.params.id);
  const read = parseForm(newNote, req.body);
  if (!read.ok) return invalid('records/note-new.njk', { ...newNoteView(record, read.form), form: read.form });
  await addNote(tx, record, read.data);
  return redirect(activityPath(record), 'Note added.');
}

async function showNote(db: ReadDoor, req: PersonRequest, kind: Kind): Promise<Reply> {
  const record = await liveRecord(db, kind, req.params.id);
  const note = await noteOf(db, record, req.params.note);
  return page('records/note.njk', noteView(record, note, req.person));
}

async function showEdit(db: ReadDoor, req: PersonRequest, kind: Kind): Promise<Reply> {
  const record = await liveRecord(db, kind, req.params.id);
  const note = await noteOf(db, record, req.params.note);
  if (!mayEdit(note, req.person)) throw new NotFound();
  return page(
    'records/note-edit.njk',
    editNoteView(record, note.id, blankForm({ body: note.body, version: note.version }, req.kept)),
  );
}

async function answerEdit(tx: WriteDoor, req: PersonRequest, kind: Kind): Promise<Reply> {
  const record = await lockedRecord(tx, kind, req.params.id);
  const now = await ownNote(tx, record, noteId(req));
  const read = parseForm(editedNote, req.body);
  if (!read.ok) return invalid('records/note-edit.njk', editNoteView(record, now.id, read.form));
  if (await editNote(tx, record, now, read.data)) return redirect(activityPath(record), 'Note saved.');
  const form = { ...withError(read.form, '', STALE), values: { ...read.form.values, version: String(now.version) } };
  return page('records/note-edit.njk', editNoteView(record, now.id, form, now.body), 409);
}

function noteId(req: PersonRequest): string {
  return one(req.params.note) ?? '';
}
