import type { StoredFile } from './files.js';
import type { Folder } from './folder.js';

/** A file's size, and its bytes once they are asked for. */
export type StoredBytes = { size: number; body: AsyncIterable<Buffer> };

/**
 * Where files lie under their names: a folder or a bucket. A name that exists stands for a whole file. What cannot be done there
 * now throws `StorageAway`; what is not there is an answer.
 */
export type Store = {
  /** What people call it: the folder's path, or the bucket's address. */
  label: string;
  /** Whether it takes a file, asked now; false after `timeoutMs`. */
  answers(timeoutMs?: number): Promise<boolean>;
  /** Writes, reads and removes a file; throws what went wrong. */
  tryOut(): Promise<void>;
  /** Moves a file of this machine to its name. Somebody waits for it: what would take long is not done. */
  place(from: string, name: string): Promise<void>;
  /** Copies a file of this machine to its name, however long it takes. */
  copy(from: string, name: string): Promise<void>;
  read(name: string): Promise<StoredBytes | undefined>;
  remove(name: string): Promise<void>;
  /** Every file that has its name. */
  list(): AsyncGenerator<StoredFile>;
  /** Moves a file aside, to what was swept on that day (YYYY-MM-DD). One that is not there is no fault. */
  sweep(name: string, day: string): Promise<void>;
  /** Every file that was moved aside. */
  swept(): AsyncGenerator<{ id: string }>;
  /** Gives a file that was moved aside its place again; answers whether there was one. */
  takeBack(name: string): Promise<boolean>;
  /** Removes what was moved aside before that day. */
  dropSwept(before: string): Promise<void>;
};

/** Where files are kept, and where they are kept on this machine while that one does not answer. */
export type Stores = {
  main: Store;
  fallback: Store & { path(name: string): string };
  /** Folders that take bytes under a temporary name, the likeliest first: the fallback, which is on this machine's own disk. */
  arriving: Folder[];
};
