import { mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Folder } from '../folder.js';
import { ARRIVING } from './arrive.js';
import { piecesOf } from './read.js';

/** Moves a file of this machine to its name in the folder: whole and on the disk, or not at all. */
export async function placeFile(folder: Folder, from: string, name: string): Promise<void> {
  await folder.recognise();
  const to = folder.path(name);
  await folder.must(() => mkdir(dirname(to), { recursive: true, mode: 0o700 }));
  const moved = await folder.must(() =>
    rename(from, to).then(
      () => true,
      (error) => {
        if (error.code === 'EXDEV') return false;
        throw error;
      },
    ),
  );
  if (moved) return syncFolder(folder, dirname(to));
  await copyInto(folder, from, name);
  await rm(from, { force: true });
}

/** Copies a file of this machine to its name in the folder. Piece by piece, each a step of its own: a slow share is not a silent one. */
export async function copyInto(folder: Folder, from: string, name: string): Promise<void> {
  const temporary = folder.path(join(ARRIVING, basename(name)));
  const to = folder.path(name);
  await folder.recognise();
  for (const it of [temporary, to]) await folder.must(() => mkdir(dirname(it), { recursive: true, mode: 0o700 }));
  const source = await open(from, 'r');
  try {
    const target = await folder.must(() => open(temporary, 'w', 0o600));
    try {
      for await (const piece of piecesOf(source, (work) => work())) await folder.must(() => target.writeFile(piece));
      await folder.must(() => target.sync());
    } finally {
      // Not a step: it must be closed also where nothing else is tried any more.
      void target.close().catch(() => undefined);
    }
    await folder.must(() => rename(temporary, to));
    await syncFolder(folder, dirname(to));
  } finally {
    await source.close();
  }
}

// Not every file system lets a folder be synchronised; the name is then as safe as it makes it.
async function syncFolder(folder: Folder, path: string): Promise<void> {
  await folder.must(async () => {
    const handle = await open(path, 'r');
    await handle.sync().catch(() => undefined);
    await handle.close();
  });
}
