import { spawn } from 'node:child_process';
import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { StartRefused } from '../../errors.js';
import { SILENT } from '../../logger.js';
import { randomPassword } from '../../secrets.js';
import { findHome } from './home.js';
import { FAST } from './launch.js';
import { gone, isAlive, runningServer } from './running.js';
import { lastLines, start } from './start.js';

/** A cluster of one's own for tests: `url` is a superuser's. It ends with `stop`, or with this process. */
export async function startCluster({ dir, fast = false }: { dir: string; fast?: boolean }): Promise<{
  url: string;
  port: number;
  pid: number;
  stop(): Promise<void>;
}> {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const folder = realpathSync(dir);
  const address = { port: 0, superPassword: randomPassword() };
  const place = { home: findHome(folder), logFile: join(folder, 'postgres.log'), address, log: SILENT };
  await start(place, fast ? FAST : {}, ['--no-sync']);
  const server = runningServer(place.home);
  if (!server) throw new StartRefused(`The cluster ended at once: ${lastLines(place.logFile)}`);
  const watcher = endWithUs(server.pid);
  return {
    url: `postgres://postgres:${address.superPassword}@127.0.0.1:${server.port}/postgres`,
    port: server.port,
    pid: server.pid,
    async stop() {
      watcher.kill('SIGKILL');
      if (isAlive(server.pid)) process.kill(server.pid, fast ? 'SIGQUIT' : 'SIGINT');
      await gone(server.pid);
    },
  };
}

// Its standard input ends when we do, also by kill -9.
function endWithUs(pid: number) {
  const watcher = spawn('sh', ['-c', `read -r _; kill -QUIT ${pid}`], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watcher.unref();
  (watcher.stdin as unknown as { unref(): void }).unref();
  return watcher;
}
