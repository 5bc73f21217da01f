import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TEST_ENV } from '../support/app.js';
import { copyDatabase, type TestDatabase } from '../support/database.js';
import { insertItem } from '../support/items.js';
import { slowness } from '../support/pace.js';
import { PEOPLE } from '../support/people.js';
import { type AppProcess, PATIENT, runToEnd, startProcess } from '../support/process.js';

const APP = ['dist/src/main.js', '--no-worker'];
const WORKER = ['dist/src/worker.js'];

let db: TestDatabase;
let app: AppProcess;
const workers: AppProcess[] = [];

const start = (program: string[]) => startProcess({ DATABASE_URL: db.url, ...PATIENT }, { program });
async function startWorker(): Promise<AppProcess> {
  const worker = await start(WORKER);
  workers.push(worker);
  return worker;
}
const queueOf = async ({ url }: AppProcess) => {
  const { status, queue } = (await (await fetch(`${url}/health`)).json()) as Record<string, string>;
  return `${status}, ${queue}`;
};

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
    // It has lain in the trash for longer than it keeps.
    const item = await insertItem(db, PEOPLE.alice.id, { name: 'Forgotten lamp' });
    await db.rows(`update inventory_items set deleted_at = now() - interval '31 days' where id = $1`, [item]);
    expect(await queueOf(app)).toBe('degraded, unavailable');
    expect((await fetch(`${app.url}/auth/login`)).status).toBe(200);
    expect((await fetch(`${app.url}/ready`)).status).toBe(200);
    expect(await db.rows(`select 1 from pgboss.job where name = 'empty_trash'`)).toEqual([]);
    expect(await db.rows('select 1 from inventory_items where id = $1', [item])).toHaveLength(1);
  });
});

describe('a worker', () => {
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
