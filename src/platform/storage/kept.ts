import { rm } from 'node:fs/promises';
import { RENDITIONS, type Rendition, storedName } from './files.js';
import { listOf } from './folder/list.js';
import { readFrom } from './folder/read.js';
import { takeBackIn } from './folder/swept.js';
import type { Folders } from './folders.js';

/** What has its name. */
export function keptFiles(folders: Folders) {
  const { folder, fallback } = folders;
  return {
    /** A file's bytes; undefined when it is nowhere, also not aside. Throws `FolderAway` when it may lie where nothing answers. */
    async read(id: string, rendition: Rendition, inFallback: boolean) {
      const found = await readKept(folders, id, rendition, inFallback);
      return found ?? ((await takeFileBack(folders, id)) ? readKept(folders, id, rendition, inFallback) : undefined);
    },

    /** Removes all that is kept under the id, wherever it lies. */
    async remove(id: string): Promise<void> {
      for (const it of [folder, fallback]) {
        for (const rendition of RENDITIONS)
          await it.step(() => rm(it.path(storedName(id, rendition)), { force: true }));
      }
    },

    /** Everything that is kept, folder by folder. */
    async *list() {
      for (const it of [folder, fallback])
        for await (const file of listOf(it)) yield { ...file, inFallback: it === fallback };
    },
  };
}

/** Gives what was moved aside under the id its place again; answers whether there was something. */
export async function takeFileBack({ folder, fallback }: Folders, id: string): Promise<boolean> {
  let found = false;
  for (const it of [folder, fallback])
    for (const rendition of RENDITIONS) found = (await takeBackIn(it, storedName(id, rendition))) || found;
  return found;
}

// The likelier folder first. Where nothing is found, one that could not be asked may hold it.
async function readKept({ folder, fallback }: Folders, id: string, rendition: Rendition, inFallback: boolean) {
  let away: unknown;
  for (const it of inFallback ? [fallback, folder] : [folder, fallback]) {
    try {
      const found = await readFrom(it, storedName(id, rendition));
      if (found) return found;
    } catch (error) {
      away ??= error;
    }
  }
  if (away) throw away;
  return undefined;
}
