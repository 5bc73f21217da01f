import type { StatsFs } from 'node:fs';
import type { Disk } from './metrics-surroundings.js';

/** The disks below folders, by the name each is told under; one that cannot be asked is left out. */
export async function disksBelow(folders: Record<string, () => Promise<StatsFs>>): Promise<Disk[]> {
  const asked = Object.entries(folders).map(([folder, ask]) => ask().then((told) => [diskOf(folder, told)]));
  return (await Promise.all(asked.map((disk) => disk.catch(() => [])))).flat();
}

function diskOf(folder: string, { bavail, blocks, bsize }: StatsFs): Disk {
  return { folder, free: bavail * bsize, size: blocks * bsize };
}
