import { beforeEach, describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { insertMugs } from '../support/bulk.js';
import { insert } from '../support/database.js';
import { holding } from '../support/holding.js';
import { PEOPLE } from '../support/people.js';
import { textOf, type Visitor } from '../support/visitor.js';

const ITEMS = 1_200;
const app = useApp();
const rows = <T = Record<string, unknown>>(text: string, values: unknown[] = []) =>
  app.current.db.rows<T>(text, values);

let alice: Visitor;
let batch: string;
beforeEach(async () => {
  for (const table of ['inventory_items', 'batches', 'pgboss.job']) await rows(`delete from ${table}`);
  alice = await app.current.as('alice');
  await alice.get('/inventory');
  await insertMugs(app.current.db, PEOPLE.alice.id, ITEMS);
  const [items] = await rows<{ ids: string[] }>('select array_agg(id order by id) as ids from inventory_items');
  const step = { act: 'set', field: 'location', values: { location: 'Cellar' } };
  batch = await insert(app.current.db, 'batches', {
    user_id: PEOPLE.alice.id,
    module: 'inventory',
    act: 'set',
    detail: { step, from: null },
    ids: items?.ids,
    wanted: ITEMS,
  });
  await app.current.queue.sendDue();
});

const stands = async () =>
  (await rows('select state, done, ids is not null as ids from batches where id = $1', [batch]))[0];
const page = async () => textOf((await alice.get(`/batches/${batch}`)).text);
const changed = () => rows('select version, count(*)::int as n from inventory_items group by 1 order by 1');

/** Lets a job be tried until no try follows. */
async function tryInVain(): Promise<unknown[]> {
  const ends: unknown[] = [];
  for (let n = 0; n < 6; n += 1) {
    ends.push(...(await app.current.runJobs()).filter(({ name }) => name === 'bulk_act').map(({ ended }) => ended));
    await rows(`update pgboss.job set start_after = now() where state = 'retry'`);
  }
  return ends;
}

/** Does `act` in the database where the batch has come to as many rows, or its undo to as many entries. */
async function once(came: string, act: string): Promise<void> {
  await rows(
    `create function in_between() returns trigger language plpgsql security definer as $$ begin ${act} return new; end $$`,
  );
  await rows(
    `create trigger in_between before update on batches for each row when (${came}) execute function in_between()`,
  );
}
const mended = () => rows('drop function in_between() cascade');

/** An admin lets the failed job go on. */
async function retry(): Promise<void> {
  const ada = await app.current.as('ada');
  const { text } = await ada.get('/admin/jobs');
  const said = await ada.postAndFollow(/action="(\/admin\/jobs\/[^"]+\/retry)"/.exec(text)?.[1] ?? '');
  expect(textOf(said.text)).toContain('Bulk act is tried again.');
  await app.current.runJobs();
}

const TAKEN = `update users set role = 'VIEWER' where id = '${PEOPLE.alice.id}';`;
const LOCKED = `update users set locked_by_admin_at = now() where id = '${PEOPLE.alice.id}';`;
const BROKEN = `raise exception 'The shelf is broken';`;

const stop = (visitor = alice) => visitor.postAndFollow(`/batches/${batch}/stop`);

describe('a long act that its person stops', () => {
  it('ends behind the chunk in hand: what was done stays and is undone as ever, what was not reached is as before', async () => {
    expect((await alice.get(`/batches/${batch}`)).text).toContain(`action="/batches/${batch}/stop"`);
    await once('new.done = 1000', BROKEN);
    await app.current.runJobs();
    await mended();
    const said = await stop();
    expect(textOf(said.text)).toContain('You stopped it: 700 of 1,200 were not reached.');
    expect(textOf(said.text)).toMatch(/Stopped.*Location of 500 items set to “Cellar”\./s);
    expect(said.text).not.toContain('/stop"');
    // Neither the try that follows goes on with it, nor does an admin's retry.
    await rows(`update pgboss.job set start_after = now() where state = 'retry'`);
    expect((await app.current.runJobs()).map(({ ended }) => ended)).toEqual(['completed']);
    expect(await stands()).toMatchObject({ state: 'failed', done: 500 });
    expect(await changed()).toEqual([
      { version: 1, n: 700 },
      { version: 2, n: 500 },
    ]);
    expect(textOf((await alice.get('/batches')).text)).toMatch(/Location of 500 items set to “Cellar”\.\s+Stopped/);
    await alice.postAndFollow(`/batches/${batch}/undo`);
    expect(await page()).toContain('Undone: 500 items are as before.');
    expect(await changed()).toEqual([
      { version: 1, n: 700 },
      { version: 3, n: 500 },
    ]);
  });

  it('says kindly that it was stopped already, or was over', async () => {
    await stop();
    expect(await page()).toContain('Changed nothing: it cannot be undone.');
    expect(textOf((await stop()).text)).toContain('This was stopped already.');
    await rows(`update batches set state = 'done', progress = '{}'`);
    expect(textOf((await stop()).text)).toContain('This was over before it could be stopped.');
    expect(await stands()).toMatchObject({ state: 'done' });
  });

  it('waits for the chunk in hand', async () => {
    const chunk = await holding(app.current.db, `select from batches where id = '${batch}' for update`);
    const said = stop();
    await chunk.untilWaited();
    await chunk.does(`update batches set done = 500 where id = '${batch}'`);
    await chunk.commits();
    expect(textOf((await said).text)).toContain('700 of 1,200 were not reached.');
  });

  it('is nobody else’s', async () => {
    const bob = await app.current.as('bob');
    expect((await bob.post(`/batches/${batch}/stop`)).status).toBe(404);
    const vera = await app.current.as('vera');
    expect((await vera.post(`/batches/${batch}/stop`)).status).toBe(403);
    expect((await alice.post('/batches/none/stop')).status).toBe(404);
    expect(await stands()).toMatchObject({ state: 'waiting' });
  });
});

describe('a long act', () => {
  it.each([
    ['may only read', TAKEN],
    ['is locked out', LOCKED],
  ])('stops between two chunks once its person %s', async (_, act) => {
    await once('new.done = 500 and old.done = 0', act);
    await app.current.runJobs();
    await mended();
    await rows(`update users set role = 'USER', locked_by_admin_at = null where id = $1`, [PEOPLE.alice.id]);
    expect(await stands()).toEqual({ state: 'failed', done: 500, ids: true });
    expect(await changed()).toEqual([
      { version: 1, n: 700 },
      { version: 2, n: 500 },
    ]);
    expect(await page()).toContain(
      'It stopped before its end; 500 of 1,200 were come to. Your account was not allowed to change anything by then.',
    );
  });

  it('that failed goes on where it stopped when an admin tries it again, and each row is changed once', async () => {
    await once('new.done = 1000', BROKEN);
    expect(await tryInVain()).toEqual([...Array(5).fill('retried'), 'failed']);
    expect(await stands()).toEqual({ state: 'failed', done: 500, ids: true });
    expect(await page()).toContain('500 of 1,200 were come to. It was tried several times. An admin can let it go on.');
    await mended();
    await retry();
    expect(await stands()).toEqual({ state: 'done', done: 1_200, ids: false });
    expect(await changed()).toEqual([{ version: 2, n: 1_200 }]);
    expect(await page()).toContain('Location of 1,200 items set to “Cellar”.');
  });

  it('whose undo failed goes on being undone, by an admin or by its person', async () => {
    await app.current.runJobs();
    await rows(`update batches set state = 'undoing', progress = progress || '{"seen": 0}'`);
    await once(`new.progress ->> 'seen' = '1000'`, BROKEN);
    await app.current.queue.sendDue();
    expect(await tryInVain()).toContain('failed');
    expect(await page()).toContain('Its undo stopped before its end; 500 of 1,200 were come to.');
    await mended();
    await retry();
    expect(await stands()).toMatchObject({ state: 'undone' });
    expect(await page()).toContain('Undone: 1,200 items are as before.');

    await rows(`update batches set state = 'failed', progress = progress - 'left'`);
    await alice.postAndFollow(`/batches/${batch}/undo`);
    expect(await page()).toContain('Undone: 1,200 items are as before.');
  });

  it('that kills each of its workers is given up, and is not sent anew', async () => {
    const sent = `update pgboss.job set state = 'active', started_on = now() - interval '1 hour', expire_in = '20 s', retry_count = `;
    await rows(`${sent} retry_limit where name = 'bulk_act'`);
    await app.current.queue.reclaim();
    expect(await stands()).toEqual({ state: 'failed', done: 0, ids: true });
    await app.current.queue.sendDue();
    expect(await rows(`select state::text from pgboss.job where name = 'bulk_act'`)).toEqual([{ state: 'failed' }]);
    expect(await page()).toContain('0 of 1,200 were come to. It was tried several times.');
    await retry();
    expect(await stands()).toMatchObject({ state: 'done', done: 1_200 });
  });
});
