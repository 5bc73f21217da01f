import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TEST_ENV } from '../support/app.js';
import { copyDatabase, type TestDatabase } from '../support/database.js';
import { insertItem } from '../support/items.js';
import { slowness } from '../support/pace.js';
import { PEOPLE } from '../support/people.js';
import { type AppProcess, runToEnd, startProcess, until } from '../support/process.js';

const APP = ['dist/src/main.js', '--no-worker'];
const WORKER = ['dist/src/worker.js'];

let db: TestDatabase;
let app: AppProcess;
const workers: AppProcess[] = [];

const METRICS = { METRICS_ENABLED: 'true', METRICS_GUARD: 'cidr', METRICS_GUARD_ALLOWLIST: '127.0.0.0/8' };
const start = (program: string[], more: Record<string, string> = {}) =>
  startProcess({ DATABASE_URL: db.url, ...METRICS, ...more }, { program });
async function startWorker(more: Record<string, string> = {}): Promise<AppProcess> {
  const worker = await start(WORKER, more);
  workers.push(worker);
  return worker;
}
const queueOf = async ({ url }: AppProcess) => {
  const { status, queue } = (await (await fetch(`${url}/health`)).json()) as Record<string, string>;
  return `${status}, ${queue}`;
};
const emptying = async () =>
  (
    await db.rows<{ state: string; retry_count: number }>(
      `select state::text, retry_count from pgboss.job where name = 'empty_trash' order by created_on`,
    )
  )[0];
const isThere = async (id: string) => (await db.rows('select 1 from inventory_items where id = $1', [id])).length === 1;

/** An item that has lain in the trash for longer than it keeps, with a note. */
async function longDeleted(): Promise<{ item: string; note: string }> {
  const item = await insertItem(db, PEOPLE.alice.id, { name: 'Forgotten lamp' });
  const note = randomUUID();
  await db.rows(`update inventory_items set deleted_at = now() - interval '31 days' where id = $1`, [item]);
  await db.rows('insert into notes (id, user_id, author_id, body, inventory_item_id) values ($1, $2, $2, $3, $4)', [
    note,
    PEOPLE.alice.id,
    'It flickers.',
    item,
  ]);
  return { item, note };
}

beforeAll(async () => {
  db = await copyDatabase();
  app = await start(APP);
});
afterAll(async () => {
  for (const it of [...workers, app]) await it?.stop('SIGKILL');
  await db?.drop();
});

describe('an app that is started with --no-worker', () => {
  it('does no job, says that nobody does, and serves its pages', async () => {
    const { item } = await longDeleted();
    expect(await queueOf(app)).toBe('degraded, unavailable');
    expect((await fetch(`${app.url}/auth/login`)).status).toBe(200);
    expect((await fetch(`${app.url}/ready`)).status).toBe(200);
    expect(await emptying()).toBeUndefined();
    expect(await isThere(item)).toBe(true);
  });
});

describe('a worker', () => {
  it('that is killed in the middle of a job loses nothing: another one takes the job up and ends it', async () => {
    const { item, note } = await longDeleted();
    // Whoever deletes the item must wait for this one: the job is held in its middle.
    const holder = new pg.Client(db.superuserUrl);
    holder.on('error', () => undefined);
    await holder.connect();
    await holder.query('begin');
    await holder.query('select from notes where id = $1 for update', [note]);

    // So long does it hold on, also where the machine is busy.
    const first = await startWorker({ DATABASE_STATEMENT_TIMEOUT_MS: '60000' });
    await until(async () => (await emptying())?.state === 'active', 30_000);
    await first.stop('SIGKILL');
    await holder.query('rollback');
    await holder.end();
    expect(await isThere(item)).toBe(true);
    expect((await emptying())?.state).toBe('active');

    const second = await startWorker();
    expect(await queueOf(app)).toMatch(/, connected$/);
    expect(await queueOf(second)).toMatch(/, connected$/);
    await until(async () => (await emptying())?.state === 'completed', 60_000);
    expect(await emptying()).toEqual({ state: 'completed', retry_count: 1 });
    expect(await isThere(item)).toBe(false);
    expect(await db.rows('select 1 from notes where id = $1', [note])).toEqual([]);
    const metrics = await (await fetch(`${second.url}/metrics`)).text();
    expect(metrics).toContain('jobs_completed_total{queue="empty_trash"} 1');
    expect(metrics).toMatch(/^queue_length\{queue="empty_trash"\} 0$/m);
  }, 600_000);

  it('answers the probes and nothing of the product', async () => {
    const worker = await startWorker();
    expect((await fetch(`${worker.url}/ready`)).status).toBe(200);
    for (const path of ['/', '/auth/login', '/inventory', '/admin/jobs'])
      expect([path, (await fetch(`${worker.url}${path}`)).status]).toEqual([path, 404]);
  });

  it('ends with 0 within 10 s on SIGTERM', async () => {
    const worker = await startWorker();
    const asked = Date.now();
    expect(await worker.stop()).toBe(0);
    expect(Date.now() - asked).toBeLessThan(10_000 * (await slowness()));
  });

  it('on the port of the app says so and ends with 1: neither takes the other’s', async () => {
    const { code, said } = await runToEnd({ ...TEST_ENV, DATABASE_URL: db.url, PORT: new URL(app.url).port }, WORKER);
    expect([code, said]).toEqual([1, expect.stringMatching(/PORT \d+ on 127\.0\.0\.1 cannot be listened on/)]);
    expect((await fetch(`${app.url}/auth/login`)).status).toBe(200);
  });
});
