import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { findHome } from '../../src/platform/postgres/embedded/home.js';
import { initCluster } from '../../src/platform/postgres/embedded/init.js';
import { launchServer } from '../../src/platform/postgres/embedded/launch.js';
import { freePort } from '../../src/platform/postgres/embedded/port.js';
import { gone, isAlive } from '../../src/platform/postgres/embedded/running.js';
import { until } from './process.js';

const PASSWORD = 'tests-only';

export type OwnCluster = Awaited<ReturnType<typeof ownCluster>>;

/** A Postgres of a test's own that can be stopped, frozen and killed, and comes back on its port with its data; `url` is a superuser's. */
export async function ownCluster() {
  const dir = await mkdtemp(join(tmpdir(), 'mouse-cluster-'));
  const home = findHome(dir);
  await initCluster(home, PASSWORD, ['--no-sync']);
  const port = await freePort();
  const url = `postgres://postgres:${PASSWORD}@127.0.0.1:${port}/postgres`;
  let server = start();

  function start() {
    // The tests end the process, never the machine: what the system holds in memory is safe without fsync.
    const child = launchServer(home, port, join(dir, 'postgres.log'), { fsync: 'off' });
    process.once('exit', () => child.kill('SIGQUIT'));
    return child;
  }
  const pid = () => server.pid as number;
  const answers = () => until(async () => (await rows('select 1')).length === 1, 20_000);
  const everyProcess = async (signal: NodeJS.Signals) => {
    const pids = [pid(), ...(await childrenOf(pid()))];
    // A backend may have ended since it was counted.
    for (const it of pids) if (isAlive(it)) process.kill(it, signal);
    return pids;
  };

  async function rows<T = Record<string, unknown>>(text: string, values: unknown[] = []): Promise<T[]> {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return (await client.query(text, values)).rows as T[];
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  await answers();
  return {
    url,
    /** Rows as a superuser sees them, by a connection of its own. */
    rows,
    /** SIGTERM: no new guest is let in, and those inside may stay. */
    askToStop: () => process.kill(pid(), 'SIGTERM'),
    /** SIGINT: guests are thrown out; resolves once it is gone. */
    async stop(): Promise<void> {
      const ended = once(server, 'exit');
      process.kill(pid(), 'SIGINT');
      await ended;
    },
    /** kill -9 of all of it, as when memory runs out. */
    async kill(): Promise<void> {
      for (const it of await everyProcess('SIGKILL')) await gone(it);
    },
    /** Every process: a frozen postmaster alone would leave its backends answering. */
    freeze: () => everyProcess('SIGSTOP'),
    thaw: () => everyProcess('SIGCONT'),
    /** Starts it again; resolves once it answers. */
    async start(): Promise<void> {
      server = start();
      await answers();
    },
    async remove(): Promise<void> {
      if (server.exitCode === null && server.signalCode === null) {
        for (const it of await everyProcess('SIGKILL')) await gone(it);
      }
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function childrenOf(parent: number): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry)).map(Number);
  const parents = await Promise.all(pids.map(parentOf));
  return pids.filter((_, index) => parents[index] === parent);
}

async function parentOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}
