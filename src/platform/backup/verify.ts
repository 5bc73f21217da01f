import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { openStorage } from '../storage/storage.js';
import { BackupFault } from './fault.js';
import type { Manifest } from './manifest.js';
import { type RestoreOptions, restoreBackup } from './restore.js';
import { withBackupSession } from './session.js';
import { readRows, sumOf, tablesToRead } from './tables.js';
import { emptyAgain, requireEmpty } from './target.js';

type VerifyOptions = Omit<RestoreOptions, 'storage' | 'asBefore'> & {
  /** Files are laid below this folder, and removed again. */
  folder: string;
  /** An empty database to use; without one, one is made, which the login must be allowed to. */
  database: string | undefined;
};

/**
 * Restores a backup into a scratch database and a scratch folder, and holds both to its manifest: each table's rows and their checksum,
 * each file's bytes. Removes both again, however it ends.
 */
export async function verifyBackup({ folder, database, ...options }: VerifyOptions): Promise<Manifest> {
  const scratch = await scratchDatabase(options.url, database);
  const files = await mkdtemp(join(folder, 'verify-'));
  try {
    const paths = { path: join(files, 'files'), fallbackPath: join(files, 'aside') };
    const log = { info: options.log.info, warn: () => undefined };
    const storage = openStorage({ driver: 'folder', s3: undefined, ...paths }, log);
    const manifest = await restoreBackup({ ...options, url: scratch.url, storage, asBefore: compareTables });
    for (const file of manifest.files) await compareFile(storage, file);
    return manifest;
  } finally {
    await rm(files, { recursive: true, force: true });
    await scratch.remove();
  }
}

async function compareTables(client: pg.ClientBase, { tables }: Manifest): Promise<void> {
  const found = new Map((await tablesToRead(client)).map((table) => [table.name, table]));
  for (const said of tables) {
    const table = found.get(said.name);
    const sum = table && (await readRows(client, table, sumOf));
    if (sum?.rows !== said.rows || sum.sha256 !== said.sha256)
      throw new BackupFault(
        `${said.name} came out as another table than the backup says: ${sum?.rows} rows, not ${said.rows}.`,
      );
  }
}

async function compareFile(storage: ReturnType<typeof openStorage>, file: Manifest['files'][number]): Promise<void> {
  const [id = '', rendition = 'original'] = file.name.split('.');
  const found = await storage.read(id, rendition as 'original', false);
  const sum = found && (await sumOf(found.body));
  if (sum?.sha256 !== file.sha256)
    throw new BackupFault(`The file ${file.name} came out as another one than the backup says.`);
}

/** The database that was named, or one of its own beside the one in use. */
async function scratchDatabase(url: string, database: string | undefined) {
  const name = database ?? `mouse_verify_${randomBytes(4).toString('hex')}`;
  const scratch = new URL(url);
  scratch.pathname = `/${encodeURIComponent(name)}`;
  // Only what was empty is emptied: a database that is refused is somebody's.
  const wasEmpty = database !== undefined && (await isEmpty(scratch.href));
  if (database === undefined) await run(url, `create database ${pg.escapeIdentifier(name)} template template0`, name);
  return {
    url: scratch.href,
    remove: async () => {
      if (database === undefined) await run(url, `drop database ${pg.escapeIdentifier(name)} with (force)`, name);
      else if (wasEmpty) await withBackupSession(scratch.href, emptyAgain);
    },
  };
}

function isEmpty(url: string): Promise<boolean> {
  return withBackupSession(url, requireEmpty).then(
    () => true,
    () => false,
  );
}

async function run(url: string, statement: string, name: string): Promise<void> {
  await withBackupSession(url, (client) => client.query(statement)).catch((error: Error & { code?: string }) => {
    if (error.code !== '42501') throw error;
    throw new BackupFault(
      `The database login may not make the scratch database. Make an empty one that it owns (createdb -O … ${name}) and name it with --database.`,
    );
  });
}
