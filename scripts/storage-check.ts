import { createHash } from 'node:crypto';
import { openDatabase } from '../src/platform/postgres/database.js';
import { openStorage, type Storage } from '../src/platform/storage/storage.js';
import { everyFile, type KeptFile } from '../src/records/attachments/queries.js';
import { log, ScriptFault, script } from './support/script.js';

const SHOWN = 20;
const AWAY = {
  folder: 'The folder does not answer. Is it mounted, and may this user write there?',
  s3: 'The bucket cannot be used.',
};

await script(
  {
    usage:
      'Writes, reads and removes a file, and compares what is stored with the database; ends with 1 when the storage does not answer, or a file is missing or damaged.',
    options: { deep: { type: 'boolean', help: 'reads every file and compares its checksum' } },
  },
  async ({ args, config, url }) => {
    const storage = openStorage(config.storage, { info: () => undefined, warn: () => undefined });
    console.log(`${config.storage.driver === 's3' ? 'bucket  ' : 'folder  '}  ${storage.label}`);
    console.log(`fallback  ${config.storage.fallbackPath}`);
    await storage.tryOut().catch((error: Error) => {
      throw new ScriptFault(`${AWAY[config.storage.driver]} ${error.message}`);
    });
    const database = openDatabase({ ...config.database, url }, { warn: (_data, text) => log.info(text) });
    try {
      const stored = await storedFiles(storage);
      const rows = await database.readAsSystem('the operator checks the storage', everyFile);
      const faults: string[] = [];
      for (const row of rows) faults.push(...(await missing(storage, row, stored)));
      if (args.deep) for (const row of rows) faults.push(...(await damaged(storage, row)));
      const known = new Set(rows.map(({ id }) => id));
      tell(
        'orphan',
        [...stored.keys()].filter((id) => !known.has(id)),
        'no record has it; it is moved aside after a day, and removed 30 days later',
      );
      tell('fault', faults, '');
      console.log(
        `${rows.length} files, ${[...stored.values()].filter((it) => it.inFallback).length} in the fallback, ${faults.length} faults.`,
      );
      if (faults.length > 0) process.exitCode = 1;
    } finally {
      await database.close();
    }
  },
);

async function storedFiles(storage: Storage) {
  const files = new Map<string, { size: number; inFallback: boolean }>();
  for await (const { id, rendition, size, inFallback } of storage.list()) {
    if (rendition === 'original') files.set(id, { size, inFallback });
  }
  return files;
}

// What was moved aside is no fault: reading it gives it its place again.
async function missing(
  storage: Storage,
  { id, size, in_fallback }: KeptFile,
  stored: Map<string, { size: number }>,
): Promise<string[]> {
  const found = stored.get(id) ?? (await storage.read(id, 'original', in_fallback));
  if (!found) return [`${id} is missing`];
  return found.size === size ? [] : [`${id} has ${found.size} bytes, the database says ${size}`];
}

async function damaged(storage: Storage, { id, sha256, in_fallback }: KeptFile): Promise<string[]> {
  const file = await storage.read(id, 'original', in_fallback);
  if (!file) return [];
  const hash = createHash('sha256');
  for await (const piece of file.body) hash.update(piece);
  return hash.digest('hex') === sha256 ? [] : [`${id} is damaged: its bytes are others than those that came`];
}

function tell(what: string, ids: string[], why: string): void {
  for (const id of ids.slice(0, SHOWN)) console.log(`${what.padEnd(8)}  ${id}${why && ` (${why})`}`);
  if (ids.length > SHOWN) console.log(`${what.padEnd(8)}  and ${ids.length - SHOWN} more`);
}
