import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import request from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { masked } from '../../src/http/middleware/csrf.js';
import { requestId } from '../../src/http/middleware/request-id.js';
import { mount } from '../../src/http/mount.js';
import { plainText } from '../../src/http/reply.js';
import { userRoutes } from '../../src/http/routes.js';
import { createUploads } from '../../src/http/uploads.js';
import { createLogger } from '../../src/platform/logger.js';
import { openDatabase } from '../../src/platform/postgres/database.js';
import { openStorage } from '../../src/platform/storage/storage.js';
import { copyDatabase, SETTINGS, type TestDatabase } from '../support/database.js';
import { errorAt, itemForm } from '../support/item-form.js';
import { insertItem } from '../support/items.js';
import { PASSWORD, PEOPLE } from '../support/people.js';
import { type AppProcess, HANGS_MS, PATIENT, startProcess, until } from '../support/process.js';
import { program } from '../support/programs.js';
import { arrivingIn, fileRows, keptIn, sendFiles, sendForm } from '../support/uploads.js';
import { textOf, Visitor } from '../support/visitor.js';

const FULL = 'This server’s disk is full. Nothing was attached. Try again later, or tell your admin.';
const LARGE = { name: 'large.bin', body: randomBytes(1_000_000) };
const SMALL = { name: 'small.txt', body: 'small' };

let db: TestDatabase;
let base: string;

beforeAll(async () => {
  db = await copyDatabase();
});
afterAll(() => db.drop());
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'mouse-disk-'));
  onTestFinished(() => rm(base, { recursive: true, force: true }));
});

describe('a disk that takes no more of an upload', { timeout: 300_000 }, () => {
  it('is said to be full, under 503 and in the log; nothing is left of the form, and there is room for the next', async ({
    skip,
  }) => {
    if (!mounted(base)) skip('SKIPPED: a full disk can be made by root alone');
    const app = await started({ STORAGE_PATH: join(base, 'files'), STORAGE_FALLBACK_PATH: join(base, 'own') });
    await saysSo(app, 'ENOSPC');
  });

  it('is the same where a largest size is reached', async ({ skip }) => {
    if (!program('prlimit')) skip('SKIPPED: prlimit is missing');
    const app = await started({ STORAGE_PATH: join(base, 'files'), STORAGE_FALLBACK_PATH: join(base, 'own') });
    execFileSync('prlimit', ['--pid', String(app.child.pid), '--fsize=300000']);
    await saysSo(app, 'EFBIG');
  });

  it('is said not to keep files where it refuses them', async () => {
    const app = await started({ STORAGE_PATH: '/sys/mouse-files', STORAGE_FALLBACK_PATH: '/sys/mouse-own' });
    const { answer } = await sent(app, [SMALL]);
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, '60']);
    expect(textOf(answer.text)).toContain('This server cannot keep files at the moment. Nothing was attached.');
    await until(async () => /"level":50.*\/sys\/mouse-own.*a file could not be kept/.test(app.output()), HANGS_MS);
  });

  it('refuses a new item with its photos under 503, shows what was typed again, and takes the item without them', async () => {
    const app = await started({ STORAGE_PATH: '/sys/mouse-files', STORAGE_FALLBACK_PATH: '/sys/mouse-own' });
    const alice = new Visitor(app.url);
    expect((await alice.logIn(PEOPLE.alice.email, PASSWORD)).status).toBe(303);
    const item = Object.entries(itemForm({ name: 'Homeless lamp' })) as [string, string][];
    const answer = await sendForm(alice, '/inventory/new', '/inventory', [
      ...item,
      ['photos', SMALL],
      ['note', 'Chipped'],
    ]);
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, '60']);
    expect(errorAt(answer.text, 'photos')).toMatch(
      /^This server cannot keep files.* Without photos it can be saved\.$/,
    );
    for (const typed of ['value="Homeless lamp"', '>\nChipped</textarea>']) expect(answer.text).toContain(typed);
    const rows = () => db.rows(`select from inventory_items where name = 'Homeless lamp'`);
    expect(await rows()).toEqual([]);
    expect((await sendForm(alice, '/inventory/new', '/inventory', item)).status).toBe(303);
    expect(await rows()).toHaveLength(1);
  });

  it('costs nothing of what was typed, before the file or behind it', async ({ skip }) => {
    if (!mounted(base)) skip('SKIPPED: a full disk can be made by root alone');
    const typed: object[] = [];
    const routes = userRoutes(({ postFiles }) => {
      postFiles('/form', (_tx, { body }, { files, fault }) => {
        typed.push({ ...body, files, fault });
        return plainText('seen');
      });
    });
    const csrf_token = masked('his');
    const form = () => request(site).post('/form').field({ csrf_token, name: 'Mug' });
    const log = await createLogger('silent');
    const database = openDatabase(
      { ...SETTINGS, connectTimeoutMs: 60_000, silenceTimeoutMs: 60_000, url: db.url },
      log,
    );
    onTestFinished(() => database.close());
    const site = express();
    site.use(requestId, (req, _res, next) => {
      Object.assign(req, { person: { ...PEOPLE.alice }, session: { csrfToken: 'his' } });
      next();
    });
    const folders = { path: join(base, 'files'), fallbackPath: join(base, 'own') };
    const storage = openStorage({ driver: 'folder', s3: undefined, ...folders }, log);
    site.use(mount(routes, database, createUploads(storage, log)));
    await form()
      .attach('files', LARGE.body, 'a.bin')
      .field('note', 'chipped')
      .attach('files', LARGE.body, 'b.bin')
      .field('state', 'kept');
    expect(typed).toEqual([{ csrf_token, name: 'Mug', note: 'chipped', state: 'kept', files: [], fault: FULL }]);
    expect(await arrivingIn(join(base, 'own'), join(base, 'files'))).toEqual([]);
  });
});

/** Puts a file system of 300 KB there. */
function mounted(path: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=300k', 'tmpfs', path], { stdio: 'ignore' });
  } catch {
    return false;
  }
  onTestFinished(() => void execFileSync('umount', ['-l', path]));
  return true;
}

async function started(env: Record<string, string>): Promise<AppProcess> {
  await mkdir(join(base, 'data'), { recursive: true });
  const app = await startProcess({ DATABASE_URL: db.url, DATA_DIR: join(base, 'data'), ...PATIENT, ...env });
  onTestFinished(() => void app.stop('SIGKILL'));
  return app;
}

async function sent(app: AppProcess, files: { name: string; body: Buffer | string }[]) {
  const item = await insertItem(db, PEOPLE.alice.id);
  const alice = new Visitor(app.url);
  expect((await alice.logIn(PEOPLE.alice.email, PASSWORD)).status).toBe(303);
  const answer = await sendFiles(alice, `/inventory/${item}`, files);
  return { answer, rows: await fileRows(db, item) };
}

async function saysSo(app: AppProcess, code: string): Promise<void> {
  const { answer, rows } = await sent(app, [SMALL, LARGE, { ...SMALL, name: 'behind.txt' }]);
  expect([answer.status, answer.headers['retry-after'], rows]).toEqual([503, '60', []]);
  expect(textOf(answer.text)).toContain(FULL);
  expect(answer.text).toMatch(/<input [^>]*id="f-files"[^>]* aria-invalid="true"/);
  await until(async () => app.output().includes('a file could not be kept'), HANGS_MS);
  const logged =
    app
      .output()
      .split('\n')
      .find((line) => line.includes('a file could not be kept')) ?? '';
  expect(JSON.parse(logged)).toMatchObject({ level: 50, path: expect.stringMatching(/^\/inventory\/.*\/files$/) });
  expect(logged).toContain(code);
  for (const folder of ['files', 'own'])
    expect([await keptIn(join(base, folder)), await arrivingIn(join(base, folder))]).toEqual([[], []]);
  const next = await sent(app, [SMALL]);
  expect([next.answer.status, next.rows.length]).toEqual([303, 1]);
}
