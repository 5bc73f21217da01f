import { readFile } from 'node:fs/promises';
import type { Database } from '../../src/platform/postgres/database.js';

/** What processes have spent so far, in milliseconds of CPU, by their id. */
export type Spent = ReadonlyMap<number, number>;

// The kernel counts in hundredths of a second.
const MS_A_TICK = 10;

/** What Postgres's processes of the app have spent so far; of none where the system has no /proc. */
export async function spentByDatabase(database: Database): Promise<Spent> {
  const { rows } = await database.sessionStore.query(
    `select pid from pg_stat_activity where application_name = 'mouse-domination'`,
  );
  return spentBy(rows.map(({ pid }) => pid));
}

/** What these processes have spent so far; of none where the system has no /proc. */
export async function spentBy(pids: number[]): Promise<Spent> {
  const spent = new Map<number, number>();
  for (const pid of pids) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    // Behind the name, which stands in brackets: the 12th and 13th are the time in user mode and in the kernel.
    const [user, kernel] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13);
    if (kernel) spent.set(pid, (Number(user) + Number(kernel)) * MS_A_TICK);
  }
  return spent;
}

/** What was spent between two readings by the processes that are in the second one. */
export function spentBetween(before: Spent, after: Spent): number {
  return [...after].reduce((sum, [pid, spent]) => sum + spent - (before.get(pid) ?? 0), 0);
}
