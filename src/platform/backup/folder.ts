import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BackupFault } from './fault.js';
import { takenAtOf } from './names.js';

/** A backup that is being written has this behind its name: what has its own name is whole. */
const PARTIAL = '.partial';
const STALE_MS = 24 * 3600 * 1000;

export type KeptBackup = { name: string; path: string; takenAt: Date; bytes: number };

/** The folder's backups, newest first. What has another name than ours is none of our business. */
export async function backupsIn(folder: string): Promise<KeptBackup[]> {
  const names = await readdir(folder).catch(() => []);
  const kept: KeptBackup[] = [];
  for (const name of names) {
    const [takenAt, path] = [takenAtOf(name), join(folder, name)];
    const found = takenAt && (await stat(path).catch(() => undefined));
    if (takenAt && found?.isFile()) kept.push({ name, path, takenAt, bytes: found.size });
  }
  return kept.sort((a, b) => b.takenAt.getTime() - a.takenAt.getTime());
}

/** Where a backup is written until it is whole. Makes the folder, for its owner alone, and removes what a killed one left. */
export async function partialIn(folder: string, name: string): Promise<string> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const it of await readdir(folder)) await dropStale(join(folder, it));
  } catch (error) {
    throw new BackupFault(`The backup folder cannot be used: ${(error as Error).message}.`);
  }
  return join(folder, `${name}${PARTIAL}`);
}

async function dropStale(path: string): Promise<void> {
  if (!path.endsWith(PARTIAL) || !takenAtOf(path.slice(0, -PARTIAL.length))) return;
  const found = await stat(path).catch(() => undefined);
  if (found && Date.now() - found.mtimeMs > STALE_MS) await rm(path, { force: true });
}

/** Gives a whole backup its name. */
export async function nameBackup(partial: string): Promise<string> {
  const path = partial.slice(0, -PARTIAL.length);
  await rename(partial, path);
  await syncFolder(dirname(path));
  return path;
}

// Not every file system lets a folder be synchronised; the name is then as safe as it makes it.
async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  await handle.sync().catch(() => undefined);
  await handle.close();
}
