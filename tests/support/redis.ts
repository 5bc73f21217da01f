import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, until } from './process.js';
import { program } from './programs.js';

/** Whether there is a redis-server; without one its tests are skipped with a loud line, and in CI they fail. */
export const hasRedis = program('redis-server') !== undefined;

export type TestRedis = Awaited<ReturnType<typeof startRedis>>;

/** A real redis-server with an append-only file, as the compose file runs it; it can be frozen, killed and started again. */
export async function startRedis({ password = 'tests only' } = {}) {
  const dir = await mkdtemp(join(tmpdir(), 'mouse-redis-'));
  const port = await freePort();
  const cli = (...args: string[]) =>
    execFileSync('redis-cli', ['-p', String(port), '--no-auth-warning', '-a', password, ...args], {
      encoding: 'utf8',
      timeout: 60_000,
    }).trim();
  let child = launch();

  function launch(): ChildProcess {
    const server = spawn(
      program('redis-server') as string,
      ['--port', String(port), '--bind', '127.0.0.1', '--requirepass', password, '--appendonly', 'yes', '--dir', dir],
      { stdio: 'ignore' },
    );
    process.once('exit', () => server.kill('SIGKILL'));
    return server;
  }
  const ready = () => until(async () => cli('ping') === 'PONG', 10_000);
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  };
  await ready();
  return {
    port,
    password,
    url: `redis://127.0.0.1:${port}`,
    /** Asks the server by redis-cli. */
    cli,
    freeze: () => child.kill('SIGSTOP'),
    thaw: () => child.kill('SIGCONT'),
    kill: () => end('SIGKILL'),
    async start(): Promise<void> {
      child = launch();
      await ready();
    },
    async stop(): Promise<void> {
      child.kill('SIGCONT');
      await end('SIGTERM');
      await rm(dir, { recursive: true, force: true });
    },
  };
}
