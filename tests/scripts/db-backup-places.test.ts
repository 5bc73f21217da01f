import { execFileSync } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { loadConfig } from '../../src/config.js';
import { makeBackup } from '../../src/platform/backup/backup.js';
import { checkArchive } from '../../src/platform/backup/check.js';
import { BackupFault } from '../../src/platform/backup/fault.js';
import { folderPlace } from '../../src/platform/backup/folder.js';
import { openPlace } from '../../src/platform/backup/open-place.js';
import type { BackupPlace } from '../../src/platform/backup/place.js';
import { storedName } from '../../src/platform/storage/files.js';
import { openStorage } from '../../src/platform/storage/storage.js';
import { TEST_ENV } from '../support/app.js';
import { elsewhere, runDatabaseScript } from '../support/backups.js';
import { copyDatabase, insert, type TestDatabase } from '../support/database.js';
import { startS3, type TestS3 } from '../support/s3.js';

const log = { info: () => undefined, warn: () => undefined };
/** Larger than two parts of an upload. */
const FILE = { id: randomUUID(), body: randomBytes(18 * 1024 * 1024) };
const PREFIX = 'nightly/';
let db: TestDatabase;
let s3: TestS3;
let base: string;
let env: Record<string, string>;

beforeAll(async () => {
  [db, s3, base] = await Promise.all([copyDatabase(), startS3(), mkdtemp(join(tmpdir(), 'mouse-places-'))]);
  const { STORAGE_DRIVER: _, ...bucket } = s3.env;
  env = { ...bucket, BACKUP_PATH: `s3://${s3.env.STORAGE_S3_BUCKET}/${PREFIX}` };
  const path = join(base, 'files', storedName(FILE.id, 'original'));
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, FILE.body);
});
afterAll(async () => {
  await s3.stop();
  await db.drop();
  await rm(base, { recursive: true, force: true });
});

const bucket = () => openPlace(loadConfig({ ...TEST_ENV, ...env }).backup);
const folder = (name: string) => folderPlace(join(base, name));

/** A backup of the database and of the file, or of no file. */
function backup(place: BackupPlace, files = async () => [{ id: FILE.id, in_fallback: false }]) {
  const paths = { path: join(base, 'files'), fallbackPath: join(base, 'aside') };
  return makeBackup({
    ...{ url: db.url, place, encryptionKeys: [], key: undefined, version: '0.0.0', log },
    storage: openStorage({ driver: 'folder', s3: undefined, ...paths }, log),
    contents: { files, keysInUse: async () => [] },
  });
}
const NO_FILE = async () => [];

async function refused(making: Promise<unknown>, why: string): Promise<void> {
  await expect(making).rejects.toThrow(why);
  await expect(making).rejects.toBeInstanceOf(BackupFault);
}

/** What the database says of the newest backup. */
const noted = () => db.rows<{ taken_at: Date; bytes: string }>('select taken_at, bytes from last_backup');

describe('a folder of backups', () => {
  it('takes one backup at a time', async () => {
    const place = folder('once');
    let end = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      end = resolve;
    });
    let reached = (): void => undefined;
    const isReached = new Promise<void>((resolve) => {
      reached = resolve;
    });
    const first = backup(place, async () => {
      reached();
      await held;
      return [];
    });
    await isReached;
    await refused(backup(place, NO_FILE), 'Another backup is being made. Nothing was done.');
    end();
    const { name, path, bytes } = await first;
    expect(await place.list()).toMatchObject([{ name, bytes }]);
    expect(await readdir(dirname(path))).toEqual([name]);
  });

  it('loses what a killed one has left a day ago, and nothing else', async () => {
    const path = join(base, 'left');
    await mkdir(path);
    const left = (day: number) => `mouse-domination-2026010${day}T031500Z.tar.gz.partial`;
    const names = [left(1), left(2), 'theirs.partial'];
    for (const name of names) await writeFile(join(path, name), 'x');
    for (const name of [left(1), 'theirs.partial']) await utimes(join(path, name), new Date(0), new Date(0));
    const { name } = await backup(folder('left'), NO_FILE);
    expect((await readdir(path)).sort()).toEqual([left(2), 'theirs.partial', name].sort());
  });

  it('that is full keeps what it has, and no part of another', async ({ skip }) => {
    const path = join(base, 'full');
    await mkdir(path);
    if (!mounted(path)) skip('SKIPPED: a full disk can be made by root alone');
    const { name } = await backup(folder('full'), NO_FILE);
    const before = await noted();
    await refused(backup(folder('full')), 'the disk is full. What was begun is removed');
    expect([await readdir(path), await noted()]).toEqual([[name], before]);
  });

  it('that may not be written is told of', async () => {
    await refused(backup(folderPlace('/sys/mouse-backups'), NO_FILE), 'The backup folder cannot be used: E');
  });
});

function mounted(path: string): boolean {
  if (process.getuid?.() !== 0) return false;
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', path]);
  onTestFinished(() => void execFileSync('umount', ['-l', path]));
  return true;
}

describe('a bucket of backups', () => {
  const run = (name: string, args: string[], more: Record<string, string>) =>
    runDatabaseScript({ config: { dataDir: base }, db }, name, args, { ...env, ...more });

  it('takes a backup, keeps as many as a folder does, verifies one, and gives it back by its path', async () => {
    const old = ['mouse-domination-20260101T031500Z.tar.gz', 'mouse-domination-20260102T031500Z.tar.gz'];
    for (const name of [...old, 'theirs.tar.gz']) await bucket().write(name, some());
    const company_id = await insert(db, 'companies', { name: 'Kestrel' });
    const file = { id: FILE.id, size: FILE.body.length, name: 'a.bin', media_type: 'application/octet-stream' };
    await insert(db, 'attachments', { ...file, sha256: 'a'.repeat(64), user_id: null, company_id });
    const made = await run('backup', [], { BACKUP_KEEP_DAILY: '1', BACKUP_KEEP_WEEKLY: '0' });
    const [path = ''] = made.out.split('\n');
    expect([made.code, path]).toEqual([0, expect.stringMatching(/^s3:\/\/mouse-files\/nightly\/mouse-domination-/)]);
    expect(made.out).toContain(`Removed, for their time was over: ${old.toReversed().join(', ')}.`);
    expect(await s3.keys(PREFIX)).toEqual([path.slice('s3://mouse-files/'.length), `${PREFIX}theirs.tar.gz`]);
    const [row] = await noted();
    const [kept] = await bucket().list();
    expect([Number(row?.bytes), row?.taken_at.getTime()]).toEqual([kept?.bytes, expect.closeTo(Date.now(), -5)]);

    const there = await elsewhere();
    onTestFinished(() => there.remove());
    const verified = await run('restore', ['--from', path, '--verify', '--database', there.name], {});
    expect([verified.code, verified.out]).toEqual([
      0,
      expect.stringMatching(/^Sound: \d+ tables and 1 files came out as they stood at /),
    ]);
    expect(await there.rows(`select relname from pg_class where relnamespace = 'public'::regnamespace`)).toEqual([]);
    const restored = await run('restore', ['--from', path], { DATABASE_URL: there.url, DATA_DIR: there.folder });
    expect([restored.code, restored.out]).toEqual([0, expect.stringContaining(' rows of ')]);
    const people = 'select id, email from users order by id';
    expect(await there.rows(people)).toEqual(await db.rows(people));
    const none = await run('restore', ['--from', old[0] ?? ''], { DATABASE_URL: there.url });
    expect([none.code, none.err]).toEqual([
      1,
      expect.stringContaining('neither here nor in s3://mouse-files/nightly/'),
    ]);
  });

  it('has all of one or nothing: it may be gone, say nothing, break off in the middle, or refuse', async () => {
    const { name } = await backup(bucket());
    const [before, said] = [await s3.keys(), await noted()];
    const whole = await bucket().open(name);
    if (!whole) throw new Error('it is there');
    expect((await checkArchive(whole, undefined)).files).toMatchObject([{ name: FILE.id, bytes: FILE.body.length }]);
    const begun = 'The backup could not be written: ';
    s3.cutAfter('up', 10_000_000);
    await refused(backup(bucket()), begun);
    for (const way of ['gone', 'silent'] as const) {
      s3.is(way);
      await refused(backup(bucket()), begun);
    }
    s3.is('open');
    const wrong = { ...env, STORAGE_S3_SECRET_KEY: 'another' };
    await refused(backup(openPlace(loadConfig({ ...TEST_ENV, ...wrong }).backup)), 'STORAGE_S3_SECRET_KEY');
    expect([await s3.keys(), await noted()]).toEqual([before, said]);
    s3.cutAfter('down', 5_000_000);
    await refused(checkArchive(whole, undefined), '/mouse-files: ');
    s3.is('open');
    await bucket().remove(name);
    expect((await bucket().list()).map((it) => it.name)).not.toContain(name);
  });
});

async function* some(): AsyncGenerator<Buffer> {
  yield Buffer.from('x');
}
