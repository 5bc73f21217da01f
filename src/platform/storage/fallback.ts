import { rm } from 'node:fs/promises';
import { RENDITIONS, storedName } from './files.js';
import { exists } from './folder/look.js';
import { copyInto } from './folder/place.js';
import type { Folders } from './folders.js';

/** The way out of the fallback, once the folder answers again. */
export function fallbackFiles({ folder, fallback }: Folders) {
  return {
    /** Copies what lies in the fallback into the folder; false when there is nothing. `leaveFallback` ends the move. */
    async copyBack(id: string): Promise<boolean> {
      let found = false;
      for (const rendition of RENDITIONS) {
        const from = fallback.path(storedName(id, rendition));
        if (!(await exists(from))) continue;
        await copyInto(folder, from, storedName(id, rendition));
        found = true;
      }
      return found;
    },

    /** Removes from the fallback what the folder holds by now. */
    async leaveFallback(id: string): Promise<void> {
      for (const rendition of RENDITIONS) await rm(fallback.path(storedName(id, rendition)), { force: true });
    },
  };
}
