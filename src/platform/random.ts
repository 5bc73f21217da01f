import { randomBytes } from 'node:crypto';

const DRAWN = 4_096;
let left = Buffer.alloc(0);

/** So many random bytes, 4,096 at most, each given out once: they are drawn many at a time, since asking for a few takes as long. */
export function randomOf(size: number): Buffer {
  if (left.length < size) left = randomBytes(DRAWN);
  const given = left.subarray(0, size);
  left = left.subarray(size);
  return given;
}
