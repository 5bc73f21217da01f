import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { fileName } from './file-name.js';

/** A text that goes into an archive. */
export type ZipText = { path: string; text: string };
/** Bytes that go into it, read when it is their turn; `read` answers nothing where they are not to be had. */
export type ZipBytes = {
  path: string;
  at: Date;
  /** It is text: what was sent is a picture or a document, packed already as a rule. */
  compress?: true;
  read(): Promise<AsyncIterable<Buffer> | undefined>;
};

/** Files as they come, so that any number of them needs the same memory. */
type Files = Iterable<ZipBytes> | AsyncIterable<ZipBytes>;

/** What an archive says of bytes that it could not take in; undefined where there are none. */
type Lacking = (paths: string[]) => ZipText | undefined;

/**
 * An archive, made as it is read: one file is open at a time, and nothing is kept. What is not to be had is named by `lacking` at its
 * end; where reading breaks off, so does the archive, which then has no end and is refused by whatever opens it.
 */
export async function* zipOf(texts: readonly ZipText[], files: Files, lacking: Lacking): AsyncGenerator<Buffer> {
  const zip = new ZipFile();
  const out = zip.outputStream as Readable;
  const hand: { open?: Readable } = {};
  zip.on('error', (error) => out.destroy(error));
  const filled = fill(zip, { texts, files, lacking }, hand).catch((error: Error) => void out.destroy(error));
  try {
    for await (const piece of out) yield piece as Buffer;
  } finally {
    // A reader who left: the file in hand is closed, and none is opened after it.
    hand.open?.destroy();
    await filled;
  }
}

type Packed = { texts: readonly ZipText[]; files: Files; lacking: Lacking };

async function fill(zip: ZipFile, { texts, files, lacking }: Packed, hand: { open?: Readable }): Promise<void> {
  const add = ({ path, text }: ZipText) => zip.addBuffer(Buffer.from(text), path);
  for (const text of texts) add(text);
  const missing: string[] = [];
  for await (const { path, at, compress = false, read } of files) {
    const body = await read();
    if (!body) {
      missing.push(path);
      continue;
    }
    hand.open = Readable.from(body);
    zip.addReadStream(hand.open, path, { mtime: at, compress });
    await finished(hand.open);
  }
  const text = lacking(missing);
  if (text) add(text);
  zip.end();
}

const UNFIT = /[<>:"|?*]/g;
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;
const LONGEST = 80;

/** A name as a part of a path in an archive, on whatever system it is unpacked: no path of its own, no device, no end in a dot. */
export function partName(sent: string): string {
  const name = fileName(sent).replace(UNFIT, '_').replace(RESERVED, '_$1');
  const ending = /\.[\p{L}\p{N}]{1,16}$/u.exec(name)?.[0] ?? '';
  const letters = [...name.slice(0, name.length - ending.length)];
  return `${letters.slice(0, LONGEST).join('')}${ending}`.replace(/^\.+/, '_').replace(/[. ]+$/, '') || 'file';
}

/** Names that differ also where capitals do not count: the second of a name is "name (2).ending". */
export function uniqueNames(): (folder: string, name: string) => string {
  const taken = new Map<string, number>();
  return (folder, name) => {
    const whole = (n: number) => (n === 1 ? name : name.replace(/(\.[^.]*)?$/, ` (${n})$1`));
    let n = 1;
    while (taken.has(`${folder}/${whole(n)}`.toLowerCase().normalize())) n += 1;
    taken.set(`${folder}/${whole(n)}`.toLowerCase().normalize(), n);
    return `${folder}/${whole(n)}`;
  };
}
