import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { startCluster } from '../../src/platform/embedded-postgres.js';
import { PASSWORD, PEOPLE } from '../support/people.js';
import { type AppProcess, startProcess, until } from '../support/process.js';
import { textOf, Visitor } from '../support/visitor.js';

let dir: string;
let cluster: Awaited<ReturnType<typeof startCluster>>;
let app: AppProcess;
let alice: Visitor;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'mouse-outage-'));
  cluster = await startCluster({ dir, fast: true });
  app = await startProcess({ DATABASE_URL: cluster.url, NODE_ENV: 'test' });
  const client = new pg.Client(cluster.url);
  await client.connect();
  const { id, email, name } = PEOPLE.alice;
  await client.query('insert into users (id, email, name, is_approved, password_hash) values ($1, $2, $3, true, $4)', [
    id,
    email,
    name,
    inject('passwordHash'),
  ]);
  await client.end();
  alice = new Visitor(app.url);
  await alice.logIn(email, PASSWORD);
});
afterAll(async () => {
  await app?.stop('SIGKILL');
  await cluster?.stop();
  await rm(dir, { recursive: true, force: true });
});

describe('a Postgres that falls silent', () => {
  it('gives a page that says so within 3 s, and all is as before within 2 s of its return', async () => {
    expect((await alice.get('/inventory')).status).toBe(200);
    await signalCluster('SIGSTOP');
    try {
      const started = Date.now();
      const [answer, health, ready] = await Promise.all([
        alice.agent.get('/inventory').set('Accept', 'text/html'),
        timed(() => fetch(`${app.url}/health`)),
        fetch(`${app.url}/ready`),
      ]);
      expect(Date.now() - started).toBeLessThan(3000);
      expect(answer.status).toBe(503);
      expect(answer.headers['retry-after']).toBeDefined();
      expect(textOf(answer.text)).toContain('The database is not answering');
      expect(health.ms).toBeLessThan(1000);
      expect(health.result.status).toBe(200);
      expect(await health.result.json()).toMatchObject({ status: 'unhealthy', database: 'unavailable' });
      expect(ready.status).toBe(503);
      expect(await (await fetch(`${app.url}/alive`)).text()).toBe('ok');
    } finally {
      await signalCluster('SIGCONT');
    }
    await until(async () => (await alice.get('/inventory')).status === 200, 2000);
    await until(async () => (await fetch(`${app.url}/ready`)).ok, 2000);
    expect(await (await fetch(`${app.url}/health`)).json()).toMatchObject({ status: 'healthy', database: 'connected' });
  });
});

async function timed<T>(work: () => Promise<T>) {
  const started = Date.now();
  const result = await work();
  return { result, ms: Date.now() - started };
}

/** Every process of the cluster: a frozen postmaster alone would leave its backends answering. */
async function signalCluster(signal: NodeJS.Signals): Promise<void> {
  const children: number[] = [];
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = await readFile(`/proc/${entry}/stat`, 'utf8').catch(() => '');
    if (Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === cluster.pid) children.push(Number(entry));
  }
  for (const pid of [cluster.pid, ...children]) process.kill(pid, signal);
}
