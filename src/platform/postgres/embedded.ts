import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { StartRefused } from '../errors.js';
import { type Log, SILENT } from '../logger.js';
import { keepOnce, randomPassword, writeKept } from '../secrets.js';
import {
  clusterOf,
  FAST,
  freePort,
  gone,
  initCluster,
  isAlive,
  launch,
  pause,
  runningServer,
} from './embedded/cluster.js';
import { findHome, type Home } from './embedded/home.js';
import { APP, attach, detach, ensureLogin } from './embedded/keeper.js';

type Address = { port: number; url: string; password: string; superPassword: string };
type Place = { home: Home; logFile: string; file: string; address: Address; log: Log };

const LIMIT_MS = 60_000;
// The server starts, stops, or has just been stopped under us: look again.
const PASSING = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', '57P01', '57P02', '57P03']);

/**
 * A Postgres of our own in `dataDir`: attaches to the one that runs there or starts it. `url` is the app's login, no
 * superuser. `release` stops the server when nobody else uses it; after a kill -9 the next start finds it and goes on.
 */
export async function embeddedPostgres(
  dataDir: string,
  { log = SILENT, namespaces = true }: { log?: Log; namespaces?: boolean } = {},
): Promise<{ url: string; release(): Promise<void> }> {
  const place = openPlace(dataDir, log, namespaces);
  const { keeper, port } = await enter(place);
  await ensureLogin(keeper, place.address.password);
  const url = `postgres://${APP}:${place.address.password}@127.0.0.1:${port}/${APP}`;
  if (place.address.url !== url) writeKept(place.file, { ...place.address, port, url });
  waitsFor(keeper, false);
  let released: Promise<void> | undefined;
  return {
    url,
    release() {
      released ??= leave(place, keeper);
      return released;
    },
  };
}

function openPlace(dataDir: string, log: Log, namespaces: boolean): Place {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const folder = realpathSync(dataDir);
  const file = join(folder, 'postgres.json');
  const home = findHome(folder, namespaces);
  if (existsSync(clusterOf(home)) && !existsSync(file)) {
    throw new StartRefused(
      `${clusterOf(home)} is there, but not ${file} with its passwords. Put it back, or remove both.`,
    );
  }
  const address = keepOnce(file, () => ({
    port: 0,
    url: '',
    password: randomPassword(),
    superPassword: randomPassword(),
  }));
  return { home, logFile: join(folder, 'postgres.log'), file, address, log };
}

async function enter(place: Place): Promise<{ keeper: pg.Client; port: number }> {
  for (const end = Date.now() + LIMIT_MS; Date.now() < end; await pause(20)) {
    const running = runningServer(place.home);
    if (!running) await start(place);
    else if (running.ready) {
      const keeper = await attach(running.port, place.address.superPassword).catch(ignorePassing);
      if (keeper) return { keeper, port: running.port };
    }
  }
  throw new StartRefused(`The embedded Postgres does not answer; its log is ${place.logFile}.`);
}

function ignorePassing(error: Error & { code?: string }): undefined {
  if (PASSING.has(error.code ?? '') || /terminated|timeout/.test(error.message)) return undefined;
  throw new StartRefused(`The embedded Postgres refuses us: ${error.message}`);
}

/** Starts the server and returns when it is ready, or when another process was first. */
async function start({ home, address, logFile, log }: Place, settings = {}, initArgs: string[] = []): Promise<void> {
  if (!existsSync(clusterOf(home))) log.info('making the embedded Postgres');
  await initCluster(home, address.superPassword, initArgs);
  for (let tries = 0; tries < 3; tries++) {
    // A port may be taken between the look and the start; the next try takes another.
    const child = launch(home, await freePort(tries === 0 ? address.port : 0), logFile, settings);
    let ended = false;
    child.once('close', () => {
      ended = true;
    });
    while (!ended && child.pid !== undefined && runningServer(home)?.ready !== true) await pause(10);
    if (runningServer(home)) return;
  }
  throw new StartRefused(`The embedded Postgres does not start: ${lastLines(logFile)}`);
}

function lastLines(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').slice(-5).join('\n') : 'it wrote no log';
}

async function leave({ home, log }: Place, keeper: pg.Client): Promise<void> {
  waitsFor(keeper, true);
  await detach(keeper, async () => {
    const running = runningServer(home);
    if (!running) return;
    process.kill(running.pid, 'SIGINT');
    if (!(await gone(running.pid))) log.info('the embedded Postgres takes long to stop; it is left to it');
  });
}

/** Whether the open connection keeps this process from ending; pg's types do not know that it can be told. */
function waitsFor(client: pg.Client, held: boolean): void {
  const socket = client as unknown as { ref(): void; unref(): void };
  if (held) socket.ref();
  else socket.unref();
}

/** A cluster of one's own for tests: `url` is a superuser's. It ends with `stop`, or with this process. */
export async function startCluster({ dir, fast = false }: { dir: string; fast?: boolean }): Promise<{
  url: string;
  port: number;
  pid: number;
  stop(): Promise<void>;
}> {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const folder = realpathSync(dir);
  const address = { port: 0, url: '', password: '', superPassword: randomPassword() };
  const place = { home: findHome(folder), logFile: join(folder, 'postgres.log'), file: '', address, log: SILENT };
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
