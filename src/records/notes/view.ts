import { v7 as uuidv7 } from 'uuid';
import { blankForm, type Form } from '../../http/form.js';
import { instant } from '../../http/format.js';
import { markdown } from '../../http/markdown.js';
import type { Person, PersonRequest } from '../../http/person.js';
import { pathOf, type Target } from '../kinds.js';
import type { Live } from '../live.js';
import type { Note } from './queries.js';
import { MAX_NOTE } from './schema.js';

/** The box for a new note on a record's page, filled with what was kept from an ended session; none for who may not write. */
export function noteBox(target: Target, req: PersonRequest) {
  if (req.person.role === 'VIEWER') return null;
  return box(target, blankForm({ submission_id: uuidv7() }, req.kept));
}

/** The page of a new note that could not be kept. */
export function newNoteView(record: Live, form: Form) {
  return { ...frame(record), heading: 'Add a note', note: box(record, form) };
}

/** The page of a note that is edited; `theirs` is what stands there now, where that is not what was read before. */
export function editNoteView(record: Live, id: string, form: Form, theirs?: string) {
  return {
    ...frame(record),
    heading: 'Edit note',
    action: `${pathOf(record)}/notes/${id}`,
    form,
    theirs,
    max: MAX_NOTE,
  };
}

/** The page of one note, whole. */
export function noteView(record: Live, note: Note, person: Person) {
  const who = note.author_id === person.id ? 'You' : (note.author ?? 'Someone who has left');
  const edited = note.version > 1 ? `, edited ${instant(note.updated_at, person.timeZone)}` : '';
  return {
    ...frame(record),
    heading: 'Note',
    byline: `${who}, ${instant(note.created_at, person.timeZone)}${edited}`,
    // Made by `markdown`, hence safe to print as it is.
    html: markdown(note.body),
    edit_href: mayEdit(note, person) ? `${pathOf(record)}/notes/${note.id}/edit` : null,
  };
}

/** Whether a person may change a note: its author, and anyone once the author has left. The table's policy says the same. */
export function mayEdit(note: Pick<Note, 'author_id' | 'author'>, person: Person): boolean {
  return person.role !== 'VIEWER' && (note.author_id === person.id || note.author === null);
}

function box(target: Target, form: Form) {
  const path = pathOf(target);
  return { action: `${path}/notes`, attach_href: `${path}?tab=files`, own: target.kind.own, form };
}

function frame(record: Live) {
  const { title, path } = record.kind;
  return { list: { label: title, href: path }, name: record.name, path: pathOf(record) };
}
