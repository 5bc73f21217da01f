import { expect, it } from 'vitest';
import { randomOf } from '../../src/platform/random.js';

it('gives as many bytes as it is asked for, and none of them twice', () => {
  const given = [16, 43, 4_096, 1, 16, 4_000, 200].map((size) => {
    const bytes = randomOf(size);
    expect(bytes).toHaveLength(size);
    return bytes;
  });
  const kept = given.map((bytes) => Buffer.from(bytes));
  for (let n = 0; n < 1_000; n += 1) randomOf(43);
  // What was given stays as it is, and no 16 bytes of one come again.
  expect(given.map((bytes) => Buffer.from(bytes))).toEqual(kept);
  const seen = Array.from({ length: 2_000 }, () => randomOf(16).toString('hex'));
  expect(new Set(seen).size).toBe(2_000);
});
