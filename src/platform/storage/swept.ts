import { RENDITIONS, storedName } from './files.js';
import { dropSweptIn, sweepIn, sweptIn } from './folder/swept.js';
import type { Folders } from './folders.js';
import { takeFileBack } from './kept.js';

/** Files that no row speaks of: moved aside, and removed later. */
export function sweptFiles(folders: Folders) {
  const both = [folders.folder, folders.fallback];
  return {
    /** Moves all that is kept under the id aside: `read` and `takeBack` find it there until `dropSwept` removes it. */
    async sweep(id: string, day: string): Promise<void> {
      for (const it of both) for (const rendition of RENDITIONS) await sweepIn(it, storedName(id, rendition), day);
    },

    /** Everything that was moved aside, folder by folder. */
    async *listSwept() {
      for (const it of both) yield* sweptIn(it);
    },

    takeBack: (id: string) => takeFileBack(folders, id),

    /** Removes for good what was moved aside before that day. */
    async dropSwept(before: string): Promise<void> {
      for (const it of both) await dropSweptIn(it, before);
    },
  };
}
