import { z } from 'zod';
import { longText, optionalId, optionalLongText, wholeNumber } from '../../http/form.js';

export const MAX_NOTE = 20_000;

const body = longText(MAX_NOTE, 'Write something first.');

/** A new note's form. */
export const newNote = z.object({ body, submission_id: optionalId('Send the form again.') });
/** A note that comes along with a new record, or none. */
export const noteAlong = optionalLongText(MAX_NOTE);
/** A note that is edited: the version names what was read before. */
export const editedNote = z.object({ body, version: wholeNumber(1, 999_999_999) });
