import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { onDisk } from '../away.js';
import type { Folder } from '../folder.js';
import { namesIn, statOf } from './look.js';

/** Where files lie that have no name yet. */
export const ARRIVING = 'arriving';

type Arriving = { path: string; file: FileHandle };

/** Opens a new temporary file in the folder, for its owner alone. */
export async function arrivingIn(folder: Folder, id: string): Promise<Arriving> {
  const path = folder.path(join(ARRIVING, id));
  await folder.recognise();
  await folder.must(() => mkdir(dirname(path), { recursive: true, mode: 0o700 }));
  return { path, file: await folder.must(() => open(path, 'wx', 0o600)) };
}

/** Writes the bytes to the disk, and answers what they were. The disk's faults are `StorageAway`; others are the source's. */
export async function receiveIn(
  { path, file }: Arriving,
  source: AsyncIterable<Buffer>,
): Promise<{ size: number; sha256: string }> {
  const hash = createHash('sha256');
  let size = 0;
  try {
    for await (const piece of source) {
      hash.update(piece);
      size += piece.length;
      await onDisk(path, () => file.writeFile(piece));
    }
    await onDisk(path, () => file.sync());
  } finally {
    await onDisk(path, () => file.close());
  }
  return { size, sha256: hash.digest('hex') };
}

/** Removes the folder's temporary files that nobody has touched since `before`; answers how many. */
export async function dropStaleIn(folder: Folder, before: number): Promise<number> {
  await folder.recognise();
  let dropped = 0;
  for (const name of await namesIn(folder, ARRIVING)) {
    const path = folder.path(join(ARRIVING, name));
    const found = await statOf(folder, path);
    if (!found || found.mtimeMs >= before) continue;
    await folder.step(() => rm(path, { force: true }));
    dropped += 1;
  }
  return dropped;
}
