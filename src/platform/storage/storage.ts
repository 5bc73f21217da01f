import { join } from 'node:path';
import type { Config } from '../../config.js';
import { disksBelow } from '../disks.js';
import { arrivals } from './arrival.js';
import { bucketStore } from './bucket-store.js';
import { fallbackFiles } from './fallback.js';
import { openFolder } from './folder.js';
import { folderStore } from './folder-store.js';
import { keptFiles } from './kept.js';
import { openS3 } from './s3.js';
import type { Stores } from './store.js';
import { sweptFiles } from './swept.js';

export type { Arrived } from './arrival.js';
export type Storage = ReturnType<typeof openStorage>;
type StorageSettings = Config['storage'];

type Disks = Parameters<typeof disksBelow>[0];
type Log = { info(text: string): void; warn(data: object, text: string): void };

/**
 * Keeps files in a folder or a bucket, and in a fallback folder on this machine while that one does not answer. A file arrives
 * under a temporary name and gets its own once it is whole and on the disk; so a name that exists stands for a whole file.
 */
export function openStorage(settings: StorageSettings, log: Log) {
  const { stores, disks } = open(settings, log);
  return {
    /** What the settings name: a folder, or a bucket's address. */
    label: stores.main.label,
    /** Writes, reads and removes a file there; throws `StorageAway` with what went wrong. */
    tryOut: stores.main.tryOut,
    /** Whether files can be kept there, asked now. */
    answers: (timeoutMs?: number): Promise<boolean> => stores.main.answers(timeoutMs),
    /** The disks below its folders; one that does not answer is left out. */
    disks: () => disksBelow(disks),
    ...arrivals(stores),
    ...keptFiles(stores),
    ...fallbackFiles(stores),
    ...sweptFiles(stores),
  };
}

function open({ driver, path, fallbackPath, s3 }: StorageSettings, log: Log): { stores: Stores; disks: Disks } {
  const own = openFolder(fallbackPath);
  const fallback = folderStore(own);
  const ownDisk = { 'files-fallback': own.disk };
  if (driver === 's3' && s3) {
    const main = bucketStore(openS3(s3), telling(log, 'bucket'));
    return { stores: { main, fallback, arriving: [own] }, disks: ownDisk };
  }
  const folder = openFolder(path, { seen: join(fallbackPath, '.folder'), changed: telling(log, 'folder') });
  const stores = { main: folderStore(folder), fallback, arriving: [own, folder] };
  return { stores, disks: { files: folder.disk, ...ownDisk } };
}

const SAID = {
  folder: [
    'the storage folder answers again',
    'the storage folder does not answer: new files are kept in the fallback folder',
  ],
  bucket: [
    'the storage bucket answers again',
    'the storage bucket does not answer: new files are kept in the fallback folder',
  ],
} as const;

function telling(log: Log, what: keyof typeof SAID) {
  const [again, away] = SAID[what];
  return (answers: boolean, fault: string) => {
    if (answers) log.info(again);
    else log.warn({ fault }, away);
  };
}
