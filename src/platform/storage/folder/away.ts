/** A folder that cannot be used now: not mounted, silent, full, or read-only. */
export class FolderAway extends Error {
  override name = 'FolderAway';
}

/** The error as one that says that this folder is away. */
export function awayOf(root: string, error: Error): FolderAway {
  return error instanceof FolderAway ? error : new FolderAway(`${root}: ${error.message}`, { cause: error });
}

/** Codes of a disk that has no room: full, a quota or a largest size reached. */
const FULL = ['ENOSPC', 'EDQUOT', 'EFBIG'];

/** Whether it has no room, rather than does not answer or refuses. */
export function isFull({ cause }: FolderAway): boolean {
  return FULL.includes((cause as NodeJS.ErrnoException | undefined)?.code ?? '');
}

/** What the work answers; what the disk says against it, as `FolderAway`. */
export async function onDisk<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw awayOf(path, error as Error);
  }
}

/** Whether an error says that a file or a folder is not there, which is an answer. */
export function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException | null)?.code ?? '');
}
