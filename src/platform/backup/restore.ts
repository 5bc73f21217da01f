import type pg from 'pg';
import type { Log } from '../logger.js';
import { readMigrations } from '../postgres/migration-files.js';
import { migrate } from '../postgres/migrations.js';
import { checkIsolation } from '../postgres/roles.js';
import { makeQueueTables, QUEUE_VERSION } from '../queue/make-tables.js';
import type { SealingKey } from '../sealing.js';
import { renditionOf } from '../storage/files.js';
import type { Storage } from '../storage/storage.js';
import { type Entry, entriesOf, type Source } from './archive-reader.js';
import { checkArchive } from './check.js';
import { requireSoundKey } from './encryption.js';
import { BackupFault } from './fault.js';
import { requireKeys } from './keys.js';
import { loadTables } from './load.js';
import { MANIFEST, type Manifest } from './manifest.js';
import { fileOf } from './names.js';
import { withBackupSession } from './session.js';
import { emptyAgain, requireEmpty } from './target.js';

export type RestoreOptions = {
  source: Source;
  url: string;
  storage: Storage;
  encryptionKeys: readonly SealingKey[];
  key: string | undefined;
  /** Restores also where a key is missing under which some secrets are. */
  withoutKeys?: boolean;
  log: Log;
  /** Is called when all rows lie as they were, before what this release has changed since is applied to them. */
  asBefore?(client: pg.ClientBase, manifest: Manifest): Promise<void>;
};

/**
 * Restores a backup into an empty database and into the storage. Everything is looked at first: what cannot be restored is refused
 * before anything is written, and what breaks off on the way leaves the database empty again.
 */
export async function restoreBackup(options: RestoreOptions): Promise<Manifest> {
  const { url, log, key, source } = options;
  requireSoundKey(key);
  log.info('reading the whole backup first');
  const manifest = await checkArchive(source, key);
  requireRelease(manifest);
  if (!options.withoutKeys) requireKeys(manifest.keys, options.encryptionKeys);
  await withBackupSession(url, requireEmpty);
  if (!(await options.storage.answers())) throw new BackupFault('The storage takes no files: see storage:check.');
  try {
    await lay(manifest, options);
    await migrate(url, { log });
    await checkIsolation(url);
  } catch (error) {
    await withBackupSession(url, emptyAgain).catch(() => undefined);
    throw error;
  }
  await withBackupSession(url, (client) => client.query('analyze'));
  return manifest;
}

/** Refuses what a newer release has made, and a migration that was another one there. */
function requireRelease({ app_version: version, migrations, queue }: Manifest): void {
  const ours = new Map(readMigrations().map(({ name, checksum }) => [name, checksum]));
  const unknown = migrations.find(({ name }) => !ours.has(name));
  if (unknown)
    throw new BackupFault(
      `This backup was made by a newer release (${version}): it has migration ${unknown.name}, which this one does not. Restore it with that release, or a newer one.`,
    );
  const other = migrations.find(({ name, checksum }) => ours.get(name) !== checksum);
  if (other) throw new BackupFault(`Migration ${other.name} of this backup is another one than this release has.`);
  if (queue && queue.version !== QUEUE_VERSION)
    throw new BackupFault(
      `The queue in this backup is of version ${queue.version}, and this release has ${QUEUE_VERSION}: restore it with release ${version}, then upgrade.`,
    );
}

async function lay(manifest: Manifest, options: RestoreOptions): Promise<void> {
  const { url, log, source, key, storage, asBefore } = options;
  await migrate(url, { log, only: manifest.migrations.map(({ name }) => name) });
  await withBackupSession(url, async (client) => {
    if (manifest.queue) await makeQueueTables(client, manifest.queue.names);
    await client.query('begin');
    log.info('laying the rows');
    await loadTables(client, manifest, entriesOf(source, key), (entry) => layFile(storage, entry));
    await asBefore?.(client, manifest);
    await client.query('commit');
  });
}

/** Before the rows are committed: a row always has its file. */
async function layFile(storage: Storage, { name, body }: Entry): Promise<void> {
  if (name === MANIFEST) return;
  const stored = renditionOf(fileOf(name) ?? '');
  if (!stored) throw new BackupFault(`This backup is damaged: it holds ${name}.`);
  const { path } = await storage.receive(stored.id, body);
  const { inFallback } = await storage.keep(stored.id, { [stored.rendition]: path });
  if (inFallback) throw new BackupFault('The storage does not answer any more. The database is empty again.');
}
