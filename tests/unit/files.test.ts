import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fileName, fileSize } from '../../src/http/file-name.js';
import { typeOfBytes } from '../../src/platform/storage/file-types.js';

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
    ['\u0000\u0000\u0000\u001cftypavif', 'image/avif'],
    ['\u0000\u0000\u0000\u001cftypmp42', 'video/mp4'],
    ['RIFF\u0000\u0000\u0000\u0000WEBPVP8 ', 'image/webp'],
    ['%PDF-1.7', 'application/pdf'],
    ['PK\u0003\u0004', 'application/zip'],
    ['<!doctype html><script>', 'text/plain'],
    ['<svg xmlns="http://www.w3.org/2000/svg">', 'text/plain'],
    ['#!/bin/sh', 'text/plain'],
    ['MZ\u0090\u0000\u0003', 'application/octet-stream'],
    ['\u00ff\u00fe\u00fd', 'application/octet-stream'],
    ['', 'application/octet-stream'],
  ])('is told by its bytes: %j is %s', (text, type) => expect(typeOfBytes(Buffer.from(text, 'latin1'))).toBe(type));

  it('is text also where a letter of several bytes is cut off', () => {
    expect(typeOfBytes(Buffer.from('naïve Straße').subarray(0, 3))).toBe('text/plain');
  });
});
