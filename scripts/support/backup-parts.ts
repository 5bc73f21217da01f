import type { Config } from '../../src/config.js';
import type { Contents } from '../../src/platform/backup/backup.js';
import { BackupFault } from '../../src/platform/backup/fault.js';
import { keysInUse } from '../../src/platform/postgres/sealed-rows.js';
import { openStorage } from '../../src/platform/storage/storage.js';
import { everyFile } from '../../src/records/attachments/queries.js';
import { log, ScriptFault } from './script.js';
import { SEALED } from './sealed.js';

/** What the product says of its rows to a backup. */
export const CONTENTS: Contents = { files: everyFile, keysInUse: (db) => keysInUse(db, SEALED) };

/** The storage, or a folder in its place, saying on stderr what is wrong with it. */
export function storageFor({ storage }: Config, folder?: string) {
  const words = { ...log, warn: (data: object, text: string) => log.info(`${text}: ${JSON.stringify(data)}`) };
  return openStorage(folder ? { ...storage, driver: 'folder', path: folder } : storage, words);
}

/** What a backup says against itself is a sentence for who called, not a fault of ours. */
export function saying(error: unknown): never {
  throw error instanceof BackupFault ? new ScriptFault(error.message, { cause: error }) : error;
}

/** Bytes as people read them. */
export function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** Another database of the same server. */
export function named(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${encodeURIComponent(database)}`;
  return other.href;
}
