import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { restoreBackup } from '../src/platform/backup/restore.js';
import { saying, storageFor } from './support/backup-parts.js';
import { log, ScriptFault, script } from './support/script.js';

await script(
  {
    usage:
      'Restores a backup into an empty database and into the storage. All of it is looked at before anything is written.',
    options: {
      from: { type: 'string', help: 'the backup: a path, or the name of one in BACKUP_PATH', required: true },
      database: { type: 'string', help: 'another database of the same server, in the place of the configured one' },
      files: { type: 'string', help: 'another folder for the files than STORAGE_PATH' },
      'without-keys': { type: 'boolean', help: 'also where ENCRYPTION_KEY lacks a key that the backup needs' },
    },
  },
  async ({ args, config, url }) => {
    const path = await found(args.from, config.backup.path);
    const manifest = await restoreBackup({
      source: () => createReadStream(path, { highWaterMark: 256 * 1024 }),
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

async function found(name: string, folder: string): Promise<string> {
  for (const path of [resolve(name), ...(isAbsolute(name) ? [] : [join(folder, name)])]) {
    const isThere = await access(path).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  throw new ScriptFault(`There is no backup ${name}, neither here nor in ${folder}.`);
}

function named(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${encodeURIComponent(database)}`;
  return other.href;
}
