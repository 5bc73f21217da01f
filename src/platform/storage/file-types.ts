const PICTURES = ['image/jpeg', 'image/png', 'image/webp', 'image/avif', 'image/gif'] as const;
export type PictureType = (typeof PICTURES)[number];
/** What is said of bytes that nothing is known of. */
export const UNKNOWN_TYPE = 'application/octet-stream';
/** As many bytes of a file's beginning as `typeOfBytes` wants. */
export const BEGINNING = 4100;

const ascii = (text: string) => Buffer.from(text, 'latin1');
/** By how they begin. What a browser would run, such as HTML or SVG, is on no line: it is text at most. */
const BEGIN: [type: string, at: number, bytes: Buffer][] = [
  ['image/jpeg', 0, Buffer.from([0xff, 0xd8, 0xff])],
  ['image/png', 0, Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
  ['image/gif', 0, ascii('GIF87a')],
  ['image/gif', 0, ascii('GIF89a')],
  ['image/webp', 8, ascii('WEBP')],
  ['image/avif', 4, ascii('ftypavif')],
  ['image/avif', 4, ascii('ftypavis')],
  ['application/pdf', 0, ascii('%PDF-')],
  ['application/zip', 0, Buffer.from([0x50, 0x4b, 0x03, 0x04])],
  ['application/gzip', 0, Buffer.from([0x1f, 0x8b])],
  ['audio/mpeg', 0, ascii('ID3')],
  ['audio/wav', 8, ascii('WAVE')],
  ['video/quicktime', 4, ascii('ftypqt')],
  ['video/mp4', 4, ascii('ftyp')],
  ['video/webm', 0, Buffer.from([0x1a, 0x45, 0xdf, 0xa3])],
];

/** What a file is by its first bytes; never by what its sender calls it. */
export function typeOfBytes(beginning: Buffer): string {
  const found = BEGIN.find(([, at, bytes]) => beginning.subarray(at, at + bytes.length).equals(bytes));
  return found?.[0] ?? (isText(beginning) ? 'text/plain' : UNKNOWN_TYPE);
}

/** Whether it is a kind of picture that is shown small; it still has to decode. */
export function isPictureType(type: string): type is PictureType {
  return PICTURES.includes(type as PictureType);
}

// A character of several bytes may be cut off at the end of what was read.
function isText(bytes: Buffer): boolean {
  if (bytes.length === 0) return false;
  const text = new TextDecoder().decode(bytes, { stream: true });
  return !/(?![\t-\r])\p{Cc}|\ufffd/u.test(text);
}
