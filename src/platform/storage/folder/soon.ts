import { StorageAway } from '../away.js';

export const SILENT_MS = 2_000;

/** What the work answers, or `StorageAway` where it says nothing for so long. */
export async function soon<T>(work: Promise<T>, ms = SILENT_MS): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new StorageAway(`no answer within ${ms / 1000} s`)), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
