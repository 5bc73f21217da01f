import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { createGzip } from 'node:zlib';
import { createTarPacker } from 'modern-tar';
import { encrypting } from './encryption.js';
import { withSum } from './seal.js';

export type ArchiveWriter = ReturnType<typeof openArchiveWriter>;

/** Rows come in pieces of this size: an entry of a tar says its size before its bytes, and memory stays what it is. */
const PIECE_BYTES = 4 * 1024 * 1024;
/** What packs well enough without holding a backup up. */
const LEVEL = 3;

/** Writes a tar, packed by gzip and, where there is a key, encrypted by age, as it comes: memory does not grow with it. */
export function openArchiveWriter(path: string, key?: string) {
  const { readable, controller: tar } = createTarPacker();
  const file = createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true });
  const source = Readable.fromWeb(readable as ReadableStream<Uint8Array>);
  const packed = [createGzip({ level: LEVEL }), withSum] as const;
  const written = key ? pipeline(source, ...packed, encrypting(key), file) : pipeline(source, ...packed, file);
  // Who is writing is told by the next piece, with what the disk says rather than what the tar does.
  let fault: Error | undefined;
  written.catch((error) => {
    fault = error;
  });
  const told = (error: unknown) => {
    throw fault ?? error;
  };

  /** An entry whose bytes come as they are; they must be as many as was said. Answers their SHA-256. */
  async function stream(name: string, size: number, body: AsyncIterable<Uint8Array>): Promise<string> {
    if (fault) throw fault;
    const hash = createHash('sha256');
    const entry = tar.add({ name, size, mode: 0o600, mtime: new Date(0) }).getWriter();
    // A writer that nobody listens to ends the process.
    entry.closed.catch(() => undefined);
    for await (const piece of body) {
      hash.update(piece);
      await entry.write(piece).catch(told);
    }
    await entry.close().catch(told);
    return hash.digest('hex');
  }

  const add = (name: string, bytes: Buffer) => stream(name, bytes.length, one(bytes));

  return {
    add,
    stream,
    /** Bytes of which nobody knows how many they are: in pieces, each an entry of the name that its number gives. */
    async pieces(nameOf: (number: number) => string, body: AsyncIterable<Uint8Array>) {
      const hash = createHash('sha256');
      let [bytes, number] = [0, 0];
      for await (const piece of inPieces(body)) {
        hash.update(piece);
        bytes += piece.length;
        await add(nameOf(number++), piece);
      }
      return { bytes, sha256: hash.digest('hex') };
    },
    /** Resolves once all of it is on the disk. */
    async finish(): Promise<void> {
      tar.finalize();
      await written;
    },
    /** Gives up: the file is closed, and not whole. */
    async abort(): Promise<void> {
      tar.error(new Error('given up'));
      await written.catch(() => undefined);
    },
  };
}

async function* inPieces(body: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let [held, size]: [Uint8Array[], number] = [[], 0];
  for await (const piece of body) {
    held.push(piece);
    size += piece.length;
    if (size < PIECE_BYTES) continue;
    yield Buffer.concat(held, size);
    [held, size] = [[], 0];
  }
  if (size > 0) yield Buffer.concat(held, size);
}

async function* one(bytes: Buffer): AsyncGenerator<Buffer> {
  if (bytes.length > 0) yield bytes;
}
