import { fileSize } from '../../http/file-name.js';
import { type Form, withError } from '../../http/form.js';
import { MAX_FILE_BYTES, MAX_FILES_SENT } from '../../http/uploads/limits.js';
import type { ReceivedFile, Sent } from '../../http/uploads.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { attach } from '../attachments/actions.js';
import { attachedWords } from '../attachments/words.js';
import type { FieldSet, FormInput, Row } from '../fields/set.js';
import type { Target } from '../kinds.js';
import { addNote } from '../notes/actions.js';
import { noteAlong } from '../notes/schema.js';
import type { FormLayout } from './form-layout.js';

type Of = { fields: FieldSet; form?: { layout?: FormLayout } | undefined };
type Name = 'photos' | 'note';
/** What came along with the form of a new record, read: what is wrong with it, or the note and the files. */
type Along = { errors: Record<string, string>; note: string | null; sent: Sent };

/** A form that brought no files. */
export const NO_FILES: Sent = { files: [], unused: [] };

const INPUTS: Record<Name, FormInput> = {
  photos: {
    name: 'photos',
    label: 'Photos',
    optional: true,
    control: 'photos',
    hint: `Up to ${MAX_FILES_SENT}, ${fileSize(MAX_FILE_BYTES)} each.`,
    most: { files: MAX_FILES_SENT, bytes: MAX_FILE_BYTES },
  },
  note: {
    name: 'note',
    label: 'Note',
    optional: true,
    control: 'textarea',
    hint: 'Markdown works: **bold**, lists, links.',
  },
};

/** Whether the form of a new record of that module takes photos, or a note, along: its layout says where they stand. */
export function takesAlong({ fields, form }: Of, name: Name): boolean {
  return !fields.field(name) && (form?.layout?.sections.some((section) => section.fields.includes(name)) ?? false);
}

/** What the form of a new record prints to have them chosen and typed. */
export function alongInputs(module: Of): Partial<Record<Name, FormInput>> {
  return Object.fromEntries(Object.entries(INPUTS).filter(([name]) => takesAlong(module, name as Name)));
}

/** Reads what came along. A file that was not taken refuses the form, so that nobody believes it kept. */
export function readAlong(module: Of, body: Row, sent: Sent): Along {
  const read = takesAlong(module, 'note') ? noteAlong.safeParse(body.note) : { success: true as const, data: null };
  const errors = {
    ...(!read.success && { note: read.error.issues[0]?.message ?? '' }),
    ...(sent.fault && { photos: sent.unavailable ? `${sent.fault} Without photos it can be saved.` : sent.fault }),
  };
  return { errors, note: read.data ?? null, sent };
}

/** Keeps what came along with a record that was just made, as if it had been added on its page. Answers what is to be said of it. */
export async function keepAlong(tx: WriteDoor, target: Target, { note, sent }: Along): Promise<string> {
  if (note) await addNote(tx, target, { body: note, submission_id: null });
  if (sent.files.length === 0) return '';
  const attached = await attach(tx, target, sent);
  return attached.kind === 'attached' ? ` ${attachedWords(attached)}` : '';
}

/** The form with what is said where photos were chosen that it cannot bring back: a browser hands them over once. */
export function withLost(form: Form, names: readonly string[]): Form {
  if (names.length === 0 || form.errors.photos) return form;
  const said = [...names.slice(0, 3), ...(names.length > 3 ? [`${names.length - 3} more`] : [])];
  const all = new Intl.ListFormat('en').format(said);
  return withError(form, 'photos', `Choose ${all} again: photos are not kept before the rest is saved.`);
}

/** The names of files that were received. */
export function namesOfFiles(files: readonly ReceivedFile[]): string[] {
  return files.map(({ name }) => name);
}

/** The names of photos that were chosen in a form whose session had ended. */
export function chosenBefore(kept: Row | undefined): string[] {
  return [kept?.photos].flat().filter((it): it is string => typeof it === 'string' && it !== '');
}
