import type { Request, Response } from 'express';
import multer, { MulterError, type StorageEngine } from 'multer';
import { BadRequest, TooLarge } from '../../platform/errors.js';
import { StorageAway } from '../../platform/storage/away.js';
import { hasToken, invalidToken } from '../middleware/csrf.js';
import { boundedPipe } from './bounded-pipe.js';
import { LIMITS, LONGEST_FORM, LONGEST_READ } from './faults.js';
import { MAX_FILES_SENT } from './limits.js';

export type UploadPart = Express.Multer.File;
/** Multer's own error is not told apart by its text. */
export type UploadFailure = { error: unknown };
/** How a form's parts are read. */
export type Reading = {
  /** The one field that takes files. */
  field: string;
  /** Takes a file in; where there is none, no file is taken. */
  take?: (file: UploadPart) => Promise<unknown>;
  /** People type into the form: what stands behind a file that is not taken is read all the same. */
  typed: boolean;
};
/** Ends the reading at once, or keeps the first fault for when the form has ended. */
type Faults = { stop(error: unknown): void; keep(error: unknown): void; kept(): UploadFailure | undefined };

/**
 * Has each file of the form taken. Resolves with the sender's first fault, as soon as there is one, else when the form has ended.
 * In a form that people type into, and where the disk did not take a file, the fields behind it are read before, for the form
 * that is shown again. What was chosen and is not taken for want of a token is named under the field, as if it had been typed.
 */
export function readParts(req: Request, res: Response, reading: Reading): Promise<UploadFailure | undefined> {
  return new Promise((resolve) => {
    const faults = faultsFor((error) => resolve({ error }));
    const options = {
      storage: engineOf(reading, faults),
      limits: LIMITS,
      // Browsers send names in UTF-8; multer would read them as Latin-1.
      defParamCharset: 'utf8',
      fileFilter: filterOf(req, reading, faults),
      // Not in multer's types yet.
      streamHandler: boundedPipe(reading.typed && req.person ? LONGEST_READ : LONGEST_FORM, faults.stop),
    };
    multer(options).any()(req, res, (error: unknown) => {
      if (error) faults.stop(ofTheSender(error));
      else if (!hasToken(req)) faults.stop(invalidToken);
      else resolve(faults.kept());
    });
  });
}

function faultsFor(stop: Faults['stop']): Faults {
  let first: UploadFailure | undefined;
  return {
    stop,
    keep(error) {
      first ??= { error };
    },
    kept: () => first,
  };
}

function engineOf({ take, typed }: Reading, { stop, keep }: Faults): StorageEngine {
  return {
    _handleFile(_req, file, done) {
      Promise.resolve(take?.(file)).then(
        () => done(null, {}),
        (error) => {
          const readsOn = error instanceof StorageAway || (typed && error instanceof MulterError);
          if (!readsOn) {
            stop(ofTheSender(error));
            return done(error);
          }
          keep(error);
          file.stream.resume();
          return done(null, {});
        },
      );
    },
    // What was taken in is removed by whoever asked for it.
    _removeFile: (_req, _file, done) => done(null),
  };
}

function filterOf(
  req: Request,
  { field, take, typed }: Reading,
  { stop, keep, kept }: Faults,
): multer.Options['fileFilter'] {
  let files = 0;
  const unread: string[] = [];
  return (_req, file, next) => {
    files += 1;
    const fault = refusalOf(req, file, field, files);
    if (!take || fault === invalidToken) {
      if (unread.length < MAX_FILES_SENT) unread.push(file.originalname);
      req.body[field] = unread;
    }
    if (!take || kept()) return next(null, false);
    if (!fault) return next(null, true);
    if (!typed) {
      stop(fault);
      return next(fault);
    }
    keep(fault);
    return next(null, false);
  };
}

function refusalOf(req: Request, { fieldname }: UploadPart, field: string, count: number): Error | undefined {
  if (!hasToken(req)) return invalidToken;
  if (count > MAX_FILES_SENT) return new MulterError('LIMIT_FILE_COUNT', fieldname);
  return fieldname === field ? undefined : new MulterError('LIMIT_UNEXPECTED_FILE', fieldname);
}

// What is not ours is a form that cannot be read, or was cut off. The disk's faults have been told apart where they came from.
function ofTheSender(error: unknown): unknown {
  const ours = error instanceof MulterError || error instanceof TooLarge || error === invalidToken;
  return ours ? error : new BadRequest('The form was cut off, or its parts cannot be told apart.');
}
