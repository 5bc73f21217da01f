import { MulterError } from 'multer';
import { v7 as uuidv7 } from 'uuid';
import { onDisk } from '../../platform/storage/away.js';
import { typeOfFile } from '../../platform/storage/file-types.js';
import type { Storage } from '../../platform/storage/storage.js';
import { fileName } from '../file-name.js';
import { MAX_FILE_BYTES } from './limits.js';
import type { UploadPart } from './parts.js';
import type { Incoming } from './received.js';

/** Takes a file's bytes in, and finds out by them what they are. */
export async function takeIn(storage: Storage, file: UploadPart): Promise<Incoming> {
  const id = uuidv7();
  const { path, size, sha256 } = await storage.receive(id, bounded(file));
  try {
    const type = await onDisk(path, () => typeOfFile(path));
    return { id, name: fileName(file.originalname), size, sha256, type, path };
  } catch (error) {
    await storage.drop({ original: path });
    throw error;
  }
}

async function* bounded({ stream, fieldname }: UploadPart): AsyncGenerator<Buffer> {
  let size = 0;
  // A stream that is left half-read stays whole: the parts of the form behind it are read all the same.
  for await (const piece of stream.iterator({ destroyOnReturn: false })) {
    size += piece.length;
    if (size > MAX_FILE_BYTES) throw new MulterError('LIMIT_FILE_SIZE', fieldname);
    yield piece;
  }
}
