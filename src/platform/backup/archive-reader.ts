import { Readable, Writable } from 'node:stream';
import { pipeline as flow } from 'node:stream/promises';
import type { ReadableStream, WritableStream } from 'node:stream/web';
import { createGunzip } from 'node:zlib';
import { createTarDecoder, type ParsedTarEntry } from 'modern-tar';

import { decrypting } from './encryption.js';
import { BackupFault } from './fault.js';
import { HEAD, readHead } from './manifest.js';
import { withoutSum } from './seal.js';

export type Entry = { name: string; size: number; body: AsyncIterable<Buffer> };

/** Opens the archive's bytes from their beginning, as often as it is asked. */
export type Source = () => AsyncIterable<Uint8Array>;

const AGE = 'age-encryption.org/';
/** A manifest is held in memory; it has a line for each table and file. */
const MOST_TEXT = 512 * 1024 * 1024;

/** The archive's entries behind its head, one after another; what is wrong with the archive is a `BackupFault`. */
export async function* entriesOf(source: Source, key: string | undefined): AsyncGenerator<Entry> {
  try {
    yield* plainEntries(source, key);
  } catch (error) {
    throw asFault(error as Error & { code?: string });
  }
}

async function* plainEntries(source: Source, key: string | undefined): AsyncGenerator<Entry> {
  const bytes = await peeked(source());
  const plain = bytes.head.toString('latin1').startsWith(AGE) ? decrypting(key)(bytes.all) : bytes.all;
  const tar = createTarDecoder({ strict: true });
  const read = flow(Readable.from(withoutSum(plain)), createGunzip(), Writable.fromWeb(tar.writable as WritableStream));
  let fault: Error | undefined;
  read.catch((error) => {
    fault = error;
  });
  try {
    let isFirst = true;
    for await (const { header, body } of tar.readable as ReadableStream<ParsedTarEntry>) {
      const pieces = body as ReadableStream<Uint8Array>;
      if (isFirst) readHead(header.name === HEAD ? await textOf(pieces) : '');
      else yield { name: header.name, size: header.size, body: buffersOf(pieces) };
      isFirst = false;
      for await (const _rest of pieces.locked ? [] : pieces);
    }
    await read;
  } catch (error) {
    throw fault ?? error;
  }
}

// What is wrong with the archive shows where its bytes are read.
async function* buffersOf(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  const read = pieces[Symbol.asyncIterator]();
  try {
    for (;;) {
      const { value, done } = await read.next().catch((error) => {
        throw asFault(error);
      });
      if (done) return;
      yield Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    }
  } finally {
    await read.return?.();
  }
}

/** Looks at the first bytes, and gives all of them back. */
async function peeked(source: AsyncIterable<Uint8Array>) {
  const pieces = source[Symbol.asyncIterator]();
  const held: Uint8Array[] = [];
  let size = 0;
  while (size < AGE.length) {
    const { value, done } = await pieces.next();
    if (done) break;
    held.push(value);
    size += value.length;
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    try {
      yield* held;
      yield* { [Symbol.asyncIterator]: () => pieces };
    } finally {
      await pieces.return?.();
    }
  }
  return { head: Buffer.concat(held), all: all() };
}

/** An entry's text. */
export async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of body) {
    pieces.push(piece);
    size += piece.length;
    if (size > MOST_TEXT) throw new BackupFault('This backup is damaged: its manifest has no end.');
  }
  return Buffer.concat(pieces).toString('utf8');
}

const CUT_OFF = /unexpected end|truncat|premature|EOF/i;
const DAMAGED = /^(Z_|ERR_)/;

// What the disk or the database says is not the archive's fault.
function asFault(error: Error & { code?: string; syscall?: string }): Error {
  if (error instanceof BackupFault || error.syscall) return error;
  if (error.code === 'Z_BUF_ERROR' || CUT_OFF.test(error.message))
    return new BackupFault('This backup was cut off: its end is missing.', { cause: error });
  if (error.code === undefined || DAMAGED.test(error.code))
    return new BackupFault(`This backup is damaged (${error.message}).`, { cause: error });
  return error;
}
