import { heldBy } from './bench-cpu.js';

const EVERY_MS = 100;

/** Watches how much memory processes have; what it answers tells by how many MB each grew at most since. Nothing where the system has no /proc. */
export async function peakOf<N extends string>(pids: Record<N, number>): Promise<() => Promise<Record<N, number>>> {
  const names = Object.keys(pids) as N[];
  const first = await Promise.all(names.map((name) => heldBy(pids[name])));
  const most = [...first];
  const look = async () => {
    for (const [n, name] of names.entries()) most[n] = Math.max(most[n] ?? 0, await heldBy(pids[name]));
  };
  const looking = setInterval(look, EVERY_MS);
  return async () => {
    clearInterval(looking);
    await look();
    return Object.fromEntries(names.map((name, n) => [name, Math.round((most[n] ?? 0) - (first[n] ?? 0))])) as Record<
      N,
      number
    >;
  };
}
