import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OwnCluster, ownCluster } from '../support/cluster.js';
import { halfRecords, lockItems, newItem, peopleAtWork, type Worker, waitingForLocks } from '../support/load.js';
import { slowness } from '../support/pace.js';
import { type AppProcess, startProcess, until } from '../support/process.js';
import { textOf } from '../support/visitor.js';

let cluster: OwnCluster;
let app: AppProcess;
let alice: Worker;
let bob: Worker;

beforeAll(async () => {
  cluster = await ownCluster();
  app = await startProcess({ DATABASE_URL: cluster.url });
  [alice, bob] = (await peopleAtWork(app.url, cluster.rows, 2)) as [Worker, Worker];
});
afterAll(async () => {
  for (const worker of [alice, bob]) worker?.close();
  await app?.stop('SIGKILL');
  await cluster?.remove();
});

type Way = [way: string, goAway: () => Promise<unknown>, comeBack: () => Promise<unknown>];
const WAYS: Way[] = [
  ['falls silent', () => cluster.freeze(), () => cluster.thaw()],
  ['is stopped', () => cluster.stop(), () => cluster.start()],
  ['is killed', () => cluster.kill(), () => cluster.start()],
];

describe('a Postgres that', () => {
  const askedHealth = () =>
    timed(async () => (await (await fetch(`${app.url}/health`)).json()) as { status: string; uptime_s: number });
  // Each look is kept for a second; three that tell another time are three looks.
  const looks = async () => {
    const found = new Map<number, Awaited<ReturnType<typeof askedHealth>>>();
    await until(async () => {
      const asked = await askedHealth();
      if (asked.result.status === 'unhealthy') found.set(asked.result.uptime_s, asked);
      return found.size === 3;
    }, 6_000);
    return [...found.values()];
  };

  it.each(WAYS)('%s: pages say so within 3 s, and all is as before within 2 s of its return', async (_, go, back) => {
    await go();
    const [page, form, login, health, ready, alive] = await Promise.all([
      alice.get('/inventory'),
      bob.create('Sent in the outage'),
      fetch(`${app.url}/auth/login`),
      looks(),
      fetch(`${app.url}/ready`),
      fetch(`${app.url}/alive`),
    ]).finally(back);
    await until(async () => (await alice.get('/inventory')).status === 200, 2000);
    await until(async () => (await fetch(`${app.url}/ready`)).ok, 2000);

    for (const answer of [page, form]) {
      expect(answer.status).toBe(503);
      expect(answer.ms).toBeLessThan(3000 * (await slowness()));
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      expect(textOf(answer.text)).toContain('The database is not answering');
    }
    // Its form would carry a token that no session holds.
    expect(login.status).toBe(503);
    expect(login.headers.get('set-cookie')).toBeNull();
    // Also the second and third time, when no idle connection is left to ask on.
    for (const { result, ms } of health) {
      expect(ms).toBeLessThan(1000 * (await slowness()));
      expect(result).toMatchObject({ status: 'unhealthy', database: 'unavailable', queue: 'unavailable' });
    }
    expect(ready.status).toBe(503);
    expect(await alive.text()).toBe('ok');
    await until(async () => (await askedHealth()).result.status === 'healthy', 2_000);
    expect(await itemsNamed('Sent in the outage')).toBe(0);
  });

  it.each(WAYS)(
    '%s with a form in hand: 503, nothing is half-written, and it may be sent again',
    async (way, go, back) => {
      const form = newItem(`In hand when it ${way}`);
      const items = await lockItems(cluster.url);
      const inHand = alice.post('/inventory', form);
      await until(async () => (await waitingForLocks(cluster.rows)) === 1, 2000);
      await go();
      const answer = await inHand.finally(back);
      await items.release();
      await until(async () => (await alice.get('/inventory')).status === 200, 2000);

      expect(answer.status).toBe(503);
      expect(answer.ms).toBeLessThan(3500 * (await slowness()));
      expect(await itemsNamed(form['name'] as string)).toBe(0);
      expect((await alice.post('/inventory', form)).status).toBe(303);
      expect((await alice.post('/inventory', form)).status).toBe(303);
      expect(await itemsNamed(form['name'] as string)).toBe(1);
      expect(await halfRecords(cluster.rows)).toEqual([]);
    },
  );

  it('is silent does not keep an app that is told to end', async () => {
    const other = await startProcess({ DATABASE_URL: cluster.url });
    await until(async () => other.output().includes('runs at'), 5000);
    await cluster.freeze();
    const started = Date.now();
    const code = await other.stop().finally(() => cluster.thaw());
    expect(code).toBe(0);
    // A job that hangs with it is in hand for 20 s at most.
    expect(Date.now() - started).toBeLessThan(25_000 * (await slowness()));
  });
});

async function itemsNamed(name: string): Promise<number> {
  return (await cluster.rows('select from inventory_items where name = $1', [name])).length;
}

async function timed<T>(work: () => Promise<T>) {
  const started = Date.now();
  const result = await work();
  return { result, ms: Date.now() - started };
}
