import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storedName } from '../../src/platform/storage/files.js';
import { useApp } from '../support/app.js';
import { insertItem } from '../support/items.js';
import { PEOPLE } from '../support/people.js';
import { startS3, type TestS3 } from '../support/s3.js';
import { runScript } from '../support/scripts.js';
import { fileRows, isWhole, sendFiles } from '../support/uploads.js';

const app = useApp();

describe('storage:check', () => {
  it('finds what is missing, damaged, or nobody’s, and says so by its exit code', async () => {
    const [whole, gone, other] = [await attached(), await attached(), await attached()];
    const sound = await run('check', ['--deep']);
    expect([sound.code, sound.out]).toEqual([0, expect.stringMatching(/^\d+ files, 0 in the fallback, 0 faults\./m)]);
    const { path } = app.current.config.storage;
    await rm(join(path, storedName(gone.id, 'original')));
    await writeFile(join(path, storedName(other.id, 'original')), 'brief?');
    await mkdir(join(path, '00/ab'), { recursive: true });
    await writeFile(join(path, '00/ab/01900000-0000-7000-8000-0000000000ab'), 'x');
    const { code, out } = await run('check', ['--deep']);
    expect(code).toBe(1);
    expect(out).toContain(`fault     ${gone.id} is missing`);
    expect(out).toContain(`fault     ${other.id} is damaged`);
    expect(out).toMatch(/orphan +01900000-0000-7000-8000-0000000000ab \(no record has it/);
    expect(out).not.toContain(whole.id);
  });

  it('finds what was swept aside under another database, and gives it its place again', async () => {
    const row = await attached();
    const { path } = app.current.config.storage;
    const name = storedName(row.id, 'original');
    await mkdir(join(path, 'swept/2026-01-31'), { recursive: true });
    await rename(join(path, name), join(path, 'swept/2026-01-31', row.id));
    const { out } = await run('check');
    expect(out).not.toContain(row.id);
    expect(await isWhole(path, row)).toBe(true);
  });

  it('says when the folder does not answer', async () => {
    const { code, err } = await run('check', [], { STORAGE_PATH: '/sys/mouse-files' });
    expect([code, err]).toEqual([1, expect.stringContaining('The folder does not answer. Is it mounted')]);
  });
});

describe('storage:migrate', () => {
  it('copies what is not there yet, and leaves the old folder as it was', async () => {
    const [one, two] = [await attached(), await attached()];
    const to = await mkdtemp(join(tmpdir(), 'mouse-moved-'));
    const { path } = app.current.config.storage;
    const first = await run('migrate', ['--from', path, '--to', to]);
    expect([first.code, first.out]).toEqual([
      0,
      expect.stringMatching(/^\d+ files copied \(0\.0 MB\), 0 were there already\./),
    ]);
    for (const folder of [path, to]) for (const row of [one, two]) expect(await isWhole(folder, row)).toBe(true);
    const again = await run('migrate', ['--from', path, '--to', to]);
    expect(again.out).toMatch(/^0 files copied \(0\.0 MB\), \d+ were there already\./);
    await rm(to, { recursive: true });
  });

  it('refuses the same folder, none, and one that is not there', async () => {
    for (const args of [[], ['--from', '/tmp', '--to', '/tmp/'], ['--from', '/no/such', '--to', '/tmp']])
      expect((await run('migrate', args)).code).toBe(1);
    expect((await run('migrate', ['--help'])).out).toContain('--from …');
  });
});

describe('a bucket', () => {
  let s3: TestS3;
  beforeAll(async () => {
    s3 = await startS3();
  });
  afterAll(() => s3.stop());

  it('takes what lies in a folder, and gives it back to another', async () => {
    const row = await attached();
    const { path } = app.current.config.storage;
    const setUp = { ...s3.env, STORAGE_DRIVER: 'folder' };
    expect(await run('migrate', ['--from', path, '--to', 's3'], setUp)).toMatchObject({ code: 0 });
    expect(await s3.keys('files/')).toContain(`files/${storedName(row.id, 'original')}`);
    const again = await run('migrate', ['--from', path, '--to', 's3'], setUp);
    expect(again.out).toMatch(/^0 files copied \(0\.0 MB\), [1-9]\d* were there already\./);
    const back = await mkdtemp(join(tmpdir(), 'mouse-back-'));
    expect(await run('migrate', ['--from', 's3', '--to', back], setUp)).toMatchObject({ code: 0 });
    expect(await isWhole(back, row)).toBe(true);
    await rm(back, { recursive: true });
  });

  it('is tried out, compared with the database, and told of with what to set', async () => {
    const wrong = { ...s3.env, STORAGE_S3_SECRET_KEY: 'quite-another-secret' };
    const { code, out, err } = await run('check', [], wrong);
    expect([code, err]).toEqual([1, expect.stringMatching(/^The bucket cannot be used\. .*refuses the key.*\n$/)]);
    expect(out + err).not.toContain('quite-another');
    expect((await run('migrate', ['--from', '/tmp', '--to', 's3'])).err).toMatch(/^s3 is no bucket yet/);
    expect((await run('check', ['--deep'], s3.env)).out).toMatch(/^bucket +http.*mouse-files$/m);
    expect(await s3.keys('probes/')).toEqual([]);
  });
});

async function attached() {
  const item = await insertItem(app.current.db, PEOPLE.alice.id);
  await sendFiles(await app.current.as('alice'), `/inventory/${item}`, [{ name: 'a.txt', body: 'brief.' }]);
  return (await fileRows(app.current.db, item))[0] as Awaited<ReturnType<typeof fileRows>>[number];
}

function run(name: string, args: string[] = [], env: Record<string, string> = {}) {
  const { path, fallbackPath } = app.current.config.storage;
  const kept = { DATABASE_URL: app.current.db.url, STORAGE_PATH: path, STORAGE_FALLBACK_PATH: fallbackPath };
  return runScript(`storage-${name}`, args, { ...kept, ...env });
}
