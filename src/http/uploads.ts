import type { IncomingMessage } from 'node:http';
import type { Request, Response } from 'express';
import multer, { MulterError, type StorageEngine } from 'multer';
import { v7 as uuidv7 } from 'uuid';
import { BadRequest } from '../platform/errors.js';
import { renditionsOf } from '../platform/pictures.js';
import { BEGINNING, isPictureType, typeOfBytes, UNKNOWN_TYPE } from '../platform/storage/file-types.js';
import { FolderAway } from '../platform/storage/folder.js';
import type { Arrived, Storage } from '../platform/storage/storage.js';
import { fileName, fileSize } from './file-name.js';
import { MAX_FILE_BYTES, MAX_FILES_SENT } from './limits.js';
import { hasToken, invalidToken } from './middleware/csrf.js';

/** A file that came with a form: its bytes are kept, its row is the handler's to write. */
export type ReceivedFile = {
  id: string;
  name: string;
  size: number;
  sha256: string;
  mediaType: string;
  width: number | null;
  height: number | null;
  inFallback: boolean;
  /** Begins like a picture, but none could be made of it to show. */
  unseen: boolean;
};
/** What a form with files brought: the files, or in a sentence why none was taken. */
export type Sent = { files: ReceivedFile[]; fault?: string };

type Incoming = { id: string; name: string; size: number; sha256: string; type: string; path: string };
/** Multer's own error is not told apart by its text. */
type Failure = { error: unknown };

/** What the pictures of one form may take, their turns awaited: nobody's pictures hold up the forms of others for long. */
const PICTURES_MS = 20_000;
const FORM_BYTES = 1024 * 1024;
/** What is still read, and thrown away, of a form that was refused: a browser shows no answer before it has sent all. */
const DRAIN_BYTES = 300 * 1024 * 1024;
const LIMITS = {
  fileSize: MAX_FILE_BYTES,
  files: MAX_FILES_SENT + 1,
  fields: 20,
  fieldSize: 8 * 1024,
  fieldNameSize: 100,
  // No name of ours has a bracket: `x[99999999]` would be read as an array of that length.
  fieldNestingDepth: 0,
  headerPairs: 20,
};

const TOO_LARGE = `A file may have ${fileSize(MAX_FILE_BYTES)} at most. Nothing was attached; choose the files again without the large one.`;
const TOO_MANY = 'Ten files can be sent at once. Nothing was attached; choose fewer.';
const FAULTS: Partial<Record<MulterError['code'], string>> = {
  LIMIT_FILE_SIZE: TOO_LARGE,
  LIMIT_FILE_COUNT: TOO_MANY,
  LIMIT_UNEXPECTED_FILE: 'This form takes files in one field alone. Nothing was attached.',
};

/**
 * Reads the files of a form, in the order in which its parts come: the form's token must stand before the first file, and nothing
 * is written before it was seen. Files are whole and on the disk when this answers; after a fault nothing of them is left.
 */
export function createUploads(storage: Storage) {
  return {
    async receive(req: Request, res: Response, field: string): Promise<Sent> {
      if (Number(req.headers['content-length'] ?? 0) > MAX_FILES_SENT * MAX_FILE_BYTES + FORM_BYTES)
        return refuse(req, TOO_LARGE);
      const arrived: Promise<Incoming>[] = [];
      const failure = await parts(req, res, field, (file) => {
        const taken = takeIn(storage, file);
        arrived.push(taken);
        return taken;
      });
      const settled = await Promise.allSettled(arrived);
      const incoming = settled.flatMap((it) => (it.status === 'fulfilled' ? [it.value] : []));
      if (!failure) return { files: await keepAll(storage, incoming) };
      for (const { path } of incoming) await storage.drop({ original: path });
      return refuse(req, told(failure.error));
    },
    /** Removes what `receive` has kept, where its rows were not written. */
    async discard({ files }: Sent): Promise<void> {
      // What cannot be removed now has no row, and is swept away a day later.
      for (const { id } of files) await storage.remove(id).catch(() => undefined);
    },
  };
}

export type Uploads = ReturnType<typeof createUploads>;
type Part = Express.Multer.File;

/** Resolves with the first fault as soon as there is one, else when the form has ended. */
function parts(
  req: Request,
  res: Response,
  field: string,
  take: (file: Part) => Promise<unknown>,
): Promise<Failure | undefined> {
  return new Promise((resolve) => {
    const fail = (error: unknown) => resolve({ error });
    let files = 0;
    const engine: StorageEngine = {
      _handleFile(_req, file, done) {
        file.stream.on('limit', () => file.stream.destroy(new MulterError('LIMIT_FILE_SIZE', file.fieldname)));
        take(file).then(
          () => done(null, {}),
          (error) => {
            fail(ofTheSender(error));
            done(error);
          },
        );
      },
      // What was taken in is removed by whoever asked for it.
      _removeFile: (_req, _file, done) => done(null),
    };
    const read = multer({
      storage: engine,
      limits: LIMITS,
      // Browsers send names in UTF-8; multer would read them as Latin-1.
      defParamCharset: 'utf8',
      fileFilter: (_req, file, next) => {
        files += 1;
        const fault = refusalOf(req, file, field, files);
        if (!fault) return next(null, true);
        fail(fault);
        return next(fault);
      },
    });
    read.any()(req, res, (error: unknown) => {
      if (error) fail(ofTheSender(error));
      else if (!hasToken(req)) fail(invalidToken);
      else resolve(undefined);
    });
  });
}

function refusalOf(req: Request, { fieldname }: Part, field: string, count: number): Error | undefined {
  if (!hasToken(req)) return invalidToken;
  if (count > MAX_FILES_SENT) return new MulterError('LIMIT_FILE_COUNT', fieldname);
  return fieldname === field ? undefined : new MulterError('LIMIT_UNEXPECTED_FILE', fieldname);
}

// What is neither ours nor the disk's is a form that cannot be read, or was cut off.
function ofTheSender(error: unknown): unknown {
  const ours = error instanceof MulterError || error instanceof FolderAway || error === invalidToken;
  const ofTheDisk = (error as NodeJS.ErrnoException).syscall !== undefined;
  return ours || ofTheDisk ? error : new BadRequest('The form was cut off, or its parts cannot be told apart.');
}

async function takeIn(storage: Storage, file: Part): Promise<Incoming> {
  const id = uuidv7();
  const beginning: Buffer[] = [];
  const { path, size, sha256 } = await storage.receive(id, noting(file.stream, beginning));
  const type = typeOfBytes(Buffer.concat(beginning).subarray(0, BEGINNING));
  return { id, name: fileName(file.originalname), size, sha256, type, path };
}

async function* noting(source: AsyncIterable<Buffer>, beginning: Buffer[]): AsyncGenerator<Buffer> {
  let noted = 0;
  for await (const piece of source) {
    if (noted < BEGINNING) beginning.push(piece);
    noted += piece.length;
    yield piece;
  }
}

async function keepAll(storage: Storage, incoming: Incoming[]): Promise<ReceivedFile[]> {
  const kept: ReceivedFile[] = [];
  const until = Date.now() + PICTURES_MS;
  try {
    for (const file of incoming) kept.push(await keep(storage, file, until));
    return kept;
  } catch (error) {
    for (const { path } of incoming)
      await storage.drop({ original: path, thumbnail: `${path}.thumbnail`, large: `${path}.large` });
    for (const { id } of kept) await storage.remove(id).catch(() => undefined);
    throw error;
  }
}

async function keep(storage: Storage, { path, type, ...file }: Incoming, until: number): Promise<ReceivedFile> {
  const picture = isPictureType(type) ? await renditionsOf(path, type, until) : undefined;
  const arrived: Arrived = { original: path, ...picture?.made };
  const { inFallback } = await storage.keep(file.id, arrived);
  const unseen = isPictureType(type) && !picture;
  const mediaType = unseen ? UNKNOWN_TYPE : type;
  return { ...file, mediaType, width: picture?.width ?? null, height: picture?.height ?? null, inFallback, unseen };
}

// The rest of the form is read and forgotten while the answer is already on its way.
function refuse(req: Request, fault: string): Sent {
  drain(req);
  return { files: [], fault };
}

function drain(req: IncomingMessage): void {
  let bytes = 0;
  req.on('data', (piece: Buffer) => {
    bytes += piece.length;
    if (bytes > DRAIN_BYTES) req.destroy();
  });
  req.resume();
}

function told(error: unknown): string {
  const sentence = error instanceof MulterError ? FAULTS[error.code] : undefined;
  if (sentence) return sentence;
  throw error instanceof MulterError ? new BadRequest('The form holds more than it has fields for.') : error;
}
