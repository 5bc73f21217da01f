import { createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openArchiveWriter } from '../../src/platform/backup/archive-writer.js';
import { checkArchive } from '../../src/platform/backup/check.js';
import { makeBackupKey } from '../../src/platform/backup/encryption.js';
import { BackupFault } from '../../src/platform/backup/fault.js';
import { folderPlace } from '../../src/platform/backup/folder.js';
import { restoreBackup } from '../../src/platform/backup/restore.js';
import { openDatabase } from '../../src/platform/postgres/database.js';
import { sql } from '../../src/platform/postgres/sql.js';
import type { SealingKey } from '../../src/platform/sealing.js';
import { storedName } from '../../src/platform/storage/files.js';
import { openStorage } from '../../src/platform/storage/storage.js';
import { useApp } from '../support/app.js';
import { type Elsewhere, elsewhere, filesUnder, runDatabaseScript, schemaOf, tableSums } from '../support/backups.js';
import { SETTINGS } from '../support/database.js';
import { layEverything } from '../support/everything.js';
import { insertItem } from '../support/items.js';
import { PEOPLE } from '../support/people.js';
import { sendFiles } from '../support/uploads.js';

const app = useApp();
const places: Elsewhere[] = [];
afterAll(async () => {
  for (const place of places) await place.remove();
});

const run = (name: string, args: string[] = [], env: Record<string, string> = {}) =>
  runDatabaseScript(app.current, name, args, env);

/** Something in every table, files that came by the form, and such as lie in the fallback. */
beforeAll(async () => {
  const { db, config, queue } = app.current;
  for (const [person, mark] of [
    [PEOPLE.alice, 'Kestrel'],
    [PEOPLE.bob, 'Zephyr'],
  ] as const)
    await layEverything(db, person, mark);
  for (const table of ['totp_secrets', 'webhooks']) await db.rows(`update ${table} set sealed = 'test:' || sealed`);
  const item = await insertItem(db, PEOPLE.alice.id);
  const photo = await sharp({ create: { width: 900, height: 700, channels: 3, background: 'teal' } })
    .jpeg()
    .toBuffer();
  await sendFiles(await app.current.as('alice'), `/inventory/${item}`, [
    { name: 'a photo.jpg', body: photo },
    { name: 'note\ttab \\ and “quotes”.txt', body: 'line\r\nother\u0000' },
  ]);
  // Rows that were laid past the forms speak of files that never came: they get theirs in the fallback.
  const lonely = await db.rows<{ id: string }>(`select id from stored_files where sha256 = repeat('a', 64)`);
  for (const { id } of lonely) {
    const path = join(config.storage.fallbackPath, storedName(id, 'original'));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, 'abc');
  }
  await queue.send('empty_trash');
});

async function madeBackup(env: Record<string, string> = {}): Promise<string> {
  const { code, out, err } = await run('backup', [], env);
  expect([code, err]).toEqual([0, '']);
  expect(out).toMatch(/^\d+ rows of \d+ tables and \d+ files in \d+\.\d MB\.$/m);
  return out.split('\n')[0] ?? '';
}

async function place(): Promise<Elsewhere> {
  const made = await elsewhere();
  places.push(made);
  return made;
}

const into = ({ url, folder }: Elsewhere) => ({ DATABASE_URL: url, DATA_DIR: folder });

describe('a backup restored elsewhere', () => {
  it('has each table, each file and all that holds them, and the app’s role sees its person’s rows alone', async () => {
    const { db } = app.current;
    const [path, there] = [await madeBackup(), await place()];
    // What it says of the newest backup is in no backup before the next.
    const { last_backup: noted, ...before } = await tableSums(db);
    const { code, out } = await run('restore', ['--from', path], into(there));
    expect([code, out]).toEqual([0, expect.stringMatching(/^\d+ rows of \d+ tables and \d+ files, as they stood at /)]);
    const { last_backup: told, ...after } = await tableSums(there);
    expect(after).toEqual(before);
    expect([noted?.startsWith('1 '), told]).toEqual([true, '0 ']);
    expect(Object.values(before).filter((sum) => sum.startsWith('0 ')).length).toBeLessThan(20);
    expect(await schemaOf(there)).toEqual(await schemaOf(db));
    const files = await everyFileKept();
    expect(await there.files()).toEqual(files);
    expect(Object.keys(files).length).toBeGreaterThan(6);
    await isFenced(there);
    await goesOn(there);
  });

  it('is verified in a scratch database that is gone again, and so is the scratch folder', async () => {
    const [path, there] = [await madeBackup(), await place()];
    const verified = (database: string) =>
      run('restore', ['--from', path, '--verify', ...(database ? ['--database', database] : [])]);
    const before = await tableSums(app.current.db);
    const { code, out } = await verified(there.name);
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/^Sound: \d+ tables and \d+ files came out as they stood at /),
    ]);
    expect(await there.rows(`select relname from pg_class where relnamespace = 'public'::regnamespace`)).toEqual([]);
    const own = await verified('');
    expect([own.code, own.err]).toEqual([1, expect.stringContaining('may not make the scratch database')]);
    const used = await verified(app.current.db.name);
    expect([used.code, used.err]).toEqual([1, expect.stringContaining('is not empty')]);
    expect(await tableSums(app.current.db)).toEqual(before);
    expect((await readdir(dirname(path))).filter((name) => name.startsWith('verify-'))).toEqual([]);
  });

  it('encrypted for a public key is opened by the secret one alone', async () => {
    const [ours, other] = [await makeBackupKey(), await makeBackupKey()];
    const path = await madeBackup({ BACKUP_ENCRYPTION_KEY: ours.recipient });
    expect(path).toMatch(/\.tar\.gz\.age$/);
    expect((await readFile(path)).includes('Kestrel')).toBe(false);
    const there = await place();
    await refused(there, { path }, 'BACKUP_ENCRYPTION_KEY must hold the secret key');
    await refused(there, { path, key: ours.recipient }, 'BACKUP_ENCRYPTION_KEY must hold the secret key');
    await refused(there, { path, key: other.secret }, 'BACKUP_ENCRYPTION_KEY is not the key');
    const mistyped = ours.secret.replace(/.$/, (last) => (last === 'Q' ? 'P' : 'Q'));
    await refused(there, { path, key: mistyped }, 'BACKUP_ENCRYPTION_KEY is mistyped');
    const { code } = await run('restore', ['--from', path, '--without-keys'], {
      ...into(there),
      BACKUP_ENCRYPTION_KEY: ours.secret,
      ENCRYPTION_KEY: `k9:${Buffer.alloc(32, 9).toString('base64')}`,
    });
    expect(code).toBe(0);
    const [{ last_backup: noted, ...after }, { last_backup: newest, ...before }] = [
      await tableSums(there),
      await tableSums(app.current.db),
    ];
    expect(after).toEqual(before);
    // The one before it.
    expect([noted?.startsWith('1 '), noted === newest]).toEqual([true, false]);
    expect(await there.files()).toEqual(await everyFileKept());
  });
});

async function everyFileKept(): Promise<Record<string, string>> {
  const { path, fallbackPath } = app.current.config.storage;
  return { ...(await filesUnder(path)), ...(await filesUnder(fallbackPath)) };
}

async function isFenced({ url }: Elsewhere): Promise<void> {
  const database = openDatabase({ ...SETTINGS, url }, { warn: () => undefined });
  try {
    const own = (id: string) =>
      database.readAsUser(id, (db) =>
        db.rows<{ user_id: string }>(sql`select distinct user_id::text from inventory_items`),
      );
    expect(await own(PEOPLE.alice.id)).toEqual([{ user_id: PEOPLE.alice.id }]);
    expect(await own(PEOPLE.charlie.id)).toEqual([]);
  } finally {
    await database.close();
  }
}

// The next number of the audit log is behind the last one that was restored.
async function goesOn({ rows }: Elsewhere): Promise<void> {
  const [row] = await rows<{ next: boolean }>(
    `select nextval(pg_get_serial_sequence('audit_log', 'id')) > (select max(id) from audit_log) as next`,
  );
  expect(row?.next).toBe(true);
}

describe('a restore is refused, and nothing is written,', () => {
  let path: string;
  let there: Elsewhere;
  beforeAll(async () => {
    path = await madeBackup();
    there = await place();
  });
  const changed = async (name: string, change: (bytes: Buffer) => Buffer) => {
    const other = join(there.folder, name);
    await writeFile(other, change(await readFile(path)));
    return other;
  };

  it('where it was cut off, changed, or is something else', async () => {
    const cut = await changed('cut.tar.gz', (bytes) => bytes.subarray(0, bytes.length - 100));
    await refused(there, { path: cut }, 'This backup was cut off: its end is missing.');
    const flipped = await changed('flipped.tar.gz', (bytes) => flip(bytes, Math.floor(bytes.length / 2)));
    await refused(there, { path: flipped }, 'This backup is damaged');
    const other = await changed('other.tar.gz', () => Buffer.from('PK not a backup at all'));
    await refused(there, { path: other }, 'This is no backup of Mouse Domination.');
    const empty = await changed('empty.tar.gz', () => Buffer.alloc(0));
    await refused(there, { path: empty }, 'This backup was cut off: its end is missing.');
    const none = await run('restore', ['--from', 'no-such.tar.gz'], into(there));
    expect([none.code, none.err]).toEqual([1, expect.stringContaining('There is no backup no-such.tar.gz')]);
  });

  it('whichever byte was changed, and wherever it ends', async () => {
    const bytes = await readFile(path);
    const key = await makeBackupKey();
    const encrypted = await readFile(await madeBackup({ BACKUP_ENCRYPTION_KEY: key.recipient }));
    for (const [whole, secret] of [
      [bytes, undefined],
      [encrypted, key.secret],
    ] as const) {
      await checkArchive(() => once(whole), secret);
      for (const at of placesIn(whole.length)) {
        const wrong = [flip(whole, at), whole.subarray(0, at)];
        for (const it of wrong) await expect(checkArchive(() => once(it), secret)).rejects.toThrow(/backup|BACKUP/);
      }
    }
  });

  it('where a newer release made it, or its format is newer', async () => {
    const newer = join(there.folder, 'newer.tar.gz');
    const manifest = await checkArchive(() => readAll(path), undefined);
    await written(
      newer,
      { product: 'mouse-domination', format: 1 },
      {
        ...{ ...manifest, tables: [], files: [], app_version: '9.9.9' },
        migrations: [...manifest.migrations, { name: '20991231235959_to_come', checksum: 'a'.repeat(64) }],
      },
    );
    await refused(there, { path: newer }, 'made by a newer release (9.9.9): it has migration 20991231235959_to_come');
    await written(newer, { product: 'mouse-domination', format: 2 }, {});
    await refused(there, { path: newer }, 'made by a newer release (its format is 2, this release reads 1)');
  });

  it('where the key that secrets are under is missing, or is another of the same name', async () => {
    const another = [{ id: 'test', key: Buffer.alloc(32, 8) }];
    await refused(there, { path, keys: another }, 'another key than the one that ENCRYPTION_KEY calls test');
    const named = [{ id: 'k9', key: Buffer.alloc(32, 7) }];
    await refused(there, { path, keys: named }, 'the key test, which ENCRYPTION_KEY does not list');
  });

  it('where the database is not empty', async () => {
    await there.rows('create table theirs (a int)');
    const { code, err } = await run('restore', ['--from', path], into(there));
    expect([code, err]).toEqual([
      1,
      expect.stringContaining(`The database ${there.name} is not empty: it has public.theirs.`),
    ]);
    expect(await there.rows(`select relname from pg_class where relnamespace = 'public'::regnamespace`)).toHaveLength(
      1,
    );
    const own = await run('restore', ['--from', path]);
    expect([own.code, own.err]).toEqual([1, expect.stringContaining('is not empty')]);
  });
});

type Try = { path: string; key?: string; keys?: SealingKey[] };

async function refused(there: Elsewhere, { path, key, keys }: Try, why: string): Promise<void> {
  const [files, aside] = [join(there.folder, 'files'), join(there.folder, 'aside')];
  const log = { info: () => undefined, warn: () => undefined };
  const encryptionKeys = keys ?? app.current.config.encryptionKeys;
  const trying = restoreBackup({
    ...{ source: () => createReadStream(path), url: there.url, encryptionKeys, key, log },
    storage: openStorage({ driver: 'folder', path: files, fallbackPath: aside, s3: undefined }, log),
  });
  await expect(trying).rejects.toThrow(why);
  await expect(trying).rejects.toBeInstanceOf(BackupFault);
  const tables = `select relname from pg_class where relnamespace::regnamespace::text in ('public', 'pgboss')`;
  expect(await there.rows(tables)).toEqual([]);
  for (const folder of [files, aside]) expect(await filesUnder(folder)).toEqual({});
}

function flip(bytes: Buffer, at: number): Buffer {
  const other = Buffer.from(bytes);
  other.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  return other;
}

/** Its first and last bytes, each, and some in between. */
function placesIn(length: number): number[] {
  const between = Array.from({ length: 12 }, (_, index) => Math.floor((length * (index + 1)) / 13));
  return [0, 3, 4, 8, 9, 10, 30, 200, ...between, length - 9, length - 5, length - 1];
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

async function* readAll(path: string): AsyncGenerator<Buffer> {
  yield await readFile(path);
}

async function written(path: string, head: object, manifest: object): Promise<void> {
  const archive = openArchiveWriter(folderPlace(dirname(path)), basename(path));
  await archive.add('backup.json', Buffer.from(JSON.stringify(head)));
  await archive.add('manifest.json', Buffer.from(JSON.stringify(manifest)));
  await archive.finish();
}
