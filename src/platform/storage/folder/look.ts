import { readdir, stat } from 'node:fs/promises';
import { isMissing } from '../away.js';
import type { Folder } from '../folder.js';

/** The file's size and age; undefined where there is none. */
export async function statOf(folder: Folder, path: string): Promise<{ size: number; mtimeMs: number } | undefined> {
  return folder.step(() => stat(path)).then(({ size, mtimeMs }) => ({ size, mtimeMs }), missingIs(undefined));
}

/** Whether this machine has a file of that path. */
export function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** The names in a place of the folder, in order; none where there is no such place. */
export async function namesIn(folder: Folder, path: string): Promise<string[]> {
  return folder.step(() => readdir(folder.path(path))).then((names) => names.sort(), missingIs([]));
}

/** For a step's failure: the value where something is not there, which is an answer. */
export function missingIs<T>(value: T): (error: unknown) => T {
  return (error) => {
    if (isMissing(error)) return value;
    throw error;
  };
}
