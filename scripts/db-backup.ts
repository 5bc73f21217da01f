import { makeBackup } from '../src/platform/backup/backup.js';
import { openPlace } from '../src/platform/backup/open-place.js';
import { removeOutlived } from '../src/platform/backup/retention.js';
import { VERSION } from '../src/platform/version.js';
import { CONTENTS, megabytes, saying, storageFor } from './support/backup-parts.js';
import { log, script } from './support/script.js';

await script(
  {
    usage:
      'Writes a backup of the database and its files into BACKUP_PATH, while people work; encrypted where BACKUP_ENCRYPTION_KEY is set.',
  },
  async ({ config, url }) => {
    const { encryptionKeys, backup } = config;
    const place = openPlace(backup);
    const made = await makeBackup({
      ...{ url, encryptionKeys, contents: CONTENTS, version: VERSION, log },
      ...{ place, key: backup.encryptionKey, storage: storageFor(config) },
    }).catch(saying);
    const removed = await removeOutlived(place, made.name, backup.keep).catch(saying);
    const { tables, files, missing } = made.manifest;
    const rows = tables.reduce((sum, it) => sum + it.rows, 0);
    for (const id of missing) log.info(`missing   ${id} (a row speaks of this file, and it is nowhere)`);
    console.log(made.path);
    console.log(`${rows} rows of ${tables.length} tables and ${files.length} files in ${megabytes(made.bytes)}.`);
    if (removed.length > 0) console.log(`Removed, for their time was over: ${removed.join(', ')}.`);
  },
);
