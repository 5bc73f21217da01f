import { rm } from 'node:fs/promises';
import { RENDITIONS, storedName } from './files.js';
import { exists } from './folder/look.js';
import type { Stores } from './store.js';

/** The way out of the fallback, once the store answers again. */
export function fallbackFiles({ main, fallback }: Stores) {
  return {
    /** Copies what lies in the fallback to where it belongs; false when there is nothing. `leaveFallback` ends the move. */
    async copyBack(id: string): Promise<boolean> {
      let found = false;
      for (const rendition of RENDITIONS) {
        const from = fallback.path(storedName(id, rendition));
        if (!(await exists(from))) continue;
        await main.copy(from, storedName(id, rendition));
        found = true;
      }
      return found;
    },

    /** Removes from the fallback what the store holds by now. */
    async leaveFallback(id: string): Promise<void> {
      for (const rendition of RENDITIONS) await rm(fallback.path(storedName(id, rendition)), { force: true });
    },
  };
}
