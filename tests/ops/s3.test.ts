import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { StorageAway } from '../../src/platform/storage/away.js';
import { storedName } from '../../src/platform/storage/files.js';
import { openS3 } from '../../src/platform/storage/s3.js';
import { startApp, type TestApp } from '../support/app.js';
import { insertItem } from '../support/items.js';
import { slowness } from '../support/pace.js';
import { PEOPLE } from '../support/people.js';
import { HANGS_MS, until } from '../support/process.js';
import { startS3, type TestS3 } from '../support/s3.js';
import { arrivingIn, fileRows, keptIn, sendFiles } from '../support/uploads.js';

const DAY = new Date().toISOString().slice(0, 10);
const { alice } = PEOPLE;
const photo = sharp({ create: { width: 60, height: 40, channels: 3, background: 'teal' } });

let s3: TestS3;
let app: TestApp;
let fallback: string;

beforeAll(async () => {
  s3 = await startS3();
  fallback = await mkdtemp(join(tmpdir(), 'mouse-own-'));
  app = await startApp({ ...s3.env, STORAGE_FALLBACK_PATH: fallback });
});
afterAll(async () => {
  await app.stop();
  await s3.stop();
  await rm(fallback, { recursive: true, force: true });
});
beforeEach(async () => {
  s3.is('open');
  await until(() => app.storage.answers(), HANGS_MS);
});

describe('a bucket', () => {
  it('keeps what is attached, gives it back, and loses what was deleted for good', async () => {
    const sent = randomBytes(9_000_000);
    const { item, status, row } = await attached('film.bin', sent);
    expect([status, row.in_fallback]).toEqual([303, false]);
    expect(await isWhole(row)).toBe(true);
    const got = await open(item, row.id);
    expect([got.status, got.headers['content-length'], sent.equals(got.body)]).toEqual([200, '9000000', true]);
    expect(await keptIn(fallback)).toEqual([]);
    expect(await arrivingIn(fallback)).toEqual([]);
    await app.db.rows('delete from attachments where id = $1', [row.id]);
    await app.runJobs('remove_stored_files');
    expect(await s3.keys(`files/${storedName(row.id, 'original')}`)).toEqual([]);
    expect((await open(item, row.id)).status).toBe(404);
  });

  it('keeps a photo with what is shown of it', async () => {
    const { item, row } = await attached('mug.jpg', await photo.clone().jpeg().toBuffer());
    const keys = await s3.keys(`files/${storedName(row.id, 'original')}`);
    expect(keys.map((key) => key.split('.')[1] ?? 'original')).toEqual(['original', 'large', 'thumbnail']);
    const small = await (await app.as('alice')).get(`/inventory/${item}/files/${row.id}/thumbnail`);
    expect([small.status, small.type]).toEqual([200, 'image/webp']);
  });

  it('that is away is not noticed: files wait in the fallback and are moved when it is back', async () => {
    const before = await attached('before.txt');
    s3.is('gone');
    const meanwhile = await attached('meanwhile.txt');
    expect([meanwhile.status, meanwhile.row.in_fallback]).toEqual([303, true]);
    expect((await open(meanwhile.item, meanwhile.row.id)).body.toString()).toBe('meanwhile.txt');
    const away = await open(before.item, before.row.id);
    expect([away.status, away.headers['retry-after']]).toEqual([503, '10']);
    expect(await health()).toMatchObject({ status: 'degraded', storage: 'unavailable' });
    await app.runJobs('move_stored_files');
    expect((await rowOf(meanwhile.item)).in_fallback).toBe(true);

    s3.is('open');
    await until(async () => (await health()).storage === 'connected', 3_000);
    await app.runJobs('move_stored_files');
    const moved = await rowOf(meanwhile.item);
    expect([moved.in_fallback, await isWhole(moved), await keptIn(fallback)]).toEqual([false, true, []]);
  });

  it('that says nothing holds nobody for long, and then not at all', async () => {
    s3.is('silent');
    const times: number[] = [];
    for (let n = 0; n < 3; n += 1) {
      const began = Date.now();
      expect(await attached(`${n}.txt`)).toMatchObject({ status: 303, row: { in_fallback: true } });
      times.push(Date.now() - began);
    }
    expect(times[0]).toBeLessThan(5_000 * (await slowness()));
    expect(Math.max(...times.slice(1))).toBeLessThan(1_500 * (await slowness()));
    expect(await health()).toMatchObject({ storage: 'unavailable' });
  });

  it.each(['up', 'down'] as const)(
    'that goes in the middle (%s) leaves no row without its bytes, and no short file',
    async (way) => {
      const large = randomBytes(9_000_000);
      const known = await attached('known.bin', large);
      s3.cutAfter(way, 4_000_000);
      if (way === 'down') await expect(open(known.item, known.row.id)).rejects.toThrow(/aborted|hang up|reset/);
      else {
        const { status, row } = await attached('cut.bin', large);
        expect([status, row.in_fallback]).toEqual([303, true]);
        expect(await s3.keys(`files/${storedName(row.id, 'original')}`)).toEqual([]);
        s3.is('open');
        await until(() => app.storage.answers(), HANGS_MS);
        await app.runJobs('move_stored_files');
        expect(await isWhole(row)).toBe(true);
      }
    },
  );

  it('gives back what was moved aside, and loses what nobody asked for in 30 days', async () => {
    const { item, row } = await attached('aside.txt');
    await app.storage.sweep(row.id, DAY);
    expect(await s3.keys('swept/')).toEqual([`swept/${row.id}/${DAY}`]);
    for await (const { id } of app.storage.listSwept()) expect(id).toBe(row.id);
    await app.storage.dropSwept(DAY);
    expect((await open(item, row.id)).body.toString()).toBe('aside.txt');
    expect(await s3.keys('swept/')).toEqual([]);
    await app.storage.sweep(row.id, '2026-01-01');
    await app.storage.dropSwept(DAY);
    expect((await open(item, row.id)).status).toBe(404);
  });

  it('is listed to its end', async () => {
    const listed = [];
    for await (const { id, rendition, inFallback } of app.storage.list())
      if (!inFallback) listed.push(`files/${storedName(id, rendition)}`);
    expect(listed).toEqual(await s3.keys('files/'));
  });
});

describe('an S3 server', () => {
  const SETTINGS = { region: 'us-east-1', bucket: 'mouse-files', accessKey: 'S3RVER', secretKey: 'S3RVER' };

  it('is asked for page after page of a long list', async () => {
    const asked: string[] = [];
    const server = await answering((url) => {
      asked.push(url.searchParams.get('continuation-token') ?? '');
      const next = asked.length === 1 ? '<NextContinuationToken>a+/=&amp;</NextContinuationToken>' : '';
      const entry = `<Contents><Key>files/${asked.length}</Key><Size>7</Size><LastModified>2026-01-31T12:00:00.000Z</LastModified></Contents>`;
      return `<?xml version="1.0"?><ListBucketResult><Name>mouse-files</Name>${entry}${next}</ListBucketResult>`;
    });
    const listed = [];
    for await (const it of openS3({ ...SETTINGS, endpoint: server }).list('files/')) listed.push(it);
    const at = { size: 7, mtimeMs: Date.UTC(2026, 0, 31, 12) };
    expect(listed).toEqual([
      { key: 'files/1', ...at },
      { key: 'files/2', ...at },
    ]);
    expect(asked).toEqual(['', 'a+/=&']);
  });

  it.each([
    ['a wrong secret', { secretKey: 'not-this-one-4711' }, /refuses the key.*STORAGE_S3_SECRET_KEY/],
    ['a wrong key', { accessKey: 'not-this-one-4711' }, /refuses the key.*STORAGE_S3_ACCESS_KEY/],
    ['a bucket that is not there', { bucket: 'another' }, /no such bucket: STORAGE_S3_BUCKET/],
    ['nobody at the address', { endpoint: 'http://127.0.0.1:9' }, /ECONNREFUSED|bad port/],
  ])('says what to set for %s, and never the key', async (_what, wrong, sentence) => {
    const client = openS3({ ...SETTINGS, endpoint: s3.env.STORAGE_S3_ENDPOINT, ...wrong });
    const acts = [
      () => client.upload('a', bytes('x')),
      () => client.read('a'),
      () => client.remove('a'),
      () => client.list('').next(),
    ];
    for (const act of acts) {
      const error = await act().catch((fault: unknown) => fault);
      expect(error).toBeInstanceOf(StorageAway);
      expect((error as Error).message).toMatch(sentence);
      expect((error as Error).message).not.toContain('4711');
    }
  });

  it('is not taken for one that answers everything with a page', async () => {
    const endpoint = await answering(() => '<html>Welcome</html>');
    const client = openS3({ ...SETTINGS, endpoint });
    await expect(client.upload('a', bytes('x'))).rejects.toThrow(/no answer of S3/);
    await expect(client.read('a')).rejects.toThrow(/no answer of S3/);
  });
});

/** A server that answers whatever is asked with that text. */
async function answering(text: (url: URL) => string): Promise<string> {
  const server = createServer((req, res) => void res.end(text(new URL(req.url ?? '', 'http://s3'))));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
async function* bytes(text: string) {
  yield Buffer.from(text);
}
async function attached(name: string, body: Buffer | string = name) {
  const item = await insertItem(app.db, alice.id);
  const { status } = await sendFiles(await app.as('alice'), `/inventory/${item}`, [{ name, body }]);
  return { item, status, row: await rowOf(item) };
}
async function rowOf(item: string) {
  return (await fileRows(app.db, item))[0] as Awaited<ReturnType<typeof fileRows>>[number];
}
async function open(item: string, file: string) {
  const { agent } = await app.as('alice');
  return agent
    .get(`/inventory/${item}/files/${file}`)
    .buffer(true)
    .parse((res, done) => {
      const pieces: Buffer[] = [];
      res.on('data', (piece) => pieces.push(piece)).on('end', () => done(null, Buffer.concat(pieces)));
    });
}
async function isWhole({ id, size, sha256 }: { id: string; size: number; sha256: string }): Promise<boolean> {
  const kept = await readFile(s3.path(`files/${storedName(id, 'original')}`)).catch(() => Buffer.alloc(0));
  return kept.length === size && createHash('sha256').update(kept).digest('hex') === sha256;
}
async function health() {
  return (await app.visitor().agent.get('/health')).body as { status: string; storage: string };
}
