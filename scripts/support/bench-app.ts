import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { FloorOrder } from '../bench-floor.js';
import { ScriptFault } from './script.js';

const APP = 'dist/src/main.js';
const WORKER = 'dist/src/worker.js';
const FLOOR = 'dist/scripts/bench-floor.js';

/** A server that is measured: where it answers, its process, and how long it took until it first answered, in milliseconds. */
export type Started = { url: string; pid: number; startMs: number; stop(): Promise<void> };

/** Throws where there is nothing built to be measured. */
export function wantBuild(): void {
  for (const file of [APP, FLOOR])
    if (!existsSync(file)) throw new ScriptFault('There is no build. Run npm run build first.');
}

// What V8 may take: what that script of package.json tells it.
const bounds = (script: 'start:runtime' | 'worker'): string[] => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
  return scripts[script]?.match(/--\S+/g) ?? [];
};

/** The built app as production runs it, on a free port of loopback; `env` are settings besides, `args` what its program is told. */
export async function startBuilt(url: string, env: Record<string, string> = {}, args: string[] = []): Promise<Started> {
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const began = performance.now();
  const child = spawn(process.execPath, [...bounds('start:runtime'), APP, ...args], {
    env: { ...settings(url, address), PORT: String(port), ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  for (const end = Date.now() + 60_000; !(await answers(address)); ) {
    if (child.exitCode !== null || Date.now() > end) throw new ScriptFault('The app does not start.');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return started(child, address, performance.now() - began);
}

/** What the same rows cost without a product around them: a server of node:http and pg. */
export async function startFloor(order: FloorOrder): Promise<Started> {
  const began = performance.now();
  const child = spawn(process.execPath, [FLOOR], {
    env: { PATH: process.env['PATH'] ?? '', NODE_ENV: 'production', FLOOR: JSON.stringify(order) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [port] = await Promise.race([once(child.stdout, 'data'), once(child, 'exit').then(() => [''])]);
  if (!String(port).trim()) throw new ScriptFault('The floor does not start.');
  return started(child, `http://127.0.0.1:${String(port).trim()}`, performance.now() - began);
}

function started(child: ChildProcess, url: string, startMs: number): Started {
  const ended = once(child, 'exit');
  return {
    url,
    pid: child.pid ?? 0,
    startMs,
    async stop(): Promise<void> {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** The built worker beside such an app at that address. It says what it warns of: a job that is tried again is measured twice. */
export async function startWorker(url: string, address: string): Promise<{ pid: number; stop(): Promise<void> }> {
  const child = spawn(process.execPath, [...bounds('worker'), WORKER], {
    env: { ...settings(url, address), LOG_LEVEL: 'warn', PORT: String(await freePort()) },
    stdio: ['ignore', 'inherit', 'inherit'],
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
