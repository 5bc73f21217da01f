import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { renditionsOf } from '../../src/platform/pictures.js';
import { storedName } from '../../src/platform/storage/files.js';
import { useApp } from '../support/app.js';
import { insertItem } from '../support/items.js';
import { PEOPLE, type PersonName } from '../support/people.js';
import { HEIC_PHOTO } from '../support/photos.js';
import { arrivingIn, fileRows, keptIn, type SentFile, sendFiles, tokenOf } from '../support/uploads.js';
import { textOf } from '../support/visitor.js';

const app = useApp();
const MB = 1024 * 1024;

describe('attaching files', () => {
  it('keeps the bytes, and shows them on the record to download', async () => {
    const { id, path } = await anItem();
    const answer = await send('alice', path, [{ name: 'brief.txt', body: 'Film it in the rain.', type: 'text/html' }]);
    expect([answer.status, answer.headers['location']]).toEqual([303, `${path}?tab=files`]);
    const [row] = await rowsOf(id);
    expect(row).toMatchObject({ name: 'brief.txt', size: 20, media_type: 'text/plain', width: null });
    const alice = await app.current.as('alice');
    const tab = textOf((await alice.get(`${path}?tab=files`)).text);
    expect(tab).toContain('1 file attached.');
    expect(tab).toMatch(/Files 1 .*brief\.txt 20 B, by you, /);
    const file = await alice.get(`${path}/files/${row?.id}`);
    expect([file.status, file.text]).toEqual([200, 'Film it in the rain.']);
    expect(file.headers).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'content-disposition': 'attachment; filename=brief.txt',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-cache',
      etag: `"${row?.sha256}"`,
    });
    const again = await alice.get(`${path}/files/${row?.id}`, { 'If-None-Match': `"${row?.sha256}"` });
    expect([again.status, again.text]).toEqual([304, '']);
  });

  it('takes ten files of up to 25 MB, an empty one among them, and none of eleven', async () => {
    const { id, path } = await anItem();
    const ten = Array.from({ length: 10 }, (_, n) => ({ name: `${n}.bin`, body: n === 0 ? '' : `number ${n}` }));
    expect((await send('alice', path, ten)).status).toBe(303);
    expect((await rowsOf(id)).map(({ name, size }) => [name, size])).toContainEqual(['0.bin', 0]);
    const other = await anItem();
    const refused = await send('alice', other.path, [...ten, { name: 'one more.bin', body: 'x' }]);
    expect(refused.status).toBe(422);
    expect(textOf(refused.text)).toContain('Ten files can be sent at once. Nothing was attached; choose fewer.');
    expect(await rowsOf(other.id)).toEqual([]);
    await nothingArriving();
  });

  it('takes 25 MB to the byte, and nothing of a form with one byte more', async () => {
    const { id, path } = await anItem();
    expect((await send('alice', path, [{ name: 'clip.bin', body: Buffer.alloc(25 * MB) }])).status).toBe(303);
    const before = await kept();
    const small = { name: 'small.txt', body: 'goes with the large one' };
    const refused = await send('alice', path, [small, { name: 'large.bin', body: Buffer.alloc(25 * MB + 1) }]);
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('A file may have 25 MB at most. Nothing was attached');
    expect((await rowsOf(id)).map(({ name, size }) => [name, size])).toEqual([['clip.bin', 25 * MB]]);
    expect(await kept()).toEqual(before);
    await nothingArriving();
  });

  it('attaches a file once that is sent twice, also at the same time', async () => {
    const { id, path } = await anItem();
    const file = { name: 'contract.pdf', body: '%PDF-1.7 signed' };
    await Promise.all([send('alice', path, [file]), send('alice', path, [file])]);
    await send('alice', path, [file, { name: 'other.pdf', body: '%PDF-1.7 signed' }]);
    const page = await (await app.current.as('alice')).get(`${path}?tab=files`);
    expect(textOf(page.text)).toContain('1 file attached, 1 file was there already.');
    const rows = await rowsOf(id);
    expect(rows.map(({ name, media_type }) => [name, media_type])).toEqual([
      ['contract.pdf', 'application/pdf'],
      ['other.pdf', 'application/pdf'],
    ]);
    expect((await kept()).filter((name) => rows.some((row) => name.includes(row.id)))).toHaveLength(2);
  });

  it('says what is missing when no file was chosen', async () => {
    const { path } = await anItem();
    const answer = await send('alice', path, []);
    expect([answer.status, textOf(answer.text)]).toEqual([422, expect.stringContaining('Choose a file first.')]);
    expect(answer.text).toMatch(/<input [^>]*id="f-files"[^>]* aria-invalid="true"/);
  });

  it('takes the last part of a name alone, without what moves or hides it', async () => {
    const { id, path } = await anItem();
    await send('alice', path, [{ name: '../../etc/pass\u202ewd%0A€.txt', body: 'x' }]);
    const [row] = await rowsOf(id);
    expect(row?.name).toBe('passwd €.txt');
    const file = await (await app.current.as('alice')).get(`${path}/files/${row?.id}`);
    expect(file.headers['content-disposition']).toBe(
      `attachment; filename="passwd ?.txt"; filename*=UTF-8''passwd%20%E2%82%AC.txt`,
    );
  });

  it('reads a form that is broken or has other fields as what it is: never a 500', async () => {
    const { id, path } = await anItem();
    const alice = await app.current.as('alice');
    const raw = (type: string, body: string) =>
      alice.agent.post(`${path}/files`).set('Accept', 'text/html').set('Content-Type', type).send(body);
    const token = await tokenOf(await app.current.as('alice'));
    const part = `--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n${token}\r\n`;
    const file = (field: string) =>
      `--x\r\nContent-Disposition: form-data; name="${field}"; filename="a"\r\n\r\nbytes\r\n--x--\r\n`;
    const forms: [string, string, number][] = [
      ['multipart/form-data', part, 400],
      [
        'multipart/form-data; boundary=x',
        `${part}--x\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\nhalf`,
        400,
      ],
      ['multipart/form-data; boundary=x', part + file('photo'), 422],
      [
        'multipart/form-data; boundary=x',
        `${part}--x\r\nContent-Disposition: form-data; name="long"\r\n\r\n${'x'.repeat(300_000)}\r\n--x--`,
        413,
      ],
      ['multipart/form-data; boundary=x', `${part}--x\r\nContent-Disposition: form-data\r\n\r\nx\r\n--x--`, 400],
      ['application/json', '{"files":[]}', 303],
    ];
    for (const [type, body, status] of forms)
      expect([body.slice(-40), (await raw(type, body)).status]).toEqual([body.slice(-40), status]);
    expect(await rowsOf(id)).toEqual([]);
    await nothingArriving();
  });
});

describe('a form with files that may not be taken', () => {
  it.each(['x[99999999]', 'form_page[500000000]', 'form_page[a]', 'csrf_token[]'])(
    'is refused for a name with a bracket, with and without its token: %s',
    async (name) => {
      const { id, path } = await anItem();
      const alice = await app.current.as('alice');
      const post = () => alice.agent.post(`${path}/files`).set('Accept', 'text/html');
      const file = Buffer.from('x');
      const began = performance.now();
      const answers = [
        await post().field(name, '1'),
        await post()
          .field('csrf_token', await tokenOf(alice))
          .field(name, '1')
          .attach('files', file, 'a.txt'),
      ];
      expect(answers.map(({ status }) => status)).toEqual([400, 400]);
      expect(performance.now() - began).toBeLessThan(20_000);
      expect(await rowsOf(id)).toEqual([]);
      await nothingArriving();
    },
  );

  it('stores nothing before its token was seen: without one, with another, or behind the file', async () => {
    const { id, path } = await anItem();
    const before = await kept();
    const alice = await app.current.as('alice');
    const post = () => alice.agent.post(`${path}/files`).set('Accept', 'text/html');
    const file = Buffer.alloc(3 * MB, 'x');
    const answers = [
      await post().attach('files', file, 'a.txt'),
      await post().field('csrf_token', 'forged').attach('files', file, 'a.txt'),
      await post()
        .attach('files', file, 'a.txt')
        .field('csrf_token', await tokenOf(await app.current.as('alice'))),
    ];
    for (const answer of answers) expect([answer.status, answer.headers['location']]).toEqual([303, '/']);
    expect(textOf((await alice.get('/')).text)).toContain('That form had expired and nothing was changed.');
    expect(await rowsOf(id)).toEqual([]);
    expect(await kept()).toEqual(before);
    await nothingArriving();
  });

  it('is refused to a VIEWER, a stranger, nobody, and for what is deleted, before a byte is taken in', async () => {
    const { path } = await anItem();
    const deleted = await anItem({ deleted_at: new Date() });
    const file = [{ name: 'a.txt', body: 'x' }];
    expect((await send('vera', path, file)).status).toBe(403);
    expect((await send('bob', path, file)).status).toBe(404);
    expect((await send('alice', deleted.path, file)).status).toBe(404);
    expect((await send('alice', '/inventory/no-such-id', file)).status).toBe(404);
    const answer = await app.current.visitor().agent.post(`${path}/files`).attach('files', Buffer.from('x'), 'a.txt');
    expect([answer.status, answer.headers['location']]).toEqual([303, '/auth/login']);
    await nothingArriving();
  });

  it('is answered at once when it is far too large, and takes no room', async () => {
    const { id, path } = await anItem();
    const { status, sent, grown } = await pour(path, 200 * MB, { files: 1 });
    expect(status).toBe(422);
    expect(sent).toBeLessThan(120 * MB);
    expect(grown).toBeLessThan(190 * MB);
    const whole = await pour(path, 400 * MB, { files: 1, length: true });
    expect([whole.status, whole.sent < 30 * MB]).toEqual([422, true]);
    expect(await rowsOf(id)).toEqual([]);
    await nothingArriving();
  });

  it('leaves nothing behind when its sender leaves half-way', async () => {
    const { id, path } = await anItem();
    const before = await kept();
    await pour(path, 10 * MB, { files: 1, leaveAt: 4 * MB });
    await expect.poll(arriving).toEqual([]);
    expect([await rowsOf(id), await kept()]).toEqual([[], before]);
  });
});

describe('pictures', () => {
  it('are shown small and large without what their camera wrote into them, upright', async () => {
    const { id, path } = await anItem();
    const photo = await sharp({ create: { width: 900, height: 600, channels: 3, background: '#0a6' } })
      .withExif({ IFD0: { Copyright: 'secret place' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    expect((await sharp(photo).metadata()).exif).toBeDefined();
    await send('alice', path, [{ name: 'front.jpg', body: photo }]);
    const [row] = await rowsOf(id);
    expect(row).toMatchObject({ media_type: 'image/jpeg', width: 600, height: 900 });
    const alice = await app.current.as('alice');
    const small = await bytes('alice', `${path}/files/${row?.id}/thumbnail`);
    expect(small.headers).toMatchObject({
      'content-type': 'image/webp',
      'content-disposition': 'inline',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, max-age=3600',
    });
    expect(await sharp(small.body).metadata()).toMatchObject({ format: 'webp', width: 320, height: 480 });
    expect((await sharp(small.body).metadata()).exif).toBeUndefined();
    expect(await sharp((await bytes('alice', `${path}/files/${row?.id}/large`)).body).metadata()).toMatchObject({
      width: 600,
      height: 900,
    });
    const record = await alice.get(path);
    expect(record.text).toContain(`<img src="${path}/files/${row?.id}/thumbnail" alt="front.jpg"`);
    const shown = await alice.get(`${path}/files/${row?.id}/photo`);
    expect(shown.text).toContain(`src="${path}/files/${row?.id}/large"`);
    expect(textOf(shown.text)).toContain('1 of 1');
  });

  it.each(['png', 'webp', 'avif', 'gif'] as const)('of the kind %s are pictures', async (format) => {
    const { id, path } = await anItem();
    const body = await sharp({ create: { width: 64, height: 48, channels: 4, background: '#a60' } })
      .toFormat(format)
      .toBuffer();
    await send('alice', path, [{ name: 'anything', body }]);
    expect(await rowsOf(id)).toMatchObject([{ media_type: `image/${format}`, width: 64, height: 48 }]);
  });

  it('that move are shown by their first frame', async () => {
    const { id, path } = await anItem();
    const frame = (background: string) =>
      sharp({ create: { width: 40, height: 40, channels: 3, background } })
        .png()
        .toBuffer();
    const body = await sharp([await frame('#f00'), await frame('#00f')], { join: { animated: true } })
      .gif()
      .toBuffer();
    await send('alice', path, [{ name: 'wave.gif', body }]);
    const [row] = await rowsOf(id);
    const small = sharp((await bytes('alice', `${path}/files/${row?.id}/thumbnail`)).body);
    expect(await small.metadata()).toMatchObject({ width: 40, height: 40 });
    expect((await small.metadata()).pages ?? 1).toBe(1);
    expect((await small.stats()).dominant.r).toBeGreaterThan(200);
  });

  it('that are something else as well run nowhere: a GIF that is a script, a PNG with a page in it, an SVG called PNG', async () => {
    const { id, path } = await anItem();
    const png = await sharp({ create: { width: 20, height: 20, channels: 3, background: '#fff' } })
      .png()
      .toBuffer();
    const page = '<!doctype html><script>alert(document.cookie)</script>';
    await send('alice', path, [
      { name: 'script.gif', body: `GIF89a/*${'\0'.repeat(20)}*/=1;alert(1)//`, type: 'image/gif' },
      { name: 'page.png', body: Buffer.concat([png, Buffer.from(page)]), type: 'image/png' },
      { name: 'drawing.png', body: `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`, type: 'image/png' },
      { name: 'page.html', body: page, type: 'text/html' },
    ]);
    const rows = Object.fromEntries((await rowsOf(id)).map((row) => [row.name, row]));
    const types = Object.entries(rows).map(([name, { media_type, width }]) => [name, media_type, width]);
    expect(types.toSorted()).toEqual([
      ['drawing.png', 'text/plain', null],
      ['page.html', 'text/plain', null],
      ['page.png', 'image/png', 20],
      ['script.gif', 'application/octet-stream', null],
    ]);
    for (const { id: file } of Object.values(rows)) {
      const { headers } = await bytes('alice', `${path}/files/${file}`);
      expect(headers).toMatchObject({
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
        'x-content-type-options': 'nosniff',
      });
      expect(headers['content-disposition']).toMatch(/^attachment; /);
    }
    const small = await bytes('alice', `${path}/files/${rows['page.png']?.id}/thumbnail`);
    expect(small.body.toString('latin1')).not.toContain('alert');
    expect((await bytes('alice', `${path}/files/${rows['script.gif']?.id}/thumbnail`)).status).toBe(404);
  });

  it('that are too many pixels or damaged are files like others', async () => {
    const { id, path } = await anItem();
    const wide = await sharp({ create: { width: 10_000, height: 5_001, channels: 3, background: '#fff' } })
      .png()
      .toBuffer();
    // An AVIF of as many pixels takes many times as long as others.
    const slow = await sharp({ create: { width: 4_001, height: 4_000, channels: 3, background: '#fff' } })
      .avif({ effort: 0 })
      .toBuffer();
    const whole = await sharp(randomBytes(300 * 300 * 3), { raw: { width: 300, height: 300, channels: 3 } })
      .png()
      .toBuffer();
    await send('alice', path, [
      { name: 'wide.png', body: wide },
      { name: 'slow.avif', body: slow },
      { name: 'half.png', body: whole.subarray(0, whole.length / 2) },
      { name: 'brief.txt', body: 'x' },
    ]);
    expect((await rowsOf(id)).map(({ media_type, width }) => [media_type, width])).toEqual([
      ['application/octet-stream', null],
      ['application/octet-stream', null],
      ['application/octet-stream', null],
      ['text/plain', null],
    ]);
    expect(textOf((await (await app.current.as('alice')).get(`${path}?tab=files`)).text)).toContain(
      '4 files attached. No preview could be made of wide.png, slow.avif, half.png.',
    );
    await nothingArriving();
  });

  it('of a telephone are shown where this server can decode them; else the page says so, and they are there to save', async () => {
    const { id, path } = await anItem();
    await send('alice', path, [{ name: 'IMG_1.HEIC', body: HEIC_PHOTO, type: 'image/heic' }]);
    const [row] = await rowsOf(id);
    expect(row?.media_type).toBe('image/heic');
    const tab = textOf((await (await app.current.as('alice')).get(`${path}?tab=files`)).text);
    if (sharp.format.heif.input.fileSuffix?.includes('.heic')) {
      expect([row?.width, row?.height]).toEqual([16, 16]);
      expect(tab).not.toContain('cannot show');
    } else {
      expect([row?.width, row?.height]).toEqual([null, null]);
      expect(tab).toContain(
        '1 file attached. This server cannot show HEIC photos: IMG_1.HEIC is kept to be downloaded.',
      );
      expect(tab).toMatch(/506 B, by you, .* This server cannot show HEIC photos\. Download it to see it\./);
    }
    const { headers, body } = await bytes('alice', `${path}/files/${row?.id}`);
    expect(body).toEqual(HEIC_PHOTO);
    expect(headers).toMatchObject({
      'content-type': 'image/heic',
      'content-disposition': 'attachment; filename=IMG_1.HEIC',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
      'x-content-type-options': 'nosniff',
    });
  });

  it('of a telephone that are damaged are files like others', async () => {
    const { id, path } = await anItem();
    await send('alice', path, [{ name: 'half.heic', body: HEIC_PHOTO.subarray(0, 100) }]);
    expect(await rowsOf(id)).toMatchObject([{ media_type: 'application/octet-stream', width: null }]);
  });

  it('whose turn comes too late are files like others', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'mouse-pictures-'));
    const file = join(folder, 'photo');
    await sharp({ create: { width: 9, height: 9, channels: 3, background: '#111' } })
      .png()
      .toFile(file);
    expect(await renditionsOf(file, 'image/png', Date.now() + 60_000)).toMatchObject({ width: 9, height: 9 });
    expect(await renditionsOf(file, 'image/png', Date.now())).toBe('no picture');
    await rm(folder, { recursive: true });
  });

  it('stand over the facts, three of them, in an order of one’s own', async () => {
    const { id, path } = await anItem();
    for (const name of ['a', 'b', 'c', 'd']) {
      const body = await sharp({ create: { width: 9, height: 9, channels: 3, background: '#111' } })
        .png()
        .toBuffer();
      await send('alice', path, [{ name: `${name}.png`, body }]);
    }
    const alice = await app.current.as('alice');
    const strip = async () =>
      [...(await alice.get(path)).text.matchAll(/thumbnail" alt="(\w)\.png"/g)].map(([, name]) => name);
    expect(await strip()).toEqual(['a', 'b', 'c']);
    expect(textOf((await alice.get(path)).text)).toContain('+1 more photos');
    const last = (await rowsOf(id)).at(-1);
    const answer = await alice.postAndFollow(`${path}/files/${last?.id}/first`);
    expect(textOf(answer.text)).toContain('This photo is the first now.');
    expect(await strip()).toEqual(['d', 'a', 'b']);
    expect((await (await app.current.as('bob')).post(`${path}/files/${last?.id}/first`)).status).toBe(404);
  });
});

describe('a file', () => {
  it('is deleted and taken back by one click, and is gone in between', async () => {
    const { id, path } = await anItem();
    await send('alice', path, [{ name: 'brief.txt', body: 'x' }]);
    const file = `${path}/files/${(await rowsOf(id))[0]?.id}`;
    const alice = await app.current.as('alice');
    const deleted = await alice.postAndFollow(`${file}/delete`);
    expect(textOf(deleted.text)).toMatch(/1 file moved to the trash\. Undo/);
    expect(deleted.text).toContain(`action="${file}/restoration"`);
    expect(textOf(deleted.text)).toContain('No files yet.');
    expect([(await alice.get(file)).status, (await alice.post(`${file}/delete`)).status]).toEqual([404, 404]);
    expect(textOf((await alice.postAndFollow(`${file}/restoration`)).text)).toContain('File restored from the trash. ');
    expect((await alice.get(file)).status).toBe(200);
  });

  it('is its owner’s: a stranger finds none of it, also under a record of their own', async () => {
    const { id, path } = await anItem();
    const body = await sharp({ create: { width: 9, height: 9, channels: 3, background: '#111' } })
      .png()
      .toBuffer();
    await send('alice', path, [{ name: 'brief.png', body }]);
    const file = (await rowsOf(id))[0]?.id;
    const bobs = await anItem({}, PEOPLE.bob.id);
    const bob = await app.current.as('bob');
    for (const record of [path, bobs.path])
      for (const what of ['', '/thumbnail', '/large', '/photo'])
        expect([what, (await bob.get(`${record}/files/${file}${what}`)).status]).toEqual([what, 404]);
    for (const record of [path, bobs.path])
      for (const act of ['delete', 'restoration', 'first'])
        expect([act, (await bob.post(`${record}/files/${file}/${act}`)).status]).toEqual([act, 404]);
    expect((await bob.get(`${bobs.path}/files/nothing`)).status).toBe(404);
  });

  it('may be saved by a VIEWER, who is shown no way to change it', async () => {
    const { id, path } = await anItem({}, PEOPLE.vera.id);
    await app.current.db.rows(
      `insert into attachments (id, user_id, author_id, name, size, sha256, media_type, inventory_item_id)
       values (gen_random_uuid(), $1, $1, 'seen.txt', 1, repeat('a', 64), 'text/plain', $2)`,
      [PEOPLE.vera.id, id],
    );
    const [row] = await rowsOf(id);
    await app.current.storage.keep(row?.id ?? '', {
      original: (await app.current.storage.receive(row?.id ?? '', one('v'))).path,
    });
    const vera = await app.current.as('vera');
    const tab = await vera.get(`${path}?tab=files`);
    expect(textOf(tab.text)).toContain('seen.txt');
    expect(tab.text).not.toMatch(/type="file"|\/delete"|Add photos/);
    expect((await vera.get(`${path}/files/${row?.id}`)).text).toBe('v');
    expect((await vera.post(`${path}/files/${row?.id}/delete`)).status).toBe(403);
  });

  it('is gone from the folder when its row is, by whatever way', async () => {
    const { id, path } = await anItem();
    await send('alice', path, [{ name: 'brief.txt', body: 'x' }]);
    const [row] = await rowsOf(id);
    const file = row?.id ?? '';
    await app.current.db.rows('delete from inventory_items where id = $1', [id]);
    expect(await kept()).toContain(storedName(file, 'original'));
    await app.current.runJobs('remove_stored_files');
    expect(await kept()).not.toContain(storedName(file, 'original'));
    expect(await app.current.db.rows('select * from file_removals')).toEqual([]);
  });
});

describe('a form whose commit is not answered', () => {
  it('leaves its files where they are: their rows may be there', async () => {
    const { id, path } = await anItem();
    const before = await kept();
    const { db } = app.current;
    // The connection breaks in the very commit.
    await db.rows(`create function break_off() returns trigger language plpgsql security definer as
      $$ begin perform pg_terminate_backend(pg_backend_pid()); return null; end $$`);
    await db.rows(`create constraint trigger break_off after insert on attachments initially deferred
      for each row execute function break_off()`);
    const answer = await send('alice', path, [{ name: 'brief.txt', body: 'x' }]);
    await db.rows('drop function break_off cascade');
    expect([answer.status, await rowsOf(id)]).toEqual([503, []]);
    expect(await kept()).toHaveLength(before.length + 1);
  });
});

describe('a file of a common record', () => {
  it('is everybody’s: another member finds it, and one picture is the company’s logo', async () => {
    const id = '01900000-0000-7000-8000-0000000000f1';
    await app.current.db.rows(`insert into companies (id, name) values ($1, 'Northgate Bags')`, [id]);
    const path = `/companies/${id}`;
    const body = await sharp({ create: { width: 9, height: 9, channels: 3, background: '#111' } })
      .png()
      .toBuffer();
    expect(
      (
        await send('alice', path, [
          { name: 'mark.png', body },
          { name: 'terms.txt', body: 'x' },
        ])
      ).status,
    ).toBe(303);
    const rows = await app.current.db.rows<{ id: string; name: string; user_id: string | null; author_id: string }>(
      'select * from attachments where company_id = $1 order by name',
      [id],
    );
    expect(rows).toMatchObject([
      { name: 'mark.png', user_id: null, author_id: PEOPLE.alice.id },
      { name: 'terms.txt', user_id: null, author_id: PEOPLE.alice.id },
    ]);
    const [mark, terms] = rows.map((row) => `${path}/files/${row.id}`);
    const bob = await app.current.as('bob');
    expect(textOf((await bob.get(`${path}?tab=files`)).text)).toMatch(/terms\.txt 1 B, by Alice Arden, /);
    expect((await bob.get(terms ?? '')).text).toBe('x');
    expect((await bob.post(`${terms}/logo`)).status).toBe(404);
    expect(textOf((await bob.postAndFollow(`${mark}/logo`)).text)).toMatch(
      /Logo Download Remove as logo .*The logo was set\./,
    );
    const logo = async () => (await bob.get(path)).text.includes(`${mark}/thumbnail" alt="Logo of Northgate Bags"`);
    expect(await logo()).toBe(true);
    await bob.postAndFollow(`${mark}/delete`);
    expect(await logo()).toBe(false);
    await bob.postAndFollow(`${mark}/restoration`);
    expect(await logo()).toBe(true);
    await bob.postAndFollow(`${mark}/logo/delete`);
    expect(await logo()).toBe(false);
    const item = await anItem();
    expect((await send('alice', item.path, [{ name: 'a.png', body }])).status).toBe(303);
    const own = (await rowsOf(item.id))[0]?.id;
    expect((await (await app.current.as('alice')).post(`${item.path}/files/${own}/logo`)).status).toBe(404);
  });
});

async function anItem(fields: Record<string, unknown> = {}, owner: string = PEOPLE.alice.id) {
  const id = await insertItem(app.current.db, owner, { name: 'Trailcap backpack', ...fields });
  return { id, path: `/inventory/${id}` };
}

async function send(name: PersonName, path: string, files: SentFile[]) {
  return sendFiles(await app.current.as(name), path, files);
}

async function bytes(name: PersonName, path: string) {
  const answer = await (await app.current.as(name)).agent
    .get(path)
    .buffer(true)
    .parse((res, done) => {
      const pieces: Buffer[] = [];
      res.on('data', (piece: Buffer) => pieces.push(piece)).on('end', () => done(null, Buffer.concat(pieces)));
    });
  return { status: answer.status, headers: answer.headers, body: answer.body as Buffer };
}

/** Pours bytes into a form over a connection of its own; says what was answered and how much had been sent by then. */
async function pour(path: string, size: number, { length = false, leaveAt = Infinity, files = 1 }) {
  const server: Server = createServer(app.current.app).listen(0, '127.0.0.1');
  const cookie = (
    (await app.current.as('alice')).agent as unknown as { jar: { getCookies(of: object): { toValueString(): string } } }
  ).jar.getCookies({ domain: '127.0.0.1', path: '/', secure: false, script: false });
  const head = `--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n${await tokenOf(await app.current.as('alice'))}\r\n--x\r\nContent-Disposition: form-data; name="files"; filename="${files}.bin"\r\n\r\n`;
  const before = process.memoryUsage().rss;
  let sent = 0;
  try {
    return await new Promise<{ status: number; sent: number; grown: number }>((resolve) => {
      const req = httpRequest({
        port: (server.address() as AddressInfo).port,
        method: 'POST',
        path: `${path}/files`,
        headers: {
          accept: 'text/html',
          cookie: cookie.toValueString(),
          'content-type': 'multipart/form-data; boundary=x',
          ...(length ? { 'content-length': size } : {}),
        },
      });
      const done = (status: number) => {
        resolve({ status, sent, grown: process.memoryUsage().rss - before });
        req.destroy();
      };
      req.on('response', (res) => done(res.statusCode ?? 0)).on('error', () => done(0));
      const more = () => {
        while (sent < size && !req.destroyed) {
          if (sent >= leaveAt) return req.destroy();
          sent += MB;
          if (!req.write(Buffer.alloc(MB))) return req.once('drain', more);
        }
        return req;
      };
      req.write(head);
      more();
    });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

async function* one(text: string) {
  yield Buffer.from(text);
}

function rowsOf(id: string) {
  return fileRows(app.current.db, id);
}

const kept = () => keptIn(app.current.config.storage.path);
const arriving = () => arrivingIn(app.current.config.storage.path, app.current.config.storage.fallbackPath);

async function nothingArriving(): Promise<void> {
  expect(await arriving()).toEqual([]);
}
