import { createHash } from 'node:crypto';
import { BackupFault } from './fault.js';

type Bytes = AsyncIterable<Uint8Array>;

// A gzip file may have several parts. The last one here is empty and has, as its comment, the SHA-256 of all bytes before it: packed
// bytes can be changed so that the same comes out of them, and a changed byte is to show whichever it is.
const HEAD = Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 0x10, 0, 0, 0, 0, 0, 255]), Buffer.from('sha256:')]);
const TAIL = Buffer.from([0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
const DIGEST_BYTES = 64;
const LENGTH = HEAD.length + DIGEST_BYTES + TAIL.length;

const sealOf = (digest: string) => Buffer.concat([HEAD, Buffer.from(digest), TAIL]);

/** The bytes of a gzip file, and behind them the sum of them, as a part of that file. */
export async function* withSum(source: Bytes): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  for await (const piece of source) {
    hash.update(piece);
    yield piece;
  }
  yield sealOf(hash.digest('hex'));
}

/** What `withSum` was given. Throws, at the end, where any byte is another one than it was or the end is missing. */
export async function* withoutSum(source: Bytes): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  let held = Buffer.alloc(0);
  let isFirst = true;
  for await (const piece of source) {
    held = Buffer.concat([held, piece]);
    if (held.length <= LENGTH) continue;
    if (isFirst && (held[0] !== 0x1f || held[1] !== 0x8b))
      throw new BackupFault('This is no backup of Mouse Domination.');
    isFirst = false;
    const whole = held.subarray(0, held.length - LENGTH);
    held = Buffer.from(held.subarray(held.length - LENGTH));
    hash.update(whole);
    yield whole;
  }
  const isSum = held.subarray(0, HEAD.length).equals(HEAD);
  if (isFirst && held.length >= 2 && !held.subarray(0, 2).equals(HEAD.subarray(0, 2)))
    throw new BackupFault('This is no backup of Mouse Domination.');
  if (!isSum) throw new BackupFault('This backup was cut off: its end is missing.');
  if (!held.equals(sealOf(hash.digest('hex'))))
    throw new BackupFault('This backup is damaged: its bytes are not those that were written.');
}
