import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { Config } from '../src/config.js';
import type { Source } from '../src/platform/backup/archive-reader.js';
import { folderPlace } from '../src/platform/backup/folder.js';
import { openPlace } from '../src/platform/backup/open-place.js';
import { restoreBackup } from '../src/platform/backup/restore.js';
import { verifyBackup } from '../src/platform/backup/verify.js';
import { embeddedPostgres } from '../src/platform/postgres/embedded.js';
import { named, saying, storageFor } from './support/backup-parts.js';
import { log, ScriptFault, script } from './support/script.js';

await script(
  {
    usage:
      'Restores a backup into an empty database and into the storage. All of it is looked at before anything is written.',
    options: {
      from: { type: 'string', help: 'the backup: a path, or one of BACKUP_PATH by its name', required: true },
      database: { type: 'string', help: 'another database of the same server, in the place of the configured one' },
      files: { type: 'string', help: 'another folder for the files than STORAGE_PATH' },
      verify: {
        type: 'boolean',
        help: 'restores into a scratch database and folder, compares every table and file, and removes both again',
      },
      'without-keys': { type: 'boolean', help: 'also where ENCRYPTION_KEY lacks a key that the backup needs' },
    },
  },
  async ({ args, config, url }) => {
    const source = await found(args.from, config);
    if (args.verify) return verify(source, config, args.database);
    const manifest = await restoreBackup({
      source,
      url: args.database ? named(url, args.database) : url,
      storage: storageFor(config, args.files && resolve(args.files)),
      encryptionKeys: config.encryptionKeys,
      ...{ key: config.backup.encryptionKey, withoutKeys: args['without-keys'], log },
    }).catch(saying);
    const { tables, files, missing, taken_at: takenAt, app_version: version } = manifest;
    const rows = tables.reduce((sum, it) => sum + it.rows, 0);
    console.log(`${rows} rows of ${tables.length} tables and ${files.length} files, as they stood at ${takenAt}.`);
    if (missing.length > 0) console.log(`${missing.length} files were missing already when it was made.`);
    console.log(`It was made by release ${version}.`);
  },
);

/** In a database of its own: beside the configured one, or, where the app runs an embedded server, in another of these. */
async function verify(source: Source, config: Config, database: string | undefined): Promise<void> {
  const { bucket, folder: backups } = config.backup;
  // Where backups have room, a scratch copy has.
  const beside = bucket ? config.dataDir : backups;
  await mkdir(beside, { recursive: true, mode: 0o700 });
  const folder = await mkdtemp(join(beside, 'verify-'));
  const embedded = config.database.url ? undefined : await embeddedPostgres(join(folder, 'postgres'), { log });
  const url = config.database.url ?? embedded?.url ?? '';
  try {
    const {
      tables,
      files,
      taken_at: takenAt,
    } = await verifyBackup({
      ...{ source, url, folder, encryptionKeys: config.encryptionKeys, key: config.backup.encryptionKey, log },
      ...{ withoutKeys: true, database: database ?? (embedded && basename(new URL(url).pathname)) },
    });
    console.log(`Sound: ${tables.length} tables and ${files.length} files came out as they stood at ${takenAt}.`);
  } catch (error) {
    saying(error);
  } finally {
    await embedded?.release();
    await rm(folder, { recursive: true, force: true });
  }
}

/** A file of this machine, or a backup of the place that the settings name. */
async function found(from: string, { backup }: Config): Promise<Source> {
  const places = [folderPlace(backup.folder), ...(backup.bucket ? [openPlace(backup)] : [])];
  for (const place of places) {
    const source = await place.open(from).catch(saying);
    if (source) return source;
  }
  throw new ScriptFault(`There is no backup ${from}, neither here nor in ${places.at(-1)?.label}.`);
}
