import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyDatabase, type TestDatabase } from '../support/database.js';
import { halfRecords, keepDoing, newItem, peopleAtWork, type Worker } from '../support/load.js';
import { type AppProcess, freePort, startProcess, until } from '../support/process.js';

const ROUNDS = 5;

/** A form that was sent: a new item, or a change of the one at `path`. */
type Form = { path: string; fields: Record<string, string> };
type Writer = { worker: Worker; sent: Form[]; item: string; version: number; unanswered: Form | undefined };

let db: TestDatabase;
let env: Record<string, string>;
let app: AppProcess;
let writers: Writer[];

beforeAll(async () => {
  db = await copyDatabase();
  env = { DATABASE_URL: db.url, PORT: String(await freePort()) };
  app = await startProcess(env);
  const workers = await peopleAtWork(app.url, db.rows, 8);
  writers = workers.map((worker) => ({ worker, sent: [], item: '', version: 0, unanswered: undefined }));
});
afterAll(async () => {
  for (const { worker } of writers ?? []) worker.close();
  await app?.stop('SIGKILL');
  await db?.drop();
});

describe('kill -9 under 8 writers, five times,', () => {
  it('loses no acknowledged write, leaves no half record, and a form sent again makes no second one', async () => {
    let unanswered = 0;
    for (let round = 1; round <= ROUNDS; round += 1) {
      await killUnderLoad();
      unanswered += writers.filter((it) => it.unanswered).length;
      expect(await halfRecords(db.rows)).toEqual([]);
      app = await startProcess(env);
      await Promise.all(writers.map(sendAgain));
    }
    expect(unanswered).toBeGreaterThan(0);
    expect(await halfRecords(db.rows)).toEqual([]);
    expect(await itemsInDatabase()).toEqual(sent('/inventory').map(({ fields }) => fields['submission_id']));
    expect(await changesInDatabase()).toEqual(sent('/inventory/').map(({ fields }) => fields['name']));
  }, 600_000);
});

async function killUnderLoad(): Promise<void> {
  const enough = writers.map((it) => it.sent.length + 5);
  const loads = writers.map((writer) => keepDoing(() => write(writer)));
  await until(async () => {
    for (const load of loads) load.check();
    return writers.every((it, n) => it.sent.length >= (enough[n] as number));
  }, 30_000);
  await app.stop('SIGKILL');
  await Promise.all(loads.map((load) => load.stop()));
}

/** Sends a new item, or a change of the last one, or again what nobody knows the fate of; remembers a form of which that is so. */
async function write(writer: Writer): Promise<void> {
  const form = writer.unanswered ?? nextForm(writer);
  const isNew = form !== writer.unanswered;
  if (isNew) writer.sent.push(form);
  try {
    writer.unanswered = (await acknowledged(writer, form)) ? undefined : form;
  } catch (error) {
    // Where nobody listens any more nothing was sent.
    if ((error as NodeJS.ErrnoException).code === 'ECONNREFUSED') {
      if (isNew) writer.sent.pop();
    } else if ((error as NodeJS.ErrnoException).code === 'ECONNRESET') writer.unanswered = form;
    else throw error;
  }
}

function nextForm({ sent, item, version }: Writer): Form {
  const fields = newItem(`Write ${randomUUID()}`);
  if (sent.length % 3 === 0) return { path: '/inventory', fields };
  return { path: item, fields: { ...fields, version: String(version) } };
}

async function acknowledged(writer: Writer, { path, fields }: Form): Promise<boolean> {
  const { status, headers } = await writer.worker.post(path, fields);
  // A machine at its limit may say 503, which promises nothing either way.
  if (status === 503) return false;
  if (status !== 303) throw new Error(`${path} answered ${status}`);
  writer.item = headers.location as string;
  writer.version = Number(fields['version'] ?? 0) + 1;
  return true;
}

/** Sends that form until it is acknowledged, and once more, as somebody does who is not sure. */
async function sendAgain(writer: Writer): Promise<void> {
  const form = writer.unanswered;
  if (!form) return;
  await until(() => acknowledged(writer, form), 10_000);
  await until(() => acknowledged(writer, form), 10_000);
  writer.unanswered = undefined;
}

/** All that was sent: new items, or changes of items; in the order of what tells them apart. */
function sent(to: '/inventory' | '/inventory/'): Form[] {
  const forms = writers.flatMap((it) => it.sent);
  if (to === '/inventory') return forms.filter(({ path }) => path === to).sort(by('submission_id'));
  return forms.filter(({ path }) => path.startsWith(to)).sort(by('name'));
}

const by = (field: string) => (a: Form, b: Form) => ((a.fields[field] ?? '') < (b.fields[field] ?? '') ? -1 : 1);

async function itemsInDatabase(): Promise<string[]> {
  const items = await db.rows<{ id: string }>('select submission_id::text as id from inventory_items order by 1');
  return items.map(({ id }) => id);
}

async function changesInDatabase(): Promise<string[]> {
  const changes = await db.rows<{ name: string }>(
    `select changes -> 'name' ->> 1 as name from history where act = 'changed' order by 1`,
  );
  return changes.map(({ name }) => name);
}
