import type { Started } from './bench-app.js';
import { heldBy } from './bench-cpu.js';
import { type Asked, load } from './bench-load.js';
import { ScriptFault } from './script.js';

const STEPS = 10;
const CONNECTIONS = 16;

/** Asks so many times in all, and tells after each tenth what the app's processes hold, in megabytes: what grows for good shows. */
export async function heldOverTime({ url, pid }: Started, asked: Asked[], requests: number): Promise<number[]> {
  const held: number[] = [];
  // Everything in turns, as people do.
  const all = { name: 'the long run', requests: asked.flatMap((it) => it.requests) };
  for (let n = 0; n < STEPS; n += 1) {
    const { faults } = await load(url, all, { connections: CONNECTIONS, amount: Math.ceil(requests / STEPS) });
    if (faults[0]) throw new ScriptFault(faults.join('\n'));
    held.push(await heldBy(pid));
  }
  return held;
}
