import { v7 as uuidv7 } from 'uuid';
import { BEGINNING, typeOfBytes } from '../../platform/storage/file-types.js';
import type { Storage } from '../../platform/storage/storage.js';
import { fileName } from '../file-name.js';
import type { UploadPart } from './parts.js';
import type { Incoming } from './received.js';

/** Takes a file's bytes in, and finds out by their beginning what they are. */
export async function takeIn(storage: Storage, file: UploadPart): Promise<Incoming> {
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
