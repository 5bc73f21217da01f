import type { Request, Response } from 'express';
import multer, { MulterError, type StorageEngine } from 'multer';
import { BadRequest } from '../../platform/errors.js';
import { FolderAway } from '../../platform/storage/folder.js';
import { hasToken, invalidToken } from '../middleware/csrf.js';
import { LIMITS } from './faults.js';
import { MAX_FILES_SENT } from './limits.js';

export type UploadPart = Express.Multer.File;
/** Multer's own error is not told apart by its text. */
export type UploadFailure = { error: unknown };
type Take = (file: UploadPart) => Promise<unknown>;

/**
 * Has each file of the form taken. Resolves with the sender's first fault as soon as there is one, else when the form has ended:
 * where the disk did not take a file, the fields behind it are read all the same, for the form that is shown again.
 */
export function readParts(req: Request, res: Response, field: string, take: Take): Promise<UploadFailure | undefined> {
  return new Promise((resolve) => {
    const fail = (error: unknown) => resolve({ error });
    let away: UploadFailure | undefined;
    const lack = (error: FolderAway) => {
      away ??= { error };
    };
    const read = multer({
      storage: engineOf(take, fail, lack),
      limits: LIMITS,
      // Browsers send names in UTF-8; multer would read them as Latin-1.
      defParamCharset: 'utf8',
      fileFilter: filterOf(req, field, fail),
    });
    read.any()(req, res, (error: unknown) => {
      if (error) fail(ofTheSender(error));
      else if (!hasToken(req)) fail(invalidToken);
      else resolve(away);
    });
  });
}

function engineOf(take: Take, fail: (error: unknown) => void, lack: (error: FolderAway) => void): StorageEngine {
  return {
    _handleFile(_req, file, done) {
      file.stream.on('limit', () => file.stream.destroy(new MulterError('LIMIT_FILE_SIZE', file.fieldname)));
      take(file).then(
        () => done(null, {}),
        (error) => {
          if (error instanceof FolderAway) {
            lack(error);
            file.stream.resume();
            return done(null, {});
          }
          fail(ofTheSender(error));
          return done(error);
        },
      );
    },
    // What was taken in is removed by whoever asked for it.
    _removeFile: (_req, _file, done) => done(null),
  };
}

function filterOf(req: Request, field: string, fail: (error: unknown) => void): multer.Options['fileFilter'] {
  let files = 0;
  return (_req, file, next) => {
    files += 1;
    const fault = refusalOf(req, file, field, files);
    if (!fault) return next(null, true);
    fail(fault);
    return next(fault);
  };
}

function refusalOf(req: Request, { fieldname }: UploadPart, field: string, count: number): Error | undefined {
  if (!hasToken(req)) return invalidToken;
  if (count > MAX_FILES_SENT) return new MulterError('LIMIT_FILE_COUNT', fieldname);
  return fieldname === field ? undefined : new MulterError('LIMIT_UNEXPECTED_FILE', fieldname);
}

// What is not ours is a form that cannot be read, or was cut off. The disk's faults have been told apart where they came from.
function ofTheSender(error: unknown): unknown {
  const ours = error instanceof MulterError || error === invalidToken;
  return ours ? error : new BadRequest('The form was cut off, or its parts cannot be told apart.');
}
