import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OwnCluster, ownCluster } from '../support/cluster.js';
import { peopleAtWork } from '../support/load.js';
import { type AppProcess, startProcess, until } from '../support/process.js';

let cluster: OwnCluster;
let app: AppProcess;
let owner: string;

beforeAll(async () => {
  cluster = await ownCluster();
  app = await startProcess({ DATABASE_URL: cluster.url });
  const [worker] = await peopleAtWork(app.url, cluster.rows, 1);
  worker?.close();
  owner = (await cluster.rows<{ id: string }>('select id from users limit 1'))[0]?.id ?? '';
});
afterAll(async () => {
  await app?.stop('SIGKILL');
  await cluster?.remove();
});

type Way = [way: string, goAway: () => Promise<unknown>, comeBack: () => Promise<unknown>];
const WAYS: Way[] = [
  ['falls silent', () => cluster.freeze(), () => cluster.thaw()],
  ['is stopped', () => cluster.stop(), () => cluster.start()],
  ['is killed', () => cluster.kill(), () => cluster.start()],
];
const stateOf = async (job: string) =>
  (await cluster.rows<{ state: string }>('select state::text from pgboss.job where id = $1', [job]))[0]?.state;
const isThere = async (item: string) =>
  (await cluster.rows('select 1 from inventory_items where id = $1', [item])).length === 1;
const health = async () => (await (await fetch(`${app.url}/health`)).json()) as Record<string, string>;

/** Something to purge and the job for it, held in its middle by the connection that comes with it. */
async function heldJob() {
  const [item, note, job] = [randomUUID(), randomUUID(), randomUUID()];
  await cluster.rows(
    `insert into inventory_items (id, user_id, name, source, currency, state, deleted_at)
     values ($1, $2, 'Forgotten lamp', 'gift', 'USD', 'received', now() - interval '31 days')`,
    [item, owner],
  );
  await cluster.rows(
    `insert into notes (id, user_id, author_id, body, inventory_item_id) values ($1, $2, $2, 'It flickers.', $3)`,
    [note, owner, item],
  );
  const holder = new pg.Client(cluster.url);
  holder.on('error', () => undefined);
  await holder.connect();
  await holder.query('begin');
  await holder.query('select from notes where id = $1 for update', [note]);
  await cluster.rows(
    `insert into pgboss.job (id, name, retry_limit, retry_delay, expire_in, policy) values ($1, 'empty_trash', 5, 1, '20 s', 'short')`,
    [job],
  );
  await until(async () => (await stateOf(job)) === 'active', 10_000);
  return { item, job, letGo: () => holder.end().catch(() => undefined) };
}

describe('a Postgres that', () => {
  it.each(WAYS)(
    '%s with a job in hand: the process lives, and the job is done after the return',
    async (_, goAway, comeBack) => {
      const { item, job, letGo } = await heldJob();
      await goAway();
      await until(async () => (await health())['queue'] === 'unavailable', 10_000).finally(comeBack);
      await letGo();
      await until(async () => (await stateOf(job)) === 'completed', 60_000);
      expect(await isThere(item)).toBe(false);
      expect(app.child.exitCode).toBeNull();
      await until(async () => (await health())['status'] === 'healthy', 5_000);
    },
    90_000,
  );
});
