import { MulterError } from 'multer';
import { BadRequest } from '../../platform/errors.js';
import { type FolderAway, isFull } from '../../platform/storage/folder.js';
import { fileSize } from '../file-name.js';
import { MAX_FILE_BYTES, MAX_FILES_SENT } from './limits.js';

const FORM_BYTES = 1024 * 1024;
/** A form that says that it is longer is not begun. */
export const LONGEST_FORM = MAX_FILES_SENT * MAX_FILE_BYTES + FORM_BYTES;

export const LIMITS = {
  fileSize: MAX_FILE_BYTES,
  files: MAX_FILES_SENT + 1,
  fields: 20,
  fieldSize: 8 * 1024,
  fieldNameSize: 100,
  // No name of ours has a bracket: `x[99999999]` would be read as an array of that length.
  fieldNestingDepth: 0,
  headerPairs: 20,
};

export const TOO_LARGE = `A file may have ${fileSize(MAX_FILE_BYTES)} at most. Nothing was attached; choose the files again without the large one.`;
const TOO_MANY = 'Ten files can be sent at once. Nothing was attached; choose fewer.';
const FAULTS: Partial<Record<MulterError['code'], string>> = {
  LIMIT_FILE_SIZE: TOO_LARGE,
  LIMIT_FILE_COUNT: TOO_MANY,
  LIMIT_UNEXPECTED_FILE: 'This form takes files in one field alone. Nothing was attached.',
};

/** What is said where this server could not keep a file; its cause is in the log. */
export function lackOf(error: FolderAway): string {
  const why = isFull(error) ? 'This server’s disk is full' : 'This server cannot keep files at the moment';
  return `${why}. Nothing was attached. Try again later, or tell your admin.`;
}

/** A fault of a form as a sentence for who sent it; throws what is none of theirs. */
export function sentenceFor(error: unknown): string {
  const sentence = error instanceof MulterError ? FAULTS[error.code] : undefined;
  if (sentence) return sentence;
  throw error instanceof MulterError ? new BadRequest('The form holds more than it has fields for.') : error;
}
