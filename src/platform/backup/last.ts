import { backupsIn } from './folder.js';

/** When the newest backup in the folder was taken, and how large it is: a backup has its name once it is whole. Undefined: there is none. */
export async function lastBackup(folder: string): Promise<{ takenAt: Date; bytes: number } | undefined> {
  const [newest] = await backupsIn(folder);
  return newest && { takenAt: newest.takenAt, bytes: newest.bytes };
}
