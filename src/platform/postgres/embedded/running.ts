import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { clusterOf, type Home } from './home.js';

type Running = { pid: number; port: number; ready: boolean };

/** What postmaster.pid says of the server of this cluster, when that process is alive and is a Postgres. */
export function runningServer(home: Home): Running | undefined {
  const file = join(clusterOf(home), 'postmaster.pid');
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  if (!pid || !isAlive(pid)) return undefined;
  if (isPostgres(pid)) return { pid, port, ready: lines[7]?.trim() === 'ready' };
  // After a reboot the number may be another program's, and Postgres would refuse to start beside it.
  rmSync(file, { force: true });
  return undefined;
}

/** Whether there is such a process, of whomever. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function isPostgres(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'postgres';
  } catch {
    return true;
  }
}

/** Waits until the process is gone; false when it is not within `limitMs`. */
export async function gone(pid: number, limitMs = 30_000): Promise<boolean> {
  for (const end = Date.now() + limitMs; isAlive(pid) && !hasEnded(pid); await pause(15))
    if (Date.now() > end) return false;
  return true;
}

// It is listed until its parent has asked what became of it, which some take seconds for.
function hasEnded(pid: number): boolean {
  try {
    return /\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
