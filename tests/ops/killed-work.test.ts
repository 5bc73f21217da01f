import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, describe, expect, it } from 'vitest';
import { insertMugs, viewOf } from '../support/bulk.js';
import { copyDatabase, type TestDatabase } from '../support/database.js';
import { itemForm } from '../support/item-form.js';
import { insertItem } from '../support/items.js';
import { PASSWORD, PEOPLE } from '../support/people.js';
import { type AppProcess, PATIENT, startProcess, until } from '../support/process.js';
import { ok, type Received, Sink } from '../support/sink.js';
import { headersOf, type Smtp, startSmtp } from '../support/smtp.js';
import { Visitor } from '../support/visitor.js';

const APP = ['dist/src/main.js'];
const APP_ALONE = [...APP, '--no-worker'];
const WORKER = ['dist/src/worker.js'];
const METRICS = { METRICS_ENABLED: 'true', METRICS_GUARD: 'cidr', METRICS_GUARD_ALLOWLIST: '127.0.0.0/8' };
const MAILS = 60;
const ITEMS = 12_000;
const { alice } = PEOPLE;

const running: AppProcess[] = [];
const servers: Smtp[] = [];
const sinks: Sink[] = [];
const databases: TestDatabase[] = [];
afterAll(async () => {
  for (const it of running) await it.stop('SIGKILL');
  for (const it of servers) await it.stop();
  for (const it of sinks) await it.close();
  for (const it of databases) await it.drop();
});

async function ownDatabase(): Promise<TestDatabase> {
  const db = await copyDatabase();
  databases.push(db);
  return db;
}

async function start(db: TestDatabase, env: Record<string, string> = {}, program = APP): Promise<AppProcess> {
  const started = await startProcess({ DATABASE_URL: db.url, ...PATIENT, ...env }, { program });
  running.push(started);
  return started;
}

/** Somebody else's transaction that has a row in hand until it is let go. */
async function hold(db: TestDatabase, table: string, id: string): Promise<{ letGo(): Promise<void> }> {
  const holder = new pg.Client(db.superuserUrl);
  holder.on('error', () => undefined);
  await holder.connect();
  await holder.query('begin');
  await holder.query(`select from ${table} where id = $1 for update`, [id]);
  return {
    async letGo() {
      await holder.query('rollback');
      await holder.end();
    },
  };
}

// Whoever goes on with what was killed waits until its worker has been silent for long enough: all at the same time.
describe('killed in its middle', () => {
  it.concurrent('a worker’s job is lost by nobody: another one takes it up and ends it', async () => {
    const db = await ownDatabase();
    const { item, note } = await longDeleted(db);
    const app = await start(db, METRICS, APP_ALONE);
    // Whoever deletes the item must wait for this one: the job is held in its middle.
    const holder = await hold(db, 'notes', note);
    const emptying = async () =>
      (
        await db.rows<{ state: string; retry_count: number }>(
          `select state::text, retry_count from pgboss.job where name = 'empty_trash' order by created_on`,
        )
      )[0];
    const isThere = async () => (await db.rows('select 1 from inventory_items where id = $1', [item])).length === 1;

    const first = await start(db, METRICS, WORKER);
    await until(async () => (await emptying())?.state === 'active', 30_000);
    await first.stop('SIGKILL');
    await holder.letGo();
    expect(await isThere()).toBe(true);
    expect((await emptying())?.state).toBe('active');

    const second = await start(db, METRICS, WORKER);
    expect(await queueOf(app)).toMatch(/, connected$/);
    expect(await queueOf(second)).toMatch(/, connected$/);
    await until(async () => (await emptying())?.state === 'completed', 60_000);
    expect(await emptying()).toEqual({ state: 'completed', retry_count: 1 });
    expect(await isThere()).toBe(false);
    expect(await db.rows('select 1 from notes where id = $1', [note])).toEqual([]);
    const metrics = await (await fetch(`${second.url}/metrics`)).text();
    expect(metrics).toContain('jobs_completed_total{queue="empty_trash"} 1');
    expect(metrics).toMatch(/^queue_length\{queue="empty_trash"\} 0$/m);
  }, 600_000);

  it.concurrent('a worker’s mails are all sent, and none twice but the one in hand, which is marked', async () => {
    const db = await ownDatabase();
    const smtp = await startSmtp();
    servers.push(smtp);
    const owed = await owe(db, MAILS);
    const worker = await start(db, smtp.env, WORKER);
    await until(async () => smtp.arrived.length >= MAILS / 2, 60_000);
    await worker.stop('SIGKILL');
    await start(db, smtp.env, WORKER);
    const left = () => db.rows('select 1 from mails where sent_at is null');
    await until(async () => (await left()).length === 0, 60_000);
    const arrived = smtp.arrived.map((it) => headersOf(it).get('message-id')?.[0] ?? '');
    expect(new Set(arrived)).toEqual(new Set(owed));
    const twice = arrived.filter((id, at) => arrived.indexOf(id) !== at);
    const marked = await db.rows<{ message_id: string }>('select message_id from mails where in_doubt');
    expect(marked.length).toBeLessThanOrEqual(1);
    expect(marked.map((it) => it.message_id)).toEqual(expect.arrayContaining(twice));
    expect(await db.rows(`select 1 from pgboss.job where name = 'send_mail' and state = 'failed'`)).toEqual([]);
  }, 600_000);

  it.concurrent('a worker’s webhook is told again by another one, under the same id, and nothing else is told twice', async () => {
    const db = await ownDatabase();
    const sink = new Sink();
    sinks.push(sink);
    await sink.open();
    const env = { WEBHOOK_ALLOWLIST: '127.0.0.1/32', ENCRYPTION_KEY: `one:${Buffer.alloc(32, 7).toString('base64')}` };
    const app = await start(db, env, APP_ALONE);
    const visitor = new Visitor(app.url);
    await visitor.logIn(alice.email, PASSWORD);
    await visitor.get('/account/webhooks/new');
    const webhook = { url: sink.url(), events: 'inventory.created', submission_id: randomUUID() };
    expect((await visitor.post('/account/webhooks', webhook)).status).toBe(200);
    for (const name of ['First lamp', 'Second lamp']) {
      await visitor.get('/inventory/new');
      expect((await visitor.post('/inventory', itemForm({ name }))).status).toBe(303);
    }
    // It has been read, and whether it was is not known yet.
    sink.answering = () => undefined;
    const first = await start(db, env, WORKER);
    await until(async () => sink.received.length > 0, 90_000);
    await first.stop('SIGKILL');
    const inHand = idsOf(sink.taken());
    sink.answering = ok;
    await start(db, env, WORKER);
    const left = () => db.rows(`select 1 from webhook_deliveries where state <> 'delivered'`);
    await until(async () => (await left()).length === 0, 180_000);
    const owed = (await db.rows<{ id: string }>('select id from webhook_deliveries')).map(({ id }) => id);
    expect(owed).toHaveLength(2);
    expect(owed).toEqual(expect.arrayContaining(inHand));
    expect(idsOf(sink.received).toSorted()).toEqual(owed.toSorted());
  }, 600_000);

  it.concurrent('an act on many records goes on after the next start, and each row is changed once', async () => {
    const db = await ownDatabase();
    await insertMugs(db, alice.id, ITEMS);
    const batch = async () => (await db.rows<Batch>('select id, state, done, skipped from batches'))[0];
    const changedRows = async () =>
      (await db.rows<{ n: number }>('select count(*)::int as n from inventory_items where version > 1'))[0]?.n;
    // In the middle of the order in which the job takes them.
    const [middle] = await db.rows<{ id: string }>('select id from inventory_items order by id offset 7500 limit 1');
    const held = middle?.id ?? '';
    const holder = await hold(db, 'inventory_items', held);
    const app = await start(db);
    const visitor = new Visitor(app.url);
    await visitor.logIn(alice.email, PASSWORD);
    const from = await viewOf(visitor, '/inventory');
    const change = { all_matching: '1', from, field: 'location', location: 'Cellar' };
    expect((await visitor.post('/inventory/bulk', change)).headers.location).toMatch(/^\/batches\//);
    // The chunk of the held row waits; those before it are committed.
    await until(async () => ((await batch())?.done ?? 0) >= 6_000, 60_000);
    await app.stop('SIGKILL');
    await holder.letGo();
    const killed = await batch();
    expect(killed).toMatchObject({ state: 'running' });
    expect(killed?.done).toBeLessThan(ITEMS);
    expect(await changedRows()).toBe(killed?.done);

    await start(db);
    await until(async () => (await batch())?.state === 'done', 90_000);
    expect(await batch()).toMatchObject({ done: ITEMS, skipped: 0 });
    expect(await changedRows()).toBe(ITEMS);
    expect(await db.rows('select distinct version, location from inventory_items')).toEqual([
      { version: 2, location: 'Cellar' },
    ]);
    const told =
      'select count(*)::int as n, count(distinct inventory_item_id)::int as rows from history where batch_id = $1';
    expect(await db.rows(told, [killed?.id])).toEqual([{ n: ITEMS, rows: ITEMS }]);
    expect(await db.rows('select 1 from inventory_items where id = $1', [held])).toHaveLength(1);
  }, 600_000);
});

const idsOf = (received: Received[]) => received.map(({ headers }) => headers['webhook-id'] ?? '');

type Batch = { id: string; state: string; done: number; skipped: number };

async function queueOf({ url }: AppProcess): Promise<string> {
  const { status, queue } = (await (await fetch(`${url}/health`)).json()) as Record<string, string>;
  return `${status}, ${queue}`;
}

/** An item that has lain in the trash for longer than it keeps, with a note. */
async function longDeleted(db: TestDatabase): Promise<{ item: string; note: string }> {
  const item = await insertItem(db, alice.id, { name: 'Forgotten lamp' });
  const note = randomUUID();
  await db.rows(`update inventory_items set deleted_at = now() - interval '31 days' where id = $1`, [item]);
  await db.rows('insert into notes (id, user_id, author_id, body, inventory_item_id) values ($1, $2, $2, $3, $4)', [
    note,
    alice.id,
    'It flickers.',
    item,
  ]);
  return { item, note };
}

/** Mails that were committed and whose jobs were never sent: the worker finds them. */
async function owe(db: TestDatabase, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => randomUUID());
  await db.rows(
    `insert into mails (id, user_id, about, to_address, subject, body_text, body_html, message_id, written_at)
     select id, $2, 'test', 'ana@nordlicht.example', 'Number', 'text', '<p>text</p>', '<' || id || '@crm.example>', now() - interval '2 minutes'
     from unnest($1::uuid[]) id`,
    [ids, alice.id],
  );
  return ids.map((id) => `<${id}@crm.example>`);
}
