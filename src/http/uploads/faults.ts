import { MulterError } from 'multer';
import { BadRequest, TooLarge } from '../../platform/errors.js';
import { isFull, type StorageAway } from '../../platform/storage/away.js';
import { fileSize } from '../file-name.js';
import { FORM_BYTES, FORM_FIELDS } from '../form-text.js';
import { MAX_FILE_BYTES, MAX_FILES_SENT } from './limits.js';

/** The files of a form, what was typed, and what parts them: no file is taken of a form that is longer. */
export const LONGEST_FORM = MAX_FILES_SENT * MAX_FILE_BYTES + 1024 * 1024;
/** How far a form is read all the same, for what was typed into it. */
export const LONGEST_READ = 1024 * 1024 * 1024;

/** What a part may be. How large and how many files may be is held where they are taken: behind too many may stand what was typed. */
export const LIMITS = {
  fields: FORM_FIELDS,
  fieldSize: FORM_BYTES,
  fieldNameSize: 100,
  // No name of ours has a bracket: `x[99999999]` would be read as an array of that length.
  fieldNestingDepth: 0,
  headerPairs: 20,
};

const TOO_LARGE = `A file may have ${fileSize(MAX_FILE_BYTES)} at most. Nothing was attached; choose the files again without the large one.`;
export const TOO_LONG = `A form takes ten files of ${fileSize(MAX_FILE_BYTES)} at most. Nothing was attached; choose fewer, or smaller ones.`;
const TOO_MANY = 'Ten files can be sent at once. Nothing was attached; choose fewer.';
const FAULTS: Partial<Record<MulterError['code'], string>> = {
  LIMIT_FILE_SIZE: TOO_LARGE,
  LIMIT_FILE_COUNT: TOO_MANY,
  LIMIT_PART_COUNT: TOO_LONG,
  LIMIT_UNEXPECTED_FILE: 'This form takes files in one field alone. Nothing was attached.',
};

/** What is said where this server could not keep a file; its cause is in the log. */
export function lackOf(error: StorageAway): string {
  const why = isFull(error) ? 'This server’s disk is full' : 'This server cannot keep files at the moment';
  return `${why}. Nothing was attached. Try again later, or tell your admin.`;
}

/** A fault of a form's files as a sentence for who sent it; throws what is another fault. */
export function sentenceFor(error: unknown): string {
  const code = error instanceof MulterError ? error.code : undefined;
  const sentence = code && FAULTS[code];
  if (sentence) return sentence;
  if (code === 'LIMIT_FIELD_COUNT' || code === 'LIMIT_FIELD_VALUE') throw new TooLarge();
  throw error instanceof MulterError ? new BadRequest('The form holds more than it has fields for.') : error;
}
