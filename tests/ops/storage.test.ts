import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { storedName } from '../../src/platform/storage/files.js';
import { MARK } from '../../src/platform/storage/folder.js';
import { startApp, type TestApp } from '../support/app.js';
import { copyDatabase, type TestDatabase } from '../support/database.js';
import { insertItem } from '../support/items.js';
import { slowness } from '../support/pace.js';
import { PASSWORD, PEOPLE } from '../support/people.js';
import { startProcess, until } from '../support/process.js';
import { arrivingIn, fileRows, isWhole, keptIn, sendFiles, tokenOf } from '../support/uploads.js';
import { Visitor } from '../support/visitor.js';

const { alice } = PEOPLE;
const A_DAY_AGO = new Date(Date.now() - 25 * 3_600_000);
const dayAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

/** Puts the dump back, without the columns that the database makes itself. */
const RESTORE = `do $$ declare kept text; begin
  select string_agg(quote_ident(attname), ', ') into kept from pg_attribute
    where attrelid = 'attachments'::regclass and attnum > 0 and not attisdropped and attgenerated = '';
  execute format('insert into attachments (%1$s) select %1$s from dump', kept);
end $$`;

describe('the storage folder', () => {
  let app: TestApp;
  let base: string;
  let folder: string;
  let fallback: string;

  beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), 'mouse-storage-'));
    [folder, fallback] = [join(base, 'share'), join(base, 'own')];
    app = await startApp({ STORAGE_PATH: folder, STORAGE_FALLBACK_PATH: fallback });
  });
  afterEach(async () => {
    await app.stop();
    await rm(base, { recursive: true, force: true });
  });

  it('is not the place below a share that is gone: files wait in the fallback and are moved when it is back', async () => {
    const before = await attached('before.txt');
    expect(await health()).toMatchObject({ storage: 'connected' });
    await rename(folder, `${folder}.unmounted`);
    await mkdir(folder);
    await until(async () => (await health()).storage === 'unavailable', 3_000);
    expect(await health()).toMatchObject({ status: 'degraded' });
    const meanwhile = await attached('meanwhile.txt');
    expect(meanwhile).toMatchObject({ row: { in_fallback: true }, status: 303 });
    expect([await keptIn(folder), (await keptIn(fallback)).length]).toEqual([[], 1]);
    expect((await open(meanwhile.file)).text).toBe('meanwhile.txt');
    const away = await open(before.file);
    expect([away.status, away.headers['retry-after']]).toEqual([503, '10']);
    expect(away.text).toContain('The file storage is not answering');
    await app.runJobs('move_stored_files');
    expect((await rowOf(meanwhile.item)).in_fallback).toBe(true);

    await rm(folder, { recursive: true });
    await rename(`${folder}.unmounted`, folder);
    await until(async () => (await health()).storage === 'connected', 3_000);
    await app.runJobs('move_stored_files');
    const moved = await rowOf(meanwhile.item);
    expect([moved.in_fallback, await isWhole(folder, moved), await keptIn(fallback)]).toEqual([false, true, []]);
    for (const { file } of [before, meanwhile]) expect((await open(file)).status).toBe(200);
    expect(await arrivingIn(folder, fallback)).toEqual([]);
  });

  it('may hang: nobody waits long for it, then not at all, and pages and passwords go on', async () => {
    const before = await attached('before.txt');
    await rm(join(folder, MARK));
    execFileSync('mkfifo', [join(folder, MARK)]);
    const times: number[] = [];
    for (let n = 0; n < 4; n += 1) {
      const started = Date.now();
      expect(await attached(`${n}.txt`)).toMatchObject({ status: 303, row: { in_fallback: true } });
      times.push(Date.now() - started);
    }
    expect(times[0]).toBeLessThan(3_000 * (await slowness()));
    expect(Math.max(...times.slice(1))).toBeLessThan(1_500 * (await slowness()));
    expect(await health()).toMatchObject({ storage: 'unavailable' });
    expect((await new Visitor(app.app).logIn(alice.email, PASSWORD)).status).toBe(303);
    expect((await open(before.file)).status).toBe(503);
    // Whoever waits to read it is let go: it is not there any more, and then it is again.
    const fifo = join(folder, MARK);
    await until(async () => {
      execFileSync('sh', ['-c', `echo ours <> "${fifo}" & sleep 0.05`]);
      await rm(fifo);
      await writeFile(fifo, 'ours');
      return true;
    }, 5_000);
    await until(async () => (await health()).storage === 'connected', 10_000);
    await app.runJobs('move_stored_files');
    expect(await keptIn(fallback)).toEqual([]);
    expect((await keptIn(folder)).length).toBe(5);
  }, 600_000);

  it('may refuse, or be full: files are kept all the same', async ({ skip }) => {
    await app.stop();
    app = await startApp({ STORAGE_PATH: '/sys/mouse-files', STORAGE_FALLBACK_PATH: fallback });
    expect(await attached('refused.txt')).toMatchObject({ status: 303, row: { in_fallback: true } });
    await mkdir(folder);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', folder], { stdio: 'ignore' });
    } catch {
      skip('SKIPPED: a full disk can be made by root alone');
    }
    try {
      await app.stop();
      app = await startApp({ STORAGE_PATH: folder, STORAGE_FALLBACK_PATH: fallback });
      const { status, row, file } = await attached('large.bin', randomBytes(1_000_000));
      expect([status, row.in_fallback, await isWhole(fallback, row)]).toEqual([303, true, true]);
      expect((await open(file)).status).toBe(200);
      expect([await keptIn(folder), await arrivingIn(fallback)]).toEqual([[], []]);
    } finally {
      execFileSync('umount', ['-l', folder]);
    }
  });

  it('is tidied: what was cut off by a kill is moved aside after a day and goes after 30, what has a row stays', async () => {
    const { row } = await attached('kept.txt');
    const orphan = '01900000-0000-7000-8000-0000000000ab';
    const files = [
      join(folder, '00/ab', orphan),
      join(folder, '00/ab', `${orphan}.thumbnail`),
      join(fallback, 'arriving/cut-off'),
    ];
    const young = join(folder, '00/cd', '01900000-0000-7000-8000-0000000000cd');
    for (const file of [...files, young]) {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, 'x');
      if (file !== young) await utimes(file, A_DAY_AGO, A_DAY_AGO);
    }
    await app.runJobs('sweep_stored_files');
    expect((await keptIn(folder)).map((name) => name.slice(6)).toSorted()).toEqual(
      [row.id, young.slice(-36)].toSorted(),
    );
    expect(await arrivingIn(folder, fallback)).toEqual([]);
    expect(await readdir(join(folder, 'swept', dayAgo(0)))).toEqual([orphan, `${orphan}.thumbnail`]);

    await rename(join(folder, 'swept', dayAgo(0)), join(folder, 'swept', dayAgo(31)));
    await app.runJobs('sweep_stored_files');
    expect(await readdir(join(folder, 'swept'))).toEqual([]);
  });

  it('loses at once what was deleted for good, also where the sweep comes first', async () => {
    const gone = await attached('gone.txt');
    const swept = await attached('swept.txt');
    for (const file of await filesOf(folder)) await utimes(file, A_DAY_AGO, A_DAY_AGO);
    await app.db.rows('create table dump as select * from attachments where id = $1', [swept.row.id]);
    await app.db.rows('alter table attachments disable trigger user');
    await app.db.rows('delete from attachments where id = $1', [swept.row.id]);
    await app.runJobs('sweep_stored_files');
    expect(await readdir(join(folder, 'swept', dayAgo(0)))).toEqual([swept.row.id]);
    await app.db.rows(RESTORE);
    await app.db.rows('alter table attachments enable trigger user');
    await app.db.rows('delete from attachments');
    await app.runJobs('sweep_stored_files', 'remove_stored_files');
    expect([await keptIn(folder), await readdir(join(folder, 'swept', dayAgo(0)))]).toEqual([[], []]);
    expect(await app.db.rows('select * from file_removals')).toEqual([]);
    expect((await open(gone.file)).status).toBe(404);
  });

  it('loses nothing to a database that is not its own: files are found again once the right one is back', async () => {
    const [read, known, waiting] = [
      await attached('read.txt'),
      await attached('known.txt'),
      await attached('wait.txt'),
    ];
    const [readName, knownName, waitingName] = [read, known, waiting].map(({ row }) => storedName(row.id, 'original'));
    for (const name of [knownName, waitingName] as string[]) {
      await mkdir(dirname(join(fallback, name)), { recursive: true });
      await rename(join(folder, name), join(fallback, name));
    }
    for (const file of [...(await filesOf(folder)), ...(await filesOf(fallback))])
      await utimes(file, A_DAY_AGO, A_DAY_AGO);
    await app.db.rows('create table dump as select * from attachments');
    await app.db.rows('update dump set in_fallback = true where id = $1', [waiting.row.id]);
    await app.db.rows('alter table attachments disable trigger user');
    await app.db.rows('delete from attachments');
    await app.runJobs('sweep_stored_files');
    expect([await keptIn(folder), await keptIn(fallback)]).toEqual([[], []]);

    await app.db.rows(RESTORE);
    expect((await open(read.file)).text).toBe('read.txt');
    await app.runJobs('move_stored_files');
    expect(await keptIn(folder)).toEqual([readName, waitingName].toSorted());
    await rename(join(fallback, 'swept', dayAgo(0)), join(fallback, 'swept', dayAgo(31)));
    await app.runJobs('sweep_stored_files');
    expect(await keptIn(fallback)).toEqual([knownName]);
    for (const { file } of [read, known, waiting]) expect((await open(file)).status).toBe(200);
  });

  async function filesOf(path: string) {
    return (await keptIn(path)).map((name) => join(path, name));
  }
  async function attached(name: string, body: Buffer | string = name) {
    const item = await insertItem(app.db, alice.id);
    const { status } = await sendFiles(await app.as('alice'), `/inventory/${item}`, [{ name, body }]);
    const row = await rowOf(item);
    return { item, status, row, file: `/inventory/${item}/files/${row?.id}` };
  }
  async function rowOf(item: string) {
    return (await fileRows(app.db, item))[0] as Awaited<ReturnType<typeof fileRows>>[number];
  }
  async function open(path: string) {
    return (await app.as('alice')).get(path);
  }
  async function health() {
    return (await app.visitor().agent.get('/health')).body as { status: string; storage: string };
  }
});

describe('kill -9 under uploads', () => {
  let db: TestDatabase;
  let folder: string;
  beforeAll(async () => {
    db = await copyDatabase();
    folder = await mkdtemp(join(tmpdir(), 'mouse-storage-'));
  });
  afterAll(async () => {
    await db.drop();
    await rm(folder, { recursive: true, force: true });
  });

  it('leaves no row without all of its bytes', async () => {
    const item = await insertItem(db, alice.id);
    const env = { DATABASE_URL: db.url, DATA_DIR: folder };
    const path = join(folder, 'files');
    let cut = 0;
    for (let round = 0; round < 3; round += 1) {
      const app = await startProcess(env);
      const visitor = new Visitor(app.url);
      await visitor.logIn(alice.email, PASSWORD);
      const files = (n: number) => [{ name: `${round}-${n}.bin`, body: randomBytes(1_000_000) }];
      const sending = Array.from({ length: 5 }, (_, n) =>
        sendFiles(visitor, `/inventory/${item}`, files(n)).then(
          () => 0,
          () => 1,
        ),
      );
      // In the first round a form is on its way when the process dies, later ever more of them are done.
      if (round === 0) await halfForm(app.url, visitor, item);
      await until(
        async () =>
          (await keptIn(path)).length >= round * 5 || (await arrivingIn(join(folder, 'files-fallback'))).length > 0,
        10_000,
      );
      await app.stop('SIGKILL');
      cut += (await Promise.all(sending)).reduce<number>((sum, it) => sum + it, 0);
      for (const row of await fileRows(db, item))
        expect([row.name, await isWhole(path, row)]).toEqual([row.name, true]);
    }
    expect(cut).toBeGreaterThan(0);
  }, 600_000);

  async function halfForm(url: string, visitor: Visitor, item: string): Promise<void> {
    const token = await tokenOf(visitor);
    const { hostname, port } = new URL(url);
    const cookies = (visitor.agent as unknown as { jar: { getCookies(of: object): { toValueString(): string } } }).jar;
    const req = httpRequest({
      hostname,
      port,
      method: 'POST',
      path: `/inventory/${item}/files`,
      headers: {
        cookie: cookies.getCookies({ domain: '127.0.0.1', path: '/', secure: false, script: false }).toValueString(),
        'content-type': 'multipart/form-data; boundary=x',
      },
    });
    req.on('error', () => undefined);
    req.write(`--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n${token}\r\n`);
    req.write('--x\r\nContent-Disposition: form-data; name="files"; filename="half.bin"\r\n\r\n');
    req.write(Buffer.alloc(500_000));
    await until(async () => (await arrivingIn(join(folder, 'files-fallback'))).length > 0, 10_000);
  }
});
