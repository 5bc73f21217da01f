import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { zipOf } from '../../src/http/zip.js';
import { useApp } from '../support/app.js';
import { insertCompany } from '../support/companies.js';
import { insertNote } from '../support/notes.js';
import { PEOPLE, type PersonName } from '../support/people.js';
import { arrivingIn, keptIn, sendForm } from '../support/uploads.js';
import { textOf } from '../support/visitor.js';

const { alice, bob } = PEOPLE;
const app = useApp();
const PATH = '/account/picture';
const folder = () => app.current.config.storage.path;
const fallback = () => app.current.config.storage.fallbackPath;

const flat = (width: number, height: number) => sharp({ create: { width, height, channels: 3, background: '#c40' } });
const send = async (who: PersonName, ...bodies: Buffer[]) =>
  sendForm(
    await app.current.as(who),
    PATH,
    PATH,
    bodies.map((body, n) => ['picture', { name: `me-${n}.png`, body }]),
  );
async function* nothing() {}
const archiveOf = (path: string, text: string) => buffer(zipOf([{ path, text }], nothing(), () => undefined));
const picture = async (id: string) =>
  (await app.current.db.rows<{ picture_id: string | null }>('select picture_id from people where id = $1', [id]))[0]
    ?.picture_id;
const served = async (who: PersonName, id: string) =>
  (await app.current.as(who)).agent.get(`/people/pictures/${id}`).responseType('blob');

describe('a picture of oneself', () => {
  it.each(['jpeg', 'png', 'webp', 'avif', 'gif'] as const)(
    'as %s is made small, without what it told besides',
    async (format) => {
      const body = await flat(900, 600)
        .withExif({ IFD0: { Copyright: 'Alice at home' } })
        .toFormat(format)
        .toBuffer();
      // A page and an archive behind the picture, which is both of them too.
      const page = Buffer.from('<script>alert(1)</script>');
      const archive = await archiveOf('hidden.txt', 'kept from sight');
      const answer = await send('alice', Buffer.concat([body, page, archive]));
      expect([answer.status, answer.headers.location]).toEqual([303, '/account']);
      const id = (await picture(alice.id)) ?? '';
      const shown = await served('bob', id);
      expect([shown.status, shown.headers['content-type']]).toEqual([200, 'image/webp']);
      expect(shown.headers['content-security-policy']).toContain("default-src 'none'");
      const files = await keptIn(folder());
      const kept = await Promise.all(files.map((path) => readFile(join(folder(), path))));
      for (const bytes of [shown.body as Buffer, ...kept])
        expect(bytes.toString('latin1')).not.toMatch(/script|Alice|hidden|kept from sight/);
      const made = await sharp(shown.body as Buffer).metadata();
      expect([made.format, made.width, made.height, made.exif]).toEqual(['webp', 400, 267, undefined]);
    },
  );

  it('of a hundred frames is its first one, and a small one stays as small as it is', async () => {
    const frames = Array.from({ length: 100 }, (_, n) => Buffer.alloc(20 * 20 * 3, (n % 2) * 200));
    const body = await sharp(Buffer.concat(frames), { raw: { width: 20, height: 2000, channels: 3, pageHeight: 20 } })
      .gif()
      .toBuffer();
    expect((await sharp(body).metadata()).pages).toBe(100);
    expect((await send('alice', body)).status).toBe(303);
    const made = await sharp((await served('alice', (await picture(alice.id)) ?? '')).body as Buffer).metadata();
    expect([made.width, made.height, made.pages]).toEqual([20, 20, undefined]);
  });

  it.each<[string, () => Buffer | Promise<Buffer>, string]>([
    [
      'an SVG',
      () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
      'cannot be read as a picture',
    ],
    ['a text', () => Buffer.from('no picture'), 'cannot be read as a picture'],
    [
      'a picture that is cut off',
      async () => (await flat(900, 900).png().toBuffer()).subarray(0, 300),
      'cannot be read as a picture',
    ],
    ['what is far larger than it looks', () => bomb(), 'it has too many pixels'],
    [
      'six megabytes',
      async () => Buffer.concat([await flat(9, 9).png().toBuffer(), Buffer.alloc(6 * 1024 * 1024)]),
      'A picture may have 5 MB at most.',
    ],
    ['thirty megabytes', () => Buffer.alloc(30 * 1024 * 1024), 'A picture may have 5 MB at most.'],
    ['an empty file', () => Buffer.alloc(0), 'cannot be read as a picture'],
  ])('%s is refused with a sentence, and the one before stays', async (_what, body, words) => {
    await send('bob', await flat(30, 30).png().toBuffer());
    const [before, kept] = [await picture(bob.id), (await keptIn(folder())).length];
    const answer = await send('bob', await body());
    expect([answer.status, textOf(answer.text)]).toEqual([422, expect.stringContaining(words)]);
    expect(await picture(bob.id)).toBe(before);
    expect(await keptIn(folder())).toHaveLength(kept);
    expect(await arrivingIn(folder(), fallback())).toEqual([]);
  });

  it('stands in the shell and beside what one said, replaces the one before, and goes when it is removed', async () => {
    const reader = await app.current.as('bob');
    const company = await insertCompany(app.current.db);
    await insertNote(app.current.db, alice.id, { body: 'Said by Alice', company_id: company });
    const body = await flat(50, 50).png().toBuffer();
    expect(textOf((await send('alice')).text)).toContain('Choose a picture first.');
    expect(textOf((await send('alice', body, body)).text)).toContain('Choose one picture.');
    await send('alice', body);
    const first = (await picture(alice.id)) ?? '';
    await send('alice', body);
    const id = (await picture(alice.id)) ?? '';
    const src = `src="/people/pictures/${id}"`;
    const own = await (await app.current.as('alice')).get('/account');
    expect(own.text.split(src)).toHaveLength(3);
    expect((await reader.get(`/companies/${company}?tab=activity`)).text).toContain(src);
    await app.current.runJobs('remove_stored_files');
    expect([(await served('bob', first)).status, (await served('bob', id)).status]).toEqual([404, 200]);
    expect((await served('bob', 'x')).status).toBe(404);
    expect((await app.current.visitor().get(`/people/pictures/${id}`)).status).toBe(303);

    const visitor = await app.current.as('alice');
    await visitor.get('/account');
    await visitor.postAndFollow(`${PATH}/delete`);
    expect(await picture(alice.id)).toBeNull();
    expect((await visitor.get('/account')).text).not.toContain('/people/pictures/');
    expect((await served('bob', id)).status).toBe(404);
  });

  it('may be set by who only reads, is kept in the fallback while the folder is away, and comes back', async () => {
    const [away, body] = [`${folder()}.away`, await flat(40, 40).png().toBuffer()];
    await rename(folder(), away);
    await writeFile(folder(), '');
    expect((await send('vera', body)).status).toBe(303);
    const id = (await picture(PEOPLE.vera.id)) ?? '';
    expect(await keptIn(fallback())).toHaveLength(1);
    expect((await served('bob', id)).status).toBe(200);
    await rm(folder());
    await rename(away, folder());
    await mkdir(folder(), { recursive: true });
    await app.current.runJobs('move_stored_files');
    expect(await keptIn(fallback())).toEqual([]);
    expect((await served('bob', id)).status).toBe(200);
  });
});

/** A PNG that says it has 50,000 by 50,000 pixels. */
async function bomb(): Promise<Buffer> {
  const { crc32 } = await import('node:zlib');
  const body = await flat(9, 9).png().toBuffer();
  body.writeUInt32BE(50_000, 16);
  body.writeUInt32BE(50_000, 20);
  body.writeUInt32BE(crc32(body.subarray(12, 29)), 29);
  return body;
}
