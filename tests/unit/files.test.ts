import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fileName, fileSize } from '../../src/http/file-name.js';
import { typeOfFile } from '../../src/platform/storage/file-types.js';

const OASIS = 'application/vnd.oasis.opendocument';
const OOXML = 'application/vnd.openxmlformats-officedocument';
const TYPES = '[Content_Types].xml';

describe('the name of a file', () => {
  it.each([
    ['front.jpg', 'front.jpg'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\mara\\brief.docx', 'brief.docx'],
    ['a\u0000b\r\nc\u007f.txt', 'a b c .txt'],
    ['invoice\u202efdp.exe', 'invoicefdp.exe'],
    ['  two   blanks  .pdf ', 'two blanks .pdf'],
    ['..', 'file'],
    ['folder/', 'file'],
    ['\u2067\u0000', 'file'],
    ['\ud800broken.txt', 'broken.txt'],
    ['.env', '.env'],
    ['Straße №1 📷.png', 'Straße №1 📷.png'],
  ])('%j is %j', (sent, name) => expect(fileName(sent)).toBe(name));

  it('has 255 characters at most, its ending kept', () => {
    expect(fileName(`${'a'.repeat(400)}.jpeg`)).toBe(`${'a'.repeat(250)}.jpeg`);
    expect([...fileName(`${'📷'.repeat(300)}.png`)]).toHaveLength(255);
  });

  it('whatever is sent, is one line that the database and a header take', () => {
    const names = fc.string({ unit: 'binary', maxLength: 300 });
    fc.assert(
      fc.property(names, (sent) => {
        const name = fileName(sent);
        expect([...name].length).toBeGreaterThan(0);
        expect([...name].length).toBeLessThanOrEqual(255);
        expect(name).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}/\\]/u);
        expect(name.isWellFormed()).toBe(true);
      }),
    );
  });
});

describe('the size of a file', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1 KB'],
    [12_700, '12.4 KB'],
    [500_000, '488 KB'],
    [3_250_586, '3.1 MB'],
    [26_214_400, '25 MB'],
  ])('%i bytes are %s', (bytes, words) => expect(fileSize(bytes)).toBe(words));
});

describe('what a file is', () => {
  it.each([
    ['\u00ff\u00d8\u00ff\u00e0', 'image/jpeg'],
    ['GIF89a;', 'image/gif'],
    ['%PDF-1.7', 'application/pdf'],
    ['PK\u0003\u0004', 'application/zip'],
    ['<!doctype html><script>', 'text/plain'],
    ['<svg xmlns="http://www.w3.org/2000/svg">', 'text/plain'],
    ['<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', 'text/plain'],
    ['BEGIN:VCARD\r\nVERSION:4.0\r\n', 'text/plain'],
    ['BMW keys lie at the desk', 'text/plain'],
    ['ID3 tags are explained here', 'text/plain'],
    ['solid ground', 'text/plain'],
    ['#!/bin/sh', 'text/plain'],
    ['MZ\u0090\u0000\u0003', 'application/octet-stream'],
    ['\u007fELF\u0002\u0001\u0001\u0000', 'application/octet-stream'],
    ['\u00ff\u00fe\u00fd', 'application/octet-stream'],
    ['\u0000\u0000\u0000\u0008ftyp', 'application/octet-stream'],
    ['', 'application/octet-stream'],
  ])('is told by its bytes: %j is %s', async (text, type) => expect(await typeOf(latin1(text))).toBe(type));

  it('is text also where a letter of several bytes is cut off', async () => {
    expect(await typeOf(Buffer.from('naïve Straße').subarray(0, 3))).toBe('text/plain');
  });

  it.each([
    ['heic mif1 heic', 'image/heic'],
    ['heix mif1 heix', 'image/heic'],
    ['mif1 mif1 heic', 'image/heic'],
    ['mif1 miaf heix', 'image/heic'],
    ['mif1 mif1', 'image/heif'],
    ['msf1 msf1 hevc', 'image/heic-sequence'],
    ['avif mif1 miaf', 'image/avif'],
    ['avis msf1 avif', 'image/avif'],
    ['mif1 mif1 avif miaf', 'image/avif'],
    ['crx  crx  isom', 'image/x-canon-cr3'],
    ['M4A  M4A  mp42 isom', 'audio/mp4'],
    ['M4B  M4B  mp42', 'audio/mp4'],
    ['mp42 M4A  isom', 'audio/mp4'],
    ['isom isom iso2 M4B ', 'audio/mp4'],
    ['M4V  M4V  M4A  mp42', 'video/x-m4v'],
    ['mp42 M4V  M4A  isom', 'video/mp4'],
    ['isom iso2 avc1 M4A ', 'video/mp4'],
    ['3gp4 3gp4 isom', 'video/3gpp'],
    ['3ge6 isom', 'video/3gpp'],
    ['3g2a 3g2a 3gp4', 'video/3gpp2'],
    ['qt   qt  ', 'video/quicktime'],
    ['isom isom iso2 avc1 mp41', 'video/mp4'],
    ['mp42 isom 3gp5 qt  ', 'video/mp4'],
    ['XAVC XAVC mp42', 'video/mp4'],
    ['none', 'video/mp4'],
  ])('with brands is told by them: %s is %s', async (brands, type) => {
    expect(await typeOf(branded(brands))).toBe(type);
  });

  it('says no more brands than it has: a box that is cut off, or longer than the file', async () => {
    const heic = branded('mif1 mif1 heic');
    expect(await typeOf(heic.subarray(0, 18))).toBe('image/heif');
    heic.writeUInt32BE(0xffff_ffff, 0);
    expect(await typeOf(heic)).toBe('image/heic');
  });

  it.each([
    ['WAV', Buffer.from('RIFF\0\0\0\0WAVEfmt '), 'audio/wav'],
    ['WebP', Buffer.from('RIFF\0\0\0\0WEBPVP8 '), 'image/webp'],
    ['AVI', Buffer.from('RIFF\0\0\0\0AVI LIST\0'), 'video/vnd.avi'],
    ['Matroska', ebml('matroska'), 'video/matroska'],
    ['WebM', ebml('webm'), 'video/webm'],
    ['Ogg with sound', ogg('\u0001vorbis'), 'audio/ogg'],
    ['Ogg with a film', ogg('\u0080theora'), 'video/ogg'],
    ['MXF', latin1('\u0006\u000e+4\u0002\u0005\u0001\u0001\r\u0001\u0002\u0001\u0001\u0002'), 'application/mxf'],
    ['MP3 behind its tags', latin1('ID3\u0004\u0000\u0000\u0000\u0000\u0002\u0001'), 'audio/mpeg'],
    ['TIFF', tiff([256, 1]), 'image/tiff'],
    ['DNG', tiff([50_706, 1]), 'image/x-adobe-dng'],
    ['CR2', latin1('II*\u0000\u0010\u0000\u0000\u0000CR\u0002\u0000'), 'image/x-canon-cr2'],
    ['EPUB', zip(['mimetype', 'application/epub+zip']), 'application/epub+zip'],
    ['a text document', zip(['mimetype', `${OASIS}.text`], ['content.xml', '<x/>']), `${OASIS}.text`],
    ['a spreadsheet', zip([TYPES, typesOf('spreadsheetml.sheet')]), `${OOXML}.spreadsheetml.sheet`],
    [
      'a text whose types stand behind it',
      zip(['word/document.xml', 'x'.repeat(200_000)], [TYPES, typesOf('wordprocessingml.document')]),
      `${OOXML}.wordprocessingml.document`,
    ],
    ['a ZIP', zip(['brief.txt', 'hello']), 'application/zip'],
  ])('in a container is told by what that says is in it: %s', async (_, bytes, type) => {
    expect(await typeOf(bytes)).toBe(type);
  });

  it('is something, whatever is sent', async () => {
    const beginnings = [
      '',
      'PK\u0003\u0004',
      'RIFF',
      '\u001aE\u00df\u00a3',
      'OggS',
      'II*\u0000',
      '\u0000\u0000\u0000\u001cftyp',
    ];
    const sent = fc.tuple(fc.constantFrom(...beginnings), fc.uint8Array({ maxLength: 200 }));
    await fc.assert(
      fc.asyncProperty(sent, async ([beginning, rest]) => {
        expect(await typeOf(Buffer.concat([latin1(beginning), rest]))).toMatch(/^[a-z]+\/[-+.a-z0-9]+$/);
      }),
    );
  });
});

async function typeOf(bytes: Buffer): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'mouse-types-'));
  try {
    await writeFile(join(folder, 'file'), bytes);
    return await typeOfFile(join(folder, 'file'));
  } finally {
    await rm(folder, { recursive: true });
  }
}

function latin1(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

/** The beginning of a file of those brands, the first of them in front. */
function branded(brands: string): Buffer {
  const [first = '', ...compatible] = brands.match(/.{1,4}(?: |$)/g)?.map((it) => it.slice(0, 4).padEnd(4)) ?? [];
  const size = latin1(`\u0000\u0000\u0000${String.fromCharCode(16 + 4 * compatible.length)}`);
  return Buffer.concat([size, latin1(`ftyp${first}\u0000\u0000\u0000\u0000${compatible.join('')}`), Buffer.alloc(40)]);
}

function ebml(type: string): Buffer {
  const docType = latin1(`\u0042\u0082${String.fromCharCode(0x80 + type.length)}${type}`);
  return Buffer.concat([
    latin1(`\u001aE\u00df\u00a3${String.fromCharCode(0x80 + docType.length)}`),
    docType,
    Buffer.alloc(40),
  ]);
}

function ogg(codec: string): Buffer {
  return Buffer.concat([latin1('OggS'), Buffer.alloc(24), latin1(codec), Buffer.alloc(40)]);
}

/** A TIFF with one directory of one entry. */
function tiff([tag, value]: [number, number]): Buffer {
  const file = Buffer.alloc(26);
  file.write('II*\0', 'latin1');
  file.writeUInt32LE(8, 4);
  file.writeUInt16LE(1, 8);
  file.writeUInt16LE(tag, 10);
  file.writeUInt16LE(3, 12);
  file.writeUInt32LE(1, 14);
  file.writeUInt32LE(value, 18);
  return file;
}

/** Files in an archive as they are, without its directory at the end. */
function zip(...files: [name: string, text: string][]): Buffer {
  return Buffer.concat(
    files.map(([name, text]) => {
      const head = Buffer.alloc(30);
      head.write('PK\u0003\u0004', 'latin1');
      head.writeUInt32LE(text.length, 18);
      head.writeUInt32LE(text.length, 22);
      head.writeUInt16LE(name.length, 26);
      return Buffer.concat([head, latin1(name + text)]);
    }),
  );
}

function typesOf(document: string): string {
  return `<Types><Override PartName="/x" ContentType="${OOXML}.${document}.main+xml"/></Types>`;
}
