import { RENDITIONS, storedName } from './files.js';
import { takeFileBack } from './kept.js';
import type { Stores } from './store.js';

/** Files that no row speaks of: moved aside, and removed later. */
export function sweptFiles(stores: Stores) {
  const both = [stores.main, stores.fallback];
  return {
    /** Moves all that is kept under the id aside: `read` and `takeBack` find it there until `dropSwept` removes it. */
    async sweep(id: string, day: string): Promise<void> {
      for (const it of both) for (const rendition of RENDITIONS) await it.sweep(storedName(id, rendition), day);
    },

    /** Everything that was moved aside, store by store. */
    async *listSwept() {
      for (const it of both) yield* it.swept();
    },

    takeBack: (id: string) => takeFileBack(stores, id),

    /** Removes for good what was moved aside before that day. */
    async dropSwept(before: string): Promise<void> {
      for (const it of both) await it.dropSwept(before);
    },
  };
}
