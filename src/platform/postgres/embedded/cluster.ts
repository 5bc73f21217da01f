import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { StartRefused } from '../../errors.js';
import { giveTo, type Home } from './home.js';

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

export type Running = { pid: number; port: number; ready: boolean };

/** Makes the cluster in `home`, whole or not at all; of two that do so at once one wins, and both return. */
export async function initCluster(home: Home, superPassword: string, extra: string[] = []): Promise<void> {
  const cluster = clusterOf(home);
  if (existsSync(cluster)) return;
  sweep(home.folder);
  const fresh = `${cluster}.${randomBytes(4).toString('hex')}`;
  const passwordFile = `${fresh}.pw`;
  try {
    mkdirSync(fresh, { mode: 0o700 });
    writeFileSync(passwordFile, superPassword, { mode: 0o600 });
    if (home.user) for (const path of [fresh, passwordFile]) giveTo(home.user, path);
    await initdb(home, [`--pwfile=${passwordFile}`, '-D', fresh, ...extra]);
    renameSync(fresh, cluster);
  } catch (error) {
    if (!existsSync(join(cluster, 'PG_VERSION'))) throw error;
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(fresh, { recursive: true, force: true });
  }
}

// What a start that was killed in the middle has left.
function sweep(folder: string): void {
  for (const name of readdirSync(folder).filter((it) => /^postgres\.[0-9a-f]{8}(\.pw)?$/.test(it))) {
    const path = join(folder, name);
    const old = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) > 600_000;
    if (old) rmSync(path, { recursive: true, force: true });
  }
}

async function initdb(home: Home, args: string[]): Promise<void> {
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const child = spawnIn(home, 'initdb', ['-U', 'postgres', '--auth=scram-sha-256', ...locale, ...args], 'pipe');
  let output = '';
  child.stderr?.on('data', (data) => {
    output += data;
  });
  child.stdout?.resume();
  const code = await new Promise((done, failed) => child.on('close', done).on('error', failed));
  if (code !== 0) throw new StartRefused(`The embedded Postgres could not be made: ${output.trim()}`);
}

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

/** Starts the server in a process group of its own, so that the terminal's Ctrl-C does not reach it. */
export function launch(home: Home, port: number, logFile: string, settings: Record<string, string> = {}): ChildProcess {
  const flags = Object.entries({ ...SETTINGS, ...settings }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  if (existsSync(logFile) && statSync(logFile).size > LOG_LIMIT) renameSync(logFile, `${logFile}.1`);
  const log = openSync(logFile, 'a', 0o600);
  const child = spawnIn(home, 'postgres', ['-D', clusterOf(home), '-p', String(port), ...flags], log);
  closeSync(log);
  child.on('error', () => undefined);
  child.unref();
  return child;
}

function spawnIn(home: Home, program: string, args: string[], output: 'pipe' | number): ChildProcess {
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

/** A port of 127.0.0.1 that is free now: `wanted` if it is. */
export async function freePort(wanted = 0): Promise<number> {
  const server = createServer();
  const port = await new Promise<number | undefined>((done) => {
    server.once('error', () => done(undefined));
    server.listen(wanted, '127.0.0.1', () => done((server.address() as { port: number }).port));
  });
  await new Promise((done) => server.close(done));
  return port ?? freePort();
}

/** Waits until the process is gone; false when it is not within `limitMs`. */
export async function gone(pid: number, limitMs = 30_000): Promise<boolean> {
  for (const end = Date.now() + limitMs; isAlive(pid); await pause(15)) if (Date.now() > end) return false;
  return true;
}

export function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

export function clusterOf(home: Home): string {
  return join(home.folder, 'postgres');
}
