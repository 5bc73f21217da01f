/** A store that cannot be used now: a folder that is not mounted, silent, full or read-only, a bucket that does not answer or refuses. */
export class StorageAway extends Error {
  override name = 'StorageAway';
}

/** The error as one that says that what is called `label` is away. */
export function awayOf(label: string, error: Error): StorageAway {
  return error instanceof StorageAway ? error : new StorageAway(`${label}: ${error.message}`, { cause: error });
}

/** Codes of a disk that has no room: full, a quota or a largest size reached. */
const FULL = ['ENOSPC', 'EDQUOT', 'EFBIG'];

/** Whether it has no room, rather than does not answer or refuses. */
export function isFull({ cause }: StorageAway): boolean {
  return FULL.includes((cause as NodeJS.ErrnoException | undefined)?.code ?? '');
}

/** What the work answers; what the disk says against it, as `StorageAway`. */
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
