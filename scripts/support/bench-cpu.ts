import { readFile } from 'node:fs/promises';
import type { Database } from '../../src/platform/postgres/database.js';

// The kernel counts in hundredths of a second.
const MS_A_TICK = 10;

/** What a process and all below it have spent so far, in milliseconds of CPU, with those that have ended; 0 where there is no /proc. */
export async function spentBy(pid: number): Promise<number> {
  const [all = []] = [await statOf(pid)];
  // The 14th to 17th: its own in user mode and in the kernel, and the same of children that ended.
  const own = all.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) * MS_A_TICK;
  return sum([own, ...(await Promise.all((await childrenOf(pid)).map(spentBy)))]);
}

/** The memory that a process and all below it hold, in megabytes. */
export async function heldBy(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const own = Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024;
  return sum([own, ...(await Promise.all((await childrenOf(pid)).map(heldBy)))]);
}

/** The process of which all of Postgres's are children. */
export async function postmasterOf(database: Database): Promise<number> {
  const { rows } = await database.sessionStore.query('select pg_backend_pid() as pid');
  return Number((await statOf(rows[0].pid))[1] ?? 0);
}

// What stands behind the name, which is in brackets.
async function statOf(pid: number): Promise<string[]> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat ? stat.slice(stat.lastIndexOf(')') + 2).split(' ') : [];
}

async function childrenOf(pid: number): Promise<number[]> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  return children.split(' ').filter(Boolean).map(Number);
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
