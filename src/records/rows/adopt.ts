import { v7 as uuidv7 } from 'uuid';
import type { Child } from './row.js';

/** The rows of an older value that a record no longer has: they come back under their own ids. A text of before has none. */
export function backOf<R extends { row: string | null }>(restored: unknown, before: readonly R[] | null): R[] {
  const once: readonly R[] = Array.isArray(restored) ? restored : [];
  return once.filter(({ row }) => !before?.some((it) => it.row === row));
}

/**
 * The rows with the ids that they keep: each its own where that is one of the record's and no row before took it, else that of the
 * row of before of the same key which none took. All others are new.
 */
export function adopt<T>(key: (row: T) => string, rows: readonly Child<T>[], before: readonly Child<T>[]): Child<T>[] {
  const left = [...before];
  const take = (fits: (it: Child<T>) => boolean) => {
    const at = left.findIndex(fits);
    return at < 0 ? undefined : left.splice(at, 1)[0]?.row;
  };
  const own = rows.map(({ row }) => (row === null ? undefined : take((it) => it.row === row)));
  return rows.map((row, at) => ({ ...row, row: own[at] ?? take((it) => key(it) === key(row)) ?? uuidv7() }));
}
