import { join } from 'node:path';
import { disksBelow } from '../disks.js';
import { arrivals } from './arrival.js';
import { fallbackFiles } from './fallback.js';
import { openFolder } from './folder.js';
import { keptFiles } from './kept.js';
import { sweptFiles } from './swept.js';

export type { Arrived } from './arrival.js';
export type Storage = ReturnType<typeof openStorage>;

type Log = { info(text: string): void; warn(data: object, text: string): void };

/**
 * Keeps files in a folder, and in a fallback folder on this machine while that one does not answer. A file arrives under a
 * temporary name and gets its own once it is whole and on the disk; so a name that exists stands for a whole file.
 */
export function openStorage({ path, fallbackPath }: { path: string; fallbackPath: string }, log: Log) {
  const fallback = openFolder(fallbackPath);
  const folder = openFolder(path, { seen: join(fallbackPath, '.folder'), changed: telling(log) });
  const folders = { folder, fallback };
  return {
    /** Whether the folder takes files, asked now. */
    answers: (timeoutMs?: number): Promise<boolean> => folder.answers(timeoutMs),
    /** The disks below its folders; one that does not answer is left out. */
    disks: () => disksBelow({ files: folder.disk, 'files-fallback': fallback.disk }),
    ...arrivals(folders),
    ...keptFiles(folders),
    ...fallbackFiles(folders),
    ...sweptFiles(folders),
  };
}

function telling(log: Log) {
  return (answers: boolean, fault: string) => {
    if (answers) log.info('the storage folder answers again');
    else log.warn({ fault }, 'the storage folder does not answer: new files are kept in the fallback folder');
  };
}
