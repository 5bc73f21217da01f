import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyDatabase, type TestDatabase } from '../support/database.js';
import {
  type Answer,
  addPeople,
  halfRecords,
  keepDoing,
  lockItems,
  newItem,
  peopleAtWork,
  tally,
  Worker,
  waitingForLocks,
} from '../support/load.js';
import { PASSWORD } from '../support/people.js';
import { type AppProcess, startProcess, until } from '../support/process.js';

type Rest = () => Promise<Answer>;

let db: TestDatabase;
let app: AppProcess;
let workers: Worker[];
let silent: Socket;

beforeAll(async () => {
  db = await copyDatabase();
  app = await startProcess({ DATABASE_URL: db.url });
  workers = await peopleAtWork(app.url, db.rows, 8);
});
afterAll(async () => {
  silent?.destroy();
  for (const worker of workers ?? []) worker.close();
  await app?.stop('SIGKILL');
  await db?.drop();
});

describe('SIGTERM under 50 requests in hand', () => {
  it('fails none of them, nor any that comes in the 3 s after, and ends with 0 within 10 s', async () => {
    silent = await connected();
    const patient = new Worker(app.url);
    const before = await Promise.all(workers.map((it, n) => it.create(`Made before ${n}`)));
    const forms = await fortyForms(before.map((it) => it.headers.location as string));
    const items = await lockItems(db.superuserUrl);
    const pages = Promise.all(Array.from({ length: 10 }, (_, n) => by(n).get('/inventory')));
    await until(async () => (await waitingForLocks(db.rows)) === 10, 1400);
    await patient.get('/alive');

    const signalled = Date.now();
    app.child.kill('SIGTERM');
    await until(async () => app.output().includes('draining'), 1000);
    await items.release();
    const early = forms.slice(0, 20).map((rest) => rest());
    const comers = await askUntil(signalled + 2500);
    await until(refused, 1500);
    // Its connection was kept alive for 5 s, and they are not over.
    const kept = await patient.get('/alive');
    const late = forms.slice(20).map((rest) => rest());
    const inHand = [...(await pages), ...(await Promise.all([...early, ...late]))];

    expect(await app.stop()).toBe(0);
    expect(Date.now() - signalled).toBeLessThan(10_000);
    expect(tally(inHand.map(outcome))).toEqual({ '200 close': 10, '303 close': 32, '404 close': 4, '422 close': 4 });
    expect(Object.keys(tally(comers.map(outcome))).sort()).toEqual(['200 close', '303 close']);
    expect(outcome(kept)).toBe('200 close');
    expect(await itemsInDatabase()).toEqual(itemsIn([...before, ...inHand, ...comers]));
    expect(await halfRecords(db.rows)).toEqual([]);
  }, 30_000);
});

const by = (n: number) => workers[n % workers.length] as Worker;
const outcome = ({ status, headers }: Answer) => `${status} ${headers.connection}`;

/** Forms that the server has in hand by half: 24 new items, 4 changes, 4 that are wrong, 4 to nowhere, 4 log-ins. */
async function fortyForms(items: string[]): Promise<Rest[]> {
  const guests = await Promise.all((await addPeople(db.rows, 4, 'guest')).map(logInForm));
  const forms = await Promise.all([
    ...Array.from({ length: 24 }, (_, n) => by(n).begin('/inventory', newItem(`In hand ${n}`))),
    ...items.slice(0, 4).map((path, n) => by(n).begin(path, { ...newItem('Changed in hand'), version: '1' })),
    ...items.slice(4).map((path, n) => by(n + 4).begin(path, { ...newItem(''), version: '1' })),
    ...[0, 1, 2, 3].map((n) => by(n).begin('/nowhere', { name: 'x' })),
    ...guests,
  ]);
  // Every second one, so that some of each kind are finished early and some late.
  return [...forms.filter((_, n) => n % 2 === 0), ...forms.filter((_, n) => n % 2 === 1)];
}

async function logInForm(email: string): Promise<Rest> {
  const guest = new Worker(app.url);
  await guest.get('/auth/login');
  return guest.begin('/auth/login', { email, password: PASSWORD });
}

/** What four people are told who go on working until then. */
async function askUntil(end: number): Promise<Answer[]> {
  const answers: Answer[] = [];
  const loads = [0, 1, 2, 3].map((n) =>
    keepDoing(async () => answers.push(await (n % 2 ? by(n).get('/inventory') : by(n).create('At the last moment')))),
  );
  await until(async () => Date.now() >= end, 4000);
  await Promise.all(loads.map((load) => load.stop()));
  return answers;
}

/** The addresses of the items that these answers lead to, each once. */
function itemsIn(answers: Answer[]): string[] {
  const paths = answers.flatMap(({ headers }) => headers.location?.match(/^\/inventory\/[0-9a-f-]{36}$/) ?? []);
  return [...new Set(paths)].sort();
}

async function itemsInDatabase(): Promise<string[]> {
  const items = await db.rows<{ path: string }>(`select '/inventory/' || id as path from inventory_items`);
  return items.map(({ path }) => path).sort();
}

async function connected(): Promise<Socket> {
  const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

async function refused(): Promise<boolean> {
  try {
    (await connected()).destroy();
    return false;
  } catch {
    return true;
  }
}
