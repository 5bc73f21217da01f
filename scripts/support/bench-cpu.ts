import { readFile } from 'node:fs/promises';
import type { Database } from '../../src/platform/postgres/database.js';

// The kernel counts in hundredths of a second.
const MS_A_TICK = 10;

/** What Postgres's processes of the app have spent so far, in milliseconds of CPU; NaN where the system has no /proc. */
export async function backendCpu(database: Database): Promise<number> {
  const { rows } = await database.sessionStore.query(
    `select pid from pg_stat_activity where application_name = 'mouse-domination' and pid <> pg_backend_pid()`,
  );
  const spent = await Promise.all(rows.map(({ pid }) => ticksOf(pid)));
  return spent.reduce((sum, ticks) => sum + ticks, 0) * MS_A_TICK;
}

async function ticksOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (!stat) return Number.NaN;
  // Behind the name, which stands in brackets: the 12th and 13th are the time in user mode and in the kernel.
  const [user, kernel] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13);
  return Number(user) + Number(kernel);
}
