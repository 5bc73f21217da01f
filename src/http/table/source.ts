import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { TableSource } from './table.js';

const PIECE = 64 * 1024;

/** How many bytes there are. */
export async function sizeOf(source: TableSource): Promise<number> {
  return 'bytes' in source ? source.bytes.length : (await stat(source.path)).size;
}

/** Its first bytes. */
export async function beginningOf(source: TableSource, bytes: number): Promise<Buffer> {
  if ('bytes' in source) return source.bytes.subarray(0, bytes);
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
  for (let at = 0; at < source.bytes.length; at += PIECE) yield source.bytes.subarray(at, at + PIECE);
}
