import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { ScriptFault } from './script.js';

const APP = 'dist/src/main.js';
const WORKER = 'dist/src/worker.js';

/** Throws where there is nothing built to be measured. */
export function wantBuild(): void {
  if (!existsSync(APP)) throw new ScriptFault('There is no build. Run npm run build first.');
}

/** The built app as production runs it, on a free port of loopback; `env` are settings besides, `args` what its program is told. */
export async function startBuilt(url: string, env: Record<string, string> = {}, args: string[] = []) {
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, [APP, ...args], {
    env: { ...settings(url, address), PORT: String(port), ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  for (let tries = 0; !(await answers(address)); tries += 1) {
    if (child.exitCode !== null || tries > 300) throw new ScriptFault('The app does not start.');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const ended = once(child, 'exit');
  return {
    url: address,
    pid: child.pid ?? 0,
    async stop(): Promise<void> {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** The built worker beside such an app at that address. */
export async function startWorker(url: string, address: string): Promise<{ pid: number; stop(): Promise<void> }> {
  const child = spawn(process.execPath, [WORKER], {
    env: { ...settings(url, address), PORT: String(await freePort()) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  return { pid: child.pid ?? 0, stop };
}

function settings(url: string, address: string): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    NODE_ENV: 'production',
    APP_URL: address,
    DATABASE_URL: url,
    SESSION_SECRET: 'of the bench alone and long enough for what it is',
    ENCRYPTION_KEY: `bench:${Buffer.alloc(32, 1).toString('base64')}`,
    RATE_LIMIT_ALLOW_MEMORY: 'true',
    LOG_LEVEL: 'error',
    METRICS_ENABLED: 'true',
    METRICS_GUARD: 'cidr',
    METRICS_GUARD_ALLOWLIST: '127.0.0.1',
  };
}

async function answers(address: string): Promise<boolean> {
  return fetch(`${address}/ready`).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}
