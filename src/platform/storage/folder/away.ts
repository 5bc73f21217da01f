/** A folder that cannot be used now: not mounted, silent, full, or read-only. */
export class FolderAway extends Error {
  override name = 'FolderAway';
}

/** The error as one that says that this folder is away. */
export function awayOf(root: string, error: Error): FolderAway {
  return error instanceof FolderAway ? error : new FolderAway(`${root}: ${error.message}`, { cause: error });
}

/** Whether an error says that a file or a folder is not there, which is an answer. */
export function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException | null)?.code ?? '');
}
