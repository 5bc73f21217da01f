import { RENDITIONS, type Rendition, storedName } from './files.js';
import type { StoredBytes, Stores } from './store.js';

/** What has its name. */
export function keptFiles(stores: Stores) {
  const { main, fallback } = stores;
  return {
    /** A file's bytes; undefined when it is nowhere, also not aside. Throws `StorageAway` when it may lie where nothing answers. */
    async read(id: string, rendition: Rendition, inFallback: boolean): Promise<StoredBytes | undefined> {
      const found = await readKept(stores, id, rendition, inFallback);
      return found ?? ((await takeFileBack(stores, id)) ? readKept(stores, id, rendition, inFallback) : undefined);
    },

    /** Removes all that is kept under the id, wherever it lies. */
    async remove(id: string): Promise<void> {
      for (const it of [main, fallback]) for (const rendition of RENDITIONS) await it.remove(storedName(id, rendition));
    },

    /** Everything that is kept, store by store. */
    async *list() {
      for (const it of [main, fallback])
        for await (const file of it.list()) yield { ...file, inFallback: it === fallback };
    },
  };
}

/** Gives what was moved aside under the id its place again; answers whether there was something. */
export async function takeFileBack({ main, fallback }: Stores, id: string): Promise<boolean> {
  let found = false;
  for (const it of [main, fallback])
    for (const rendition of RENDITIONS) found = (await it.takeBack(storedName(id, rendition))) || found;
  return found;
}

// The likelier store first. Where nothing is found, one that could not be asked may hold it.
async function readKept({ main, fallback }: Stores, id: string, rendition: Rendition, inFallback: boolean) {
  let away: unknown;
  for (const it of inFallback ? [fallback, main] : [main, fallback]) {
    try {
      const found = await it.read(storedName(id, rendition));
      if (found) return found;
    } catch (error) {
      away ??= error;
    }
  }
  if (away) throw away;
  return undefined;
}
