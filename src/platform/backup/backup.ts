import type pg from 'pg';
import type { Log } from '../logger.js';
import type { ReadDoor } from '../postgres/database.js';
import { migrationStatus } from '../postgres/migrations.js';
import { askOf, doorOf } from '../postgres/read-door.js';
import type { SealingKey } from '../sealing.js';
import { RENDITIONS, type Rendition } from '../storage/files.js';
import type { Storage } from '../storage/storage.js';
import { type ArchiveWriter, openArchiveWriter } from './archive-writer.js';
import { dumpTables } from './dump.js';
import { requireSoundKey } from './encryption.js';
import { BackupFault } from './fault.js';
import { archivedKeys } from './keys.js';
import { noteBackup } from './last.js';
import { FORMAT, HEAD, MANIFEST, type Manifest } from './manifest.js';
import { backupName, fileEntry } from './names.js';
import type { BackupPlace, Written } from './place.js';
import { withBackupSession } from './session.js';

/** A file that a row speaks of. */
type FileToKeep = { id: string; in_fallback: boolean };

/** What the product says of its rows: which files belong to them, and under which keys some are encrypted. */
export type Contents = {
  files(db: ReadDoor): Promise<FileToKeep[]>;
  keysInUse(db: ReadDoor): Promise<string[]>;
};

type BackupOptions = {
  url: string;
  place: BackupPlace;
  storage: Storage;
  contents: Contents;
  encryptionKeys: readonly SealingKey[];
  /** Undefined: the archive can be read by whoever has it. */
  key: string | undefined;
  version: string;
  log: Log;
};

type Made = Written & { name: string; manifest: Manifest };

/** Held while a backup is made: a second one says so and ends. */
const LOCK = 72_707_372;

/**
 * Writes a backup to the place: the database as it stands at one moment, while people work, and every file that its rows speak of.
 * It has its name once it is whole; what breaks off leaves nothing behind.
 */
export async function makeBackup(options: BackupOptions): Promise<Made> {
  requireSoundKey(options.key);
  await requireThisRelease(options.url);
  return withBackupSession(options.url, async (client) => {
    const { rows } = await client.query('select pg_try_advisory_lock($1) as mine', [LOCK]);
    if (!rows[0].mine) throw new BackupFault('Another backup is being made. Nothing was done.');
    const name = backupName(new Date(), options.key !== undefined);
    const { manifest, ...written } = await write(client, name, options);
    await noteBackup(client, { takenAt: new Date(manifest.taken_at), bytes: written.bytes });
    return { name, manifest, ...written };
  });
}

// Which files rows speak of, only the release knows that the tables are of.
async function requireThisRelease(url: string): Promise<void> {
  const { pending, unknown } = await migrationStatus(url);
  if (unknown.length > 0)
    throw new BackupFault(
      `The database is of a newer release (it has migration ${unknown[0]}): back it up with that one.`,
    );
  if (pending.length > 0)
    throw new BackupFault(
      `The database is of an older release (it lacks migration ${pending[0]}): back it up with that one, or run db:migrate first.`,
    );
}

async function write(client: pg.Client, name: string, options: BackupOptions): Promise<Omit<Made, 'name'>> {
  const archive = openArchiveWriter(options.place, name, options.key);
  try {
    await archive.add(HEAD, Buffer.from(JSON.stringify({ product: 'mouse-domination', format: FORMAT })));
    const { rows, files, keys } = await readDatabase(client, archive, options);
    const kept = await keepFiles(archive, options.storage, files);
    const manifest: Manifest = { app_version: options.version, keys, ...rows, ...kept };
    await archive.add(MANIFEST, Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`));
    return { manifest, ...(await archive.finish()) };
  } catch (error) {
    await archive.abort();
    throw error;
  }
}

/** All of it as it stands at one moment: rows, the files they speak of, the keys they are under. */
async function readDatabase(client: pg.Client, archive: ArchiveWriter, { contents, encryptionKeys }: BackupOptions) {
  await client.query('begin isolation level repeatable read read only');
  const rows = await dumpTables(client, archive);
  await client.query('set local role mouse_system');
  const door = doorOf(askOf(client));
  const [files, used] = [await contents.files(door), await contents.keysInUse(door)];
  await client.query('commit');
  return { rows, files, keys: archivedKeys(used, encryptionKeys) };
}

/** Read after the rows, so that every row has its file, unless it was removed meanwhile. */
async function keepFiles(archive: ArchiveWriter, storage: Storage, wanted: FileToKeep[]) {
  const [files, missing]: [Manifest['files'], string[]] = [[], []];
  for (const { id, in_fallback: inFallback } of wanted) {
    for (const rendition of RENDITIONS) {
      const found = await storage.read(id, rendition, inFallback);
      if (found) files.push(await keepFile(archive, id, rendition, found));
      else if (rendition === 'original') missing.push(id);
      if (!found && rendition === 'original') break;
    }
  }
  return { files, missing };
}

type Found = { size: number; body: AsyncIterable<Buffer> };

async function keepFile(archive: ArchiveWriter, id: string, rendition: Rendition, { size, body }: Found) {
  const name = rendition === 'original' ? id : `${id}.${rendition}`;
  return { name, bytes: size, sha256: await archive.stream(fileEntry(name), size, body) };
}
