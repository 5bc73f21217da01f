import { type FileHandle, open } from 'node:fs/promises';
import type { Folder } from '../folder.js';
import { statOf } from './look.js';

const PIECE = 256 * 1024;

/** The file's size and bytes; undefined when the folder does not hold it. It is opened when its first byte is asked for. */
export async function readFrom(folder: Folder, name: string) {
  const path = folder.path(name);
  const found = await statOf(folder, path);
  // Nothing is said to be missing in a folder that is not mounted.
  if (!found) await folder.recognise();
  return found && { size: found.size, body: bytesOf(folder, path) };
}

async function* bytesOf(folder: Folder, path: string): AsyncGenerator<Buffer> {
  const file = await folder.step(() => open(path, 'r'));
  try {
    yield* piecesOf(file, folder.step);
  } finally {
    void file.close().catch(() => undefined);
  }
}

/** A file's bytes, each piece a step of its own: a slow share is not a silent one. */
export async function* piecesOf(file: FileHandle, step: Folder['step']): AsyncGenerator<Buffer> {
  for (;;) {
    const { bytesRead, buffer } = await step(() => file.read(Buffer.allocUnsafe(PIECE), 0, PIECE, null));
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}
