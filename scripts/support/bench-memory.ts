import { readFile } from 'node:fs/promises';

const EVERY_MS = 100;

/** Watches how much memory processes have; what it answers tells by how many MB each grew at most since. Nothing where the system has no /proc. */
export async function peakOf<N extends string>(pids: Record<N, number>): Promise<() => Promise<Record<N, number>>> {
  const names = Object.keys(pids) as N[];
  const first = await Promise.all(names.map((name) => residentOf(pids[name])));
  const most = [...first];
  const look = async () => {
    for (const [n, name] of names.entries()) most[n] = Math.max(most[n] ?? 0, await residentOf(pids[name]));
  };
  const looking = setInterval(look, EVERY_MS);
  return async () => {
    clearInterval(looking);
    await look();
    return Object.fromEntries(names.map((name, n) => [name, (most[n] ?? 0) - (first[n] ?? 0)])) as Record<N, number>;
  };
}

async function residentOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Math.round(Number(/^VmRSS:\s*(\d+)/m.exec(status)?.[1] ?? 0) / 1024);
}
