import { open } from 'node:fs/promises';
import { fileTypeFromFile } from 'file-type';
import { typeOfBrands } from './brands.js';

const PICTURES = ['image/jpeg', 'image/png', 'image/webp', 'image/avif', 'image/gif'] as const;
const HEIC = ['image/heic', 'image/heic-sequence', 'image/heif', 'image/heif-sequence'] as const;
export type PictureType = (typeof PICTURES)[number] | (typeof HEIC)[number];
/** What is said of bytes that nothing is known of. */
export const UNKNOWN_TYPE = 'application/octet-stream';

/** As many bytes as tell a text, and the brands of a film or a photo. */
const BEGINNING = 4100;
/** All that reads as text is one, but for these: what a browser would run, such as HTML or SVG, is text at most. */
const WRITTEN = ['application/pdf', 'application/rtf', 'application/postscript', 'image/gif'];
/** Pictures, sound, films, documents and archives are told; programs are bytes of which nothing is known. */
const TOLD =
  /^(?:image|audio|video|font|model)\/|^application\/(?:pdf|rtf|postscript|ogg|mxf|epub\+zip|x-cfb|vnd\.(?:oasis|openxmlformats|ms-(?:excel|word|powerpoint|outlook)|visio)[-.].*|vnd\.(?:ms-outlook|visio)|zip|gzip|zstd|x-(?:7z-compressed|rar-compressed|tar|bzip2|xz))$/;
/** Names of the library's that are not the registered ones, or say more than we ask. */
const RENAMED: Record<string, string> = { 'image/apng': 'image/png', 'audio/x-m4a': 'audio/mp4' };

/** What a file on this machine is by its bytes; never by what its sender calls it. */
export async function typeOfFile(path: string): Promise<string> {
  const beginning = await beginningOf(path);
  // A text in UTF-16 begins as a frame of MPEG may.
  if (/^(?:\xff\xfe|\xfe\xff)/.test(beginning.toString('latin1', 0, 2))) return UNKNOWN_TYPE;
  const type = typeOfBrands(beginning) ?? (await found(path));
  if (isText(beginning)) return type && WRITTEN.includes(type) ? type : 'text/plain';
  return type && TOLD.test(type) ? type : UNKNOWN_TYPE;
}

/** Whether it is a kind of picture that is shown small; it still has to decode. */
export function isPictureType(type: string): type is PictureType {
  return PICTURES.includes(type as never) || isHeic(type);
}

/** Whether it is a photo as telephones take them, which not every server can decode. */
export function isHeic(type: string): type is (typeof HEIC)[number] {
  return HEIC.includes(type as never);
}

async function beginningOf(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(BEGINNING), 0, BEGINNING, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function found(path: string): Promise<string | undefined> {
  const type = (await fileTypeFromFile(path))?.mime.replace(/;.*/, '');
  return type && (RENAMED[type] ?? type);
}

// A character of several bytes may be cut off at the end of what was read.
function isText(bytes: Buffer): boolean {
  if (bytes.length === 0) return false;
  const text = new TextDecoder().decode(bytes, { stream: true });
  return !/(?![\t-\r])\p{Cc}|\ufffd/u.test(text);
}
