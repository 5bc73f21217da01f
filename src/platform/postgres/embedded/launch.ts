import type { ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, renameSync, statSync } from 'node:fs';
import { clusterOf, type Home } from './home.js';
import { spawnIn } from './spawn.js';

const LOG_LIMIT = 5_000_000;

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  shared_buffers: '128MB',
  max_connections: '100',
  wal_level: 'minimal',
  max_wal_senders: '0',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // The log may be sent in with a fault report: it holds no values.
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
};

/** For clusters that nobody misses after a crash. */
export const FAST = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum: 'off' };

/** Starts the server in a process group of its own, so that the terminal's Ctrl-C does not reach it. */
export function launchServer(
  home: Home,
  port: number,
  logFile: string,
  settings: Record<string, string> = {},
): ChildProcess {
  const flags = Object.entries({ ...SETTINGS, ...settings }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  if (existsSync(logFile) && statSync(logFile).size > LOG_LIMIT) renameSync(logFile, `${logFile}.1`);
  const log = openSync(logFile, 'a', 0o600);
  const child = spawnIn(home, 'postgres', ['-D', clusterOf(home), '-p', String(port), ...flags], log);
  closeSync(log);
  child.on('error', () => undefined);
  child.unref();
  return child;
}
