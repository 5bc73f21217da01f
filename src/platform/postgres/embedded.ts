import { existsSync, mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { StartRefused } from '../errors.js';
import { type Log, SILENT } from '../logger.js';
import { keepOnce, randomPassword, writeKept } from '../secrets.js';
import { clusterOf, findHome } from './embedded/home.js';
import { APP, attachKeeper, detach, ensureLogin } from './embedded/keeper.js';
import { gone, runningServer } from './embedded/running.js';
import { type Starting, start } from './embedded/start.js';

type Address = { port: number; url: string; password: string; superPassword: string };
type Place = Starting & { file: string; address: Address };

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
): Promise<{ url: string; settle(): Promise<void>; release(): Promise<void> }> {
  const place = openPlace(dataDir, log, namespaces);
  const { keeper, port } = await enter(place);
  await ensureLogin(keeper, place.address.password);
  const url = `postgres://${APP}:${place.address.password}@127.0.0.1:${port}/${APP}`;
  if (place.address.url !== url) writeKept(place.file, { ...place.address, port, url });
  waitsFor(keeper, false);
  let released: Promise<void> | undefined;
  return {
    url,
    /** Has the server write down now what its stop would take time for. */
    async settle() {
      await keeper.query('checkpoint').catch(() => undefined);
    },
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
      const keeper = await attachKeeper(running.port, place.address.superPassword).catch(ignorePassing);
      if (keeper) return { keeper, port: running.port };
    }
  }
  throw new StartRefused(`The embedded Postgres does not answer; its log is ${place.logFile}.`);
}

function ignorePassing(error: Error & { code?: string }): undefined {
  if (PASSING.has(error.code ?? '') || /terminated|timeout/.test(error.message)) return undefined;
  throw new StartRefused(`The embedded Postgres refuses us: ${error.message}`);
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
