import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { BackupFault } from './fault.js';
import { newestFirst, takenAtOf } from './names.js';
import type { BackupPlace, KeptBackup } from './place.js';

/** A backup that is being written has this behind its name: what has its own name is whole. */
const PARTIAL = '.partial';
const STALE_MS = 24 * 3600 * 1000;

const READ_BYTES = 256 * 1024;

/** A folder as a place for backups. It is made where it is not there, for its owner alone. */
export function folderPlace(folder: string): BackupPlace {
  return {
    label: folder,
    list: () => backupsIn(folder),
    async write(name, source) {
      const partial = await partialIn(folder, name);
      try {
        await pipeline(source, createWriteStream(partial, { flags: 'wx', mode: 0o600, flush: true }));
        const { size: bytes } = await stat(partial);
        const path = join(folder, name);
        await rename(partial, path);
        await syncFolder(folder);
        return { path, bytes };
      } catch (error) {
        await rm(partial, { force: true }).catch(() => undefined);
        throw asSentence(error as NodeJS.ErrnoException);
      }
    },
    async open(from) {
      for (const path of [resolve(from), ...(isAbsolute(from) ? [] : [join(folder, from)])])
        if (await isFile(path)) return () => createReadStream(path, { highWaterMark: READ_BYTES });
      return undefined;
    },
    remove: (name) => rm(join(folder, name), { force: true }),
  };
}

async function backupsIn(folder: string): Promise<KeptBackup[]> {
  const names = await readdir(folder).catch(() => []);
  const kept: KeptBackup[] = [];
  for (const name of names) {
    const takenAt = takenAtOf(name);
    const found = takenAt && (await stat(join(folder, name)).catch(() => undefined));
    if (takenAt && found?.isFile()) kept.push({ name, takenAt, bytes: found.size });
  }
  return newestFirst(kept);
}

const isFile = (path: string) =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );

/** Where a backup is written until it is whole. Removes what a killed one left. */
async function partialIn(folder: string, name: string): Promise<string> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const it of await readdir(folder)) await dropStale(folder, it);
  } catch (error) {
    throw new BackupFault(`The backup folder cannot be used: ${(error as Error).message}.`);
  }
  return join(folder, `${name}${PARTIAL}`);
}

async function dropStale(folder: string, name: string): Promise<void> {
  if (!name.endsWith(PARTIAL) || !takenAtOf(name.slice(0, -PARTIAL.length))) return;
  const path = join(folder, name);
  const found = await stat(path).catch(() => undefined);
  if (found && Date.now() - found.mtimeMs > STALE_MS) await rm(path, { force: true });
}

// Not every file system lets a folder be synchronised; the name is then as safe as it makes it.
async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  await handle.sync().catch(() => undefined);
  await handle.close();
}

const DISK = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'EROFS', 'EACCES', 'EIO', 'EEXIST']);

function asSentence(error: NodeJS.ErrnoException): Error {
  if (!DISK.has(error.code ?? '')) return error;
  const why = error.code === 'ENOSPC' || error.code === 'EDQUOT' ? 'the disk is full' : error.message;
  return new BackupFault(
    `The backup could not be written: ${why}. What was begun is removed; older backups are as they were.`,
  );
}
