import { createHash } from 'node:crypto';
import { performance } from 'node:perf_hooks';

/** What the work takes on an idle core: 59 to 62 ms were measured; beside four busy loops on that core 240 to 360. */
const USUAL_MS = 60;
const HASHES = 60;
const BLOCK = Buffer.alloc(1024 * 1024, 'pace');

/** How many times slower than usual this machine is now, at least 1: for a limit that the product promises on one that is idle. */
export async function slowness(): Promise<number> {
  const began = performance.now();
  for (let n = 0; n < HASHES; n += 1) {
    createHash('sha1').update(BLOCK).digest();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return Math.max(1, (performance.now() - began) / USUAL_MS);
}
