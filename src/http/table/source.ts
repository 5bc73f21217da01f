import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { TableSource, WholeSource } from './table.js';

const PIECE = 64 * 1024;

/** How many bytes there are. */
export async function sizeOf(source: TableSource): Promise<number> {
  if ('size' in source) return source.size;
  return 'bytes' in source ? source.bytes.length : (await stat(source.path)).size;
}

/** Its first bytes. */
export async function beginningOf(source: TableSource, bytes: number): Promise<Buffer> {
  if ('bytes' in source) return source.bytes.subarray(0, bytes);
  if ('pieces' in source) return (await gathered(source.pieces(), bytes)).subarray(0, bytes);
  const file = await open(source.path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** All its bytes from the beginning, in pieces. */
export async function* piecesOf(source: TableSource): AsyncGenerator<Buffer> {
  if ('path' in source) return yield* createReadStream(source.path, { highWaterMark: PIECE });
  if ('bytes' in source) return yield* cut(source.bytes);
  for await (const piece of source.pieces()) yield* cut(piece);
}

/** The same where any of its bytes may be asked for. */
export async function wholeOf(source: TableSource): Promise<WholeSource> {
  if (!('pieces' in source)) return source;
  return { bytes: await gathered(source.pieces(), source.size) };
}

async function gathered(pieces: AsyncIterable<Buffer>, bytes: number): Promise<Buffer> {
  const all: Buffer[] = [];
  let length = 0;
  for await (const piece of pieces) {
    all.push(piece);
    length += piece.length;
    if (length >= bytes) break;
  }
  return Buffer.concat(all);
}

function* cut(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE);
}
