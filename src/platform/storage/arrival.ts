import { rm } from 'node:fs/promises';
import { StorageAway } from './away.js';
import { type Rendition, storedName } from './files.js';
import { arrivingIn, dropStaleIn, receiveIn } from './folder/arrive.js';
import { exists } from './folder/look.js';
import type { Folder } from './folder.js';
import type { Stores } from './store.js';

/** Files that have arrived and have no name yet: temporary paths on this machine. */
export type Arrived = Partial<Record<Rendition, string>>;

/** How a file comes in: under a temporary name, and under its own once it is whole and on the disk. */
export function arrivals({ main, fallback, arriving: folders }: Stores) {
  return {
    /** Takes the bytes in under a temporary name. What could not be taken in whole leaves nothing behind. */
    async receive(id: string, source: AsyncIterable<Buffer>) {
      const arriving = await firstThatTakes(folders, (it) => arrivingIn(it, id));
      try {
        return { path: arriving.path, ...(await receiveIn(arriving, source)) };
      } catch (error) {
        await rm(arriving.path, { force: true }).catch(() => undefined);
        throw error;
      }
    },

    /** Gives what has arrived its name, where it belongs or else in the fallback; answers in which. */
    async keep(id: string, arrived: Arrived): Promise<{ inFallback: boolean }> {
      try {
        for (const [rendition, from] of entriesOf(arrived)) await main.place(from, storedName(id, rendition));
        return { inFallback: false };
      } catch (error) {
        if (!(error instanceof StorageAway)) throw error;
        // What was placed before stays there: whatever says "in the fallback" is looked for in both.
        for (const [rendition, from] of entriesOf(arrived))
          if (await exists(from)) await fallback.place(from, storedName(id, rendition));
        return { inFallback: true };
      }
    },

    /** Removes what has arrived and is not wanted; what cannot be removed now is stale in a day. */
    async drop(arrived: Arrived): Promise<void> {
      for (const [, path] of entriesOf(arrived)) await rm(path, { force: true }).catch(() => undefined);
    },

    /** Removes temporary files that nobody has touched since `before`: their process has died. Answers how many. */
    async dropStale(before: number): Promise<number> {
      let dropped = 0;
      for (const it of folders) dropped += await dropStaleIn(it, before);
      return dropped;
    },
  };
}

async function firstThatTakes<T>(folders: Folder[], take: (folder: Folder) => Promise<T>): Promise<T> {
  let fault: unknown;
  for (const folder of folders) {
    try {
      return await take(folder);
    } catch (error) {
      fault ??= error;
    }
  }
  throw fault;
}

function entriesOf(arrived: Arrived): [Rendition, string][] {
  return Object.entries(arrived) as [Rendition, string][];
}
