import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  arrivingIn,
  copyInto,
  dropStaleIn,
  dropSweptIn,
  exists,
  listOf,
  nameOf,
  place,
  RENDITIONS,
  type Rendition,
  readFrom,
  sweepIn,
  sweptIn,
  takeBackIn,
  takeIn,
} from './files.js';
import { type Folder, FolderAway, openFolder } from './folder.js';

/** Files that have arrived and have no name yet: temporary paths on this machine. */
export type Arrived = Partial<Record<Rendition, string>>;
export type Storage = ReturnType<typeof openStorage>;

/**
 * Keeps files in a folder, and in a fallback folder on this machine while that one does not answer. A file arrives under a
 * temporary name and gets its own once it is whole and on the disk; so a name that exists stands for a whole file.
 */
export function openStorage(
  { path, fallbackPath }: { path: string; fallbackPath: string },
  log: { info(text: string): void; warn(data: object, text: string): void },
) {
  const fallback = openFolder(fallbackPath);
  const folder = openFolder(path, {
    seen: join(fallbackPath, '.folder'),
    changed: (answers, fault) =>
      answers
        ? log.info('the storage folder answers again')
        : log.warn({ fault }, 'the storage folder does not answer: new files are kept in the fallback folder'),
  });

  /** Where the file lies, the likelier folder first. */
  const places = (inFallback: boolean) => (inFallback ? [fallback, folder] : [folder, fallback]);

  async function readKept(id: string, rendition: Rendition, inFallback: boolean) {
    let away: unknown;
    for (const place of places(inFallback)) {
      try {
        const found = await readFrom(place, nameOf(id, rendition));
        if (found) return found;
      } catch (error) {
        away ??= error;
      }
    }
    if (away) throw away;
    return undefined;
  }

  async function takeBack(id: string): Promise<boolean> {
    let found = false;
    for (const place of [folder, fallback])
      for (const rendition of RENDITIONS) found = (await takeBackIn(place, nameOf(id, rendition))) || found;
    return found;
  }

  return {
    /** Whether the folder takes files, asked now. */
    answers: (timeoutMs?: number): Promise<boolean> => folder.answers(timeoutMs),

    /** Takes the bytes in under a temporary name. What could not be taken in whole leaves nothing behind. */
    async receive(id: string, source: AsyncIterable<Buffer>) {
      const at = await firstThatTakes([fallback, folder], (it) => arrivingIn(it, id));
      try {
        return { path: at.path, ...(await takeIn(at.file, source)) };
      } catch (error) {
        await rm(at.path, { force: true }).catch(() => undefined);
        const ofTheDisk = (error as NodeJS.ErrnoException).syscall === 'write';
        throw ofTheDisk ? new FolderAway(`${at.path}: ${(error as Error).message}`, { cause: error }) : error;
      }
    },

    /** Gives what has arrived its name, in the folder or else in the fallback; answers in which. */
    async keep(id: string, arrived: Arrived): Promise<{ inFallback: boolean }> {
      try {
        for (const [rendition, from] of entriesOf(arrived)) await place(folder, from, nameOf(id, rendition));
        return { inFallback: false };
      } catch (error) {
        if (!(error instanceof FolderAway)) throw error;
        // What was placed before stays there: whatever says "in the fallback" is looked for in both.
        for (const [rendition, from] of entriesOf(arrived))
          if (await exists(from)) await place(fallback, from, nameOf(id, rendition));
        return { inFallback: true };
      }
    },

    /** Removes what has arrived and is not wanted. */
    async drop(arrived: Arrived): Promise<void> {
      for (const [, path] of entriesOf(arrived)) await rm(path, { force: true });
    },

    /** A file's bytes; undefined when it is nowhere, also not aside. Throws `FolderAway` when it may lie where nothing answers. */
    async read(id: string, rendition: Rendition, inFallback: boolean) {
      const found = await readKept(id, rendition, inFallback);
      return found ?? ((await takeBack(id)) ? readKept(id, rendition, inFallback) : undefined);
    },

    /** Removes all that is kept under the id, wherever it lies. */
    async remove(id: string): Promise<void> {
      for (const place of [folder, fallback]) {
        for (const rendition of RENDITIONS)
          await place.step(() => rm(place.path(nameOf(id, rendition)), { force: true }));
      }
    },

    /** Copies what lies in the fallback into the folder; false when there is nothing. `leaveFallback` ends the move. */
    async copyBack(id: string): Promise<boolean> {
      let found = false;
      for (const rendition of RENDITIONS) {
        const from = fallback.path(nameOf(id, rendition));
        if (!(await exists(from))) continue;
        await copyInto(folder, from, nameOf(id, rendition));
        found = true;
      }
      return found;
    },
    /** Removes from the fallback what the folder holds by now. */
    async leaveFallback(id: string): Promise<void> {
      for (const rendition of RENDITIONS) await rm(fallback.path(nameOf(id, rendition)), { force: true });
    },

    /** Everything that is kept, folder by folder. */
    async *list() {
      for (const place of [folder, fallback])
        for await (const file of listOf(place)) yield { ...file, inFallback: place === fallback };
    },

    /** Moves all that is kept under the id aside: `read` and `takeBack` find it there until `dropSwept` removes it. */
    async sweep(id: string, day: string): Promise<void> {
      for (const place of [folder, fallback])
        for (const rendition of RENDITIONS) await sweepIn(place, nameOf(id, rendition), day);
    },

    /** Everything that was moved aside, folder by folder. */
    async *listSwept() {
      for (const place of [folder, fallback]) yield* sweptIn(place);
    },

    /** Gives what was moved aside under the id its place again; answers whether there was something. */
    takeBack,

    /** Removes for good what was moved aside before that day. */
    async dropSwept(before: string): Promise<void> {
      for (const place of [folder, fallback]) await dropSweptIn(place, before);
    },

    /** Removes temporary files that nobody has touched since `before`: their process has died. Answers how many. */
    async dropStale(before: number): Promise<number> {
      let dropped = 0;
      for (const place of [fallback, folder]) dropped += await dropStaleIn(place, before);
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
