import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Home } from './home.js';

/** Starts a program of Postgres's own, as whom the home says. */
export function spawnIn(home: Home, program: string, args: string[], output: 'pipe' | number): ChildProcess {
  const [command, ...rest] = [...home.prefix, join(home.native, 'bin', program), ...args];
  // Not our environment: it may hold secrets, and variables that Postgres would obey.
  const env = { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C', TZ: 'UTC' };
  return spawn(command as string, rest, {
    ...home.user,
    cwd: '/',
    env,
    detached: true,
    stdio: ['ignore', output, output],
  });
}
