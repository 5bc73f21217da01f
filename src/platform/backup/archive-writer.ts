import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline as flow } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { createGzip } from 'node:zlib';
import { createTarPacker } from 'modern-tar';
import { encrypting } from './encryption.js';
import { BackupFault } from './fault.js';
import type { BackupPlace, Bytes, Written } from './place.js';
import { withSum } from './seal.js';

export type ArchiveWriter = ReturnType<typeof openArchiveWriter>;

/** Rows come in pieces of this size: an entry of a tar says its size before its bytes, and memory stays what it is. */
const PIECE_BYTES = 4 * 1024 * 1024;
/** What packs well enough without holding a backup up. */
const LEVEL = 3;

/**
 * Writes a tar to the place under the name, packed by gzip and, where there is a key, encrypted by age, as it comes: memory does not
 * grow with it.
 */
export function openArchiveWriter(place: Pick<BackupPlace, 'write'>, name: string, key?: string) {
  const { readable, controller: tar } = createTarPacker();
  const source = Readable.fromWeb(readable as ReadableStream<Uint8Array>);
  const packed = [createGzip({ level: LEVEL }), withSum] as const;
  let kept: Promise<Written> | undefined;
  const keep = async (bytes: Bytes) => {
    kept = place.write(name, bytes);
    await kept;
  };
  const written = key ? flow(source, ...packed, encrypting(key), keep) : flow(source, ...packed, keep);
  // Who is writing is told by the next piece.
  let fault: unknown;
  written.catch((error) => {
    fault = error;
  });
  /** Gives up, once the place has. Answers what that says. */
  const abort = async (): Promise<unknown> => {
    tar.error(new Error('given up'));
    await written.catch(() => undefined);
    return kept?.catch((error) => error);
  };
  // What the place says, rather than that nobody takes the tar any more.
  const told = async (error: unknown) => {
    const said = await abort();
    throw said instanceof BackupFault ? said : error;
  };

  /** An entry whose bytes come as they are; they must be as many as was said. Answers their SHA-256. */
  async function stream(name: string, size: number, body: AsyncIterable<Uint8Array>): Promise<string> {
    if (fault) await told(fault);
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
    /** Resolves once all of it is kept and has its name. */
    async finish(): Promise<Written> {
      tar.finalize();
      await written.catch(told);
      if (!kept) throw new Error('nothing was kept');
      return kept;
    },
    /** Gives up: nothing of it stays. */
    abort,
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
