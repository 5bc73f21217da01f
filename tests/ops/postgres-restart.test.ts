import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OwnCluster, ownCluster } from '../support/cluster.js';
import { type Answer, halfRecords, keepDoing, newItem, peopleAtWork, tally, type Worker } from '../support/load.js';
import { slowness } from '../support/pace.js';
import { type AppProcess, startProcess, until } from '../support/process.js';

/** What somebody was told; `submissionId` where a form of a new item was sent. */
type Told = Answer & { worker: Worker; at: number; submissionId?: string };

let cluster: OwnCluster;
let app: AppProcess;
let workers: Worker[];

beforeAll(async () => {
  cluster = await ownCluster();
  app = await startProcess({ DATABASE_URL: cluster.url });
  workers = await peopleAtWork(app.url, cluster.rows, 8);
});
afterAll(async () => {
  for (const worker of workers ?? []) worker.close();
  await app?.stop('SIGKILL');
  await cluster?.remove();
});

type Way = [way: string, goAway: () => Promise<unknown>, comeBack: () => Promise<unknown>];
const WAYS: Way[] = [
  ['is restarted', () => cluster.stop(), () => cluster.start()],
  ['is asked to stop, then stopped with its guests inside', askedThenStopped, () => cluster.start()],
  ['is killed', () => cluster.kill(), () => cluster.start()],
  ['falls silent', () => cluster.freeze(), () => cluster.thaw()],
];

describe('a Postgres that, under 8 people at work,', () => {
  it.each(WAYS)('%s: they are told, lose nothing, and go on where they were', async (_way, goAway, comeBack) => {
    const told: Told[] = [];
    const loads = workers.map((worker) => keepAtWork(worker, told));
    const everybodyGets = (status: number, since: number, limitMs: number) =>
      until(async () => {
        const { exitCode, signalCode } = app.child;
        if (exitCode !== null || signalCode !== null)
          throw new Error(`the app ended with ${exitCode ?? signalCode}: ${app.output().slice(-4000)}`);
        for (const load of loads) load.check();
        return workers.every((worker) => got(told, worker, status, since));
      }, limitMs);
    await everybodyGets(303, 0, 5000);
    await goAway();
    const away = Date.now();
    // A request that was there before may use up its 3 s first; the rest is room for a busy machine.
    await everybodyGets(503, away, 7000);
    await comeBack();
    const back = Date.now();
    // 2 s on an idle machine, which tests/ops/outage.test.ts holds; the rest is room for eight people and another test.
    await everybodyGets(200, back, 6000);
    await everybodyGets(303, back, 5000);
    await Promise.all(loads.map((load) => load.stop()));

    expect(Object.keys(tally(told.map((it) => it.status)))).toEqual(['200', '303', '503']);
    expect(Math.max(...told.map((it) => it.ms))).toBeLessThan(4000 * (await slowness()));
    expect((told.find((it) => it.status === 503 && it.at >= away)?.at ?? 0) - away).toBeLessThan(
      3000 * (await slowness()),
    );
    // Nobody is led to the login page.
    expect(told.filter((it) => it.status === 303 && !it.submissionId)).toEqual([]);
    await everyFormIsThereOnce(told);
    expect(app.child.exitCode).toBeNull();
  });
});

async function askedThenStopped(): Promise<void> {
  cluster.askToStop();
  await until(
    async () =>
      cluster.rows('select').then(
        () => false,
        () => true,
      ),
    2000,
  );
  await cluster.stop();
}

/** Looks at the list and adds to it, again and again. */
function keepAtWork(worker: Worker, told: Told[]) {
  return keepDoing(async () => {
    told.push({ worker, ...(await worker.get('/inventory')), at: Date.now() });
    const submissionId = uuidv7();
    told.push({ worker, submissionId, ...(await worker.create('Under load', submissionId)), at: Date.now() });
  });
}

function got(told: Told[], worker: Worker, status: number, since: number): boolean {
  return told.some((it) => it.worker === worker && it.status === status && it.at >= since);
}

/** What was answered 303 is there; what was answered 503 is there whole or not at all, and once after it is sent again. */
async function everyFormIsThereOnce(told: Told[]): Promise<void> {
  expect(await halfRecords(cluster.rows)).toEqual([]);
  const sent = told.filter((it) => it.submissionId);
  const lost = sent.filter((it) => it.status === 503).slice(-16);
  for (const it of lost) {
    const again = await it.worker.post('/inventory', newItem('Under load', it.submissionId));
    it.headers = again.headers;
  }
  const saved = [...sent.filter((it) => it.status === 303), ...lost];
  const rows = await cluster.rows<{ id: string; path: string }>(
    `select submission_id as id, '/inventory/' || id as path from inventory_items where submission_id = any($1)`,
    [saved.map((it) => it.submissionId)],
  );
  const paths = Object.fromEntries(rows.map(({ id, path }) => [id, path]));
  expect(rows).toHaveLength(saved.length);
  expect(saved.filter((it) => paths[it.submissionId as string] !== it.headers.location)).toEqual([]);
}
