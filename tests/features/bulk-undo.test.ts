import { v7 as uuidv7 } from 'uuid';
import { beforeEach, describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { act, insertMugs, viewOf, wholeRows } from '../support/bulk.js';
import { insertCompany } from '../support/companies.js';
import { holding, NAMES } from '../support/holding.js';
import { insertItem } from '../support/items.js';
import { PEOPLE } from '../support/people.js';
import { type Fields, textOf, type Visitor } from '../support/visitor.js';

const app = useApp();
const add = (fields: Record<string, unknown> = {}) => insertItem(app.current.db, PEOPLE.alice.id, fields);
const rows = <T = Record<string, unknown>>(text: string, values: unknown[] = []) =>
  app.current.db.rows<T>(text, values);
const items = () => wholeRows(app.current.db, 'inventory_items');
const kept = async () => ({
  notes: await wholeRows(app.current.db, 'notes'),
  tags: await wholeRows(app.current.db, 'tags'),
  taggings: await wholeRows(app.current.db, 'taggings'),
  files: await wholeRows(app.current.db, 'attachments'),
  tasks: await wholeRows(app.current.db, 'tasks'),
});
const undo = async (batch: string, visitor = alice) =>
  textOf((await visitor.postAndFollow(`/batches/${batch}/undo`)).text);
const inventory = (fields: Fields) => act(app.current, alice, '/inventory', fields);

let alice: Visitor;
beforeEach(async () => {
  for (const table of ['inventory_items', 'tags', 'batches', 'tasks']) await rows(`delete from ${table}`);
  alice = await app.current.as('alice');
  await alice.get('/inventory');
});

/** A note, a tag, a file and a task about an item. */
async function linked(item: string): Promise<void> {
  const owned = [PEOPLE.alice.id, item];
  const tag = uuidv7();
  await rows('insert into notes (id, user_id, inventory_item_id, author_id, body) values ($3, $1, $2, $1, $4)', [
    ...owned,
    uuidv7(),
    'Chip',
  ]);
  await rows('insert into tags (id, user_id, name) values ($1, $2, $3)', [
    tag,
    PEOPLE.alice.id,
    `Tag ${tag.slice(-6)}`,
  ]);
  await rows('insert into taggings (id, user_id, inventory_item_id, tag_id) values ($3, $1, $2, $4)', [
    ...owned,
    uuidv7(),
    tag,
  ]);
  await rows(
    `insert into attachments (id, user_id, inventory_item_id, author_id, name, size, sha256, media_type)
     values ($3, $1, $2, $1, 'front.jpg', 3, repeat('a', 64), 'image/jpeg')`,
    [...owned, uuidv7()],
  );
  await rows(`insert into tasks (id, user_id, inventory_item_id, title) values ($3, $1, $2, 'Pack it')`, [
    ...owned,
    uuidv7(),
  ]);
}

describe('the undo of an act on many records', () => {
  it('stands in the message of the act, and brings back state and day, with a history of its own', async () => {
    const ids = [
      await add({ state: 'received', returned_on: null }),
      await add({ state: 'listed', returned_on: '2026-01-01' }),
    ];
    const before = await items();
    const list = await alice.postAndFollow('/inventory/bulk', {
      ids,
      state: 'returned',
      returned_on: '2026-02-03',
      submission_id: uuidv7(),
    });
    const action = /action="(\/batches\/[0-9a-f-]{36}\/undo)"/.exec(list.text)?.[1] ?? '';
    expect(await items()).not.toEqual(before);
    const undone = await alice.postAndFollow(action);
    expect(textOf(undone.text)).toContain('Undone: 2 items are as before.');
    expect(await items()).toEqual(before);
    expect(await rows('select version from inventory_items')).toEqual([{ version: 3 }, { version: 3 }]);
    const told = await rows('select act, changes from history where inventory_item_id = $1 order by at desc, id desc', [
      ids[1],
    ]);
    expect(told[0]).toEqual({
      act: 'state_set',
      changes: { state: ['returned', 'listed'], returned_on: ['2026-02-03', '2026-01-01'] },
    });
  });

  it('brings back each kind of field exactly, also to nothing', async () => {
    const id = await add({ category: null, location: 'Attic', review_due_on: null });
    const before = await items();
    const batches = [
      await inventory({ ids: id, field: 'category', category: 'audio' }),
      await inventory({ ids: id, field: 'location', location: '' }),
      await inventory({ ids: id, field: 'review_due_on', review_due_on: '2027-01-01' }),
    ];
    for (const batch of batches.reverse()) await undo(batch);
    expect(await items()).toEqual(before);
    const company = await insertCompany(app.current.db, { do_not_contact_reason: 'An older one' });
    const companies = await wholeRows(app.current.db, 'companies', `id = '${company}'`);
    await alice.get('/companies');
    const own = [
      await act(app.current, alice, '/companies', {
        ids: company,
        do_not_contact: 'true',
        do_not_contact_reason: 'Asked',
      }),
      await act(app.current, alice, '/companies', { ids: company, payment_terms_days: '30' }),
      await act(app.current, alice, '/companies', { ids: company, field: 'category', category: 'Food and drink' }),
    ];
    const changed = await rows('select payment_terms_days, do_not_contact from companies where id = $1', [company]);
    expect(changed).toEqual([{ payment_terms_days: 30, do_not_contact: true }]);
    for (const batch of own) await undo(batch);
    const after = await wholeRows(app.current.db, 'companies', `id = '${company}'`);
    const without = (row: string | undefined) => ({ ...JSON.parse(row ?? '{}'), updated_by: null });
    expect(without(after[0])).toEqual(without(companies[0]));
  });

  it('leaves alone what somebody changed since, and says how many', async () => {
    const [one, two] = [await add({ location: 'A' }), await add({ location: 'B' })];
    const batch = await inventory({ ids: [one, two], field: 'location', location: 'C' });
    await rows(`update inventory_items set location = 'D', version = version + 1 where id = $1`, [two]);
    await rows(`update inventory_items set name = 'Renamed' where id = $1`, [one]);
    expect(await undo(batch)).toContain('Undone: 1 item is as before. 1 item was changed since and left alone.');
    expect(await rows('select name, location from inventory_items order by location')).toEqual([
      { name: 'Renamed', location: 'A' },
      { name: 'Trailcap 20 L park backpack', location: 'D' },
    ]);
    const page = textOf((await alice.get(`/batches/${batch}`)).text);
    expect(page).toContain('1 item was changed since and left alone.');
  });

  it('keeps a state and its day together: where the day was changed, both stay', async () => {
    const id = await add({ state: 'listed', sale_price: 100 });
    const batch = await inventory({ ids: id, state: 'sold', sold_on: '2026-02-01' });
    await rows(`update inventory_items set sold_on = '2026-02-02' where id = $1`, [id]);
    expect(await undo(batch)).toContain('Undone: 0 items are as before. 1 item was changed since and left alone.');
    expect(await rows('select state from inventory_items')).toEqual([{ state: 'sold' }]);
  });

  it('brings deleted records back with all that is kept about them', async () => {
    const ids = [await add(), await add(), await add()];
    for (const id of ids) await linked(id);
    const [before, links] = [await items(), await kept()];
    const batch = await inventory({ ids, act: 'delete' });
    expect(await rows('select 1 from inventory_items where deleted_at is null')).toEqual([]);
    expect(await undo(batch)).toContain('Undone: 3 items are as before.');
    expect(await items()).toEqual(before);
    expect(await kept()).toEqual(links);
    expect(await rows(`select count(*)::int as n from history where act = 'restored'`)).toEqual([{ n: 3 }]);
  });

  it('restores no record that was restored and deleted again, and no company whose name is taken', async () => {
    const [one, two] = [await add(), await add()];
    const batch = await inventory({ ids: [one, two], act: 'delete' });
    await alice.post(`/inventory/${two}/restoration`);
    await alice.post(`/inventory/${two}/delete`);
    expect(await undo(batch)).toContain('Undone: 1 item is as before.');
    expect(await rows('select id from inventory_items where deleted_at is null')).toEqual([{ id: one }]);
    const company = await insertCompany(app.current.db, { name: 'Kestrel' });
    await alice.get('/companies');
    const gone = await act(app.current, alice, '/companies', { ids: company, act: 'delete' });
    await insertCompany(app.current.db, { name: 'kestrel' });
    expect(await undo(gone)).toContain('Undone: 0 companies are as before.');
  });

  it('waits for somebody who takes a name at that moment, and leaves that company in the trash', async () => {
    const company = await insertCompany(app.current.db, { name: 'Merlin' });
    await alice.get('/companies');
    const gone = await act(app.current, alice, '/companies', { ids: company, act: 'delete' });
    const added = `insert into companies (id, name) values (gen_random_uuid(), 'merlin')`;
    const somebody = await holding(app.current.db, NAMES, added);
    const undone = alice.postAndFollow(`/batches/${gone}/undo`);
    await Promise.all([undone, somebody.untilWaited().then(somebody.commits)]);
    expect(textOf((await undone).text)).toContain('Undone: 0 companies are as before.');
  });

  it('takes tags off that were put on, and puts them on again where they were', async () => {
    const [bare, tagged] = [await add(), await add()];
    await linked(tagged);
    await inventory({ ids: tagged, act: 'tag', tag: 'Kes' });
    const names = () =>
      rows(`select g.inventory_item_id, t.name from taggings g join tags t on t.id = g.tag_id order by 1, 2`);
    const before = await names();
    const put = await inventory({ ids: [bare, tagged], act: 'tag', tag: 'Kes' });
    expect(await undo(put)).toContain('Undone: 1 item is as before.');
    expect(await names()).toEqual(before);
    const off = await inventory({ ids: [bare, tagged], act: 'untag', tag: 'Kes' });
    expect(await names()).toHaveLength(before.length - 1);
    await undo(off);
    expect(await names()).toEqual(before);
    const gone = await inventory({ ids: tagged, act: 'untag', tag: 'Kes' });
    await rows(`delete from tags where name = 'Kes'`);
    expect(await undo(gone)).toContain('1 item was changed since and left alone.');
  });

  it('happens once, also when it is asked for twice at the same time', async () => {
    const ids = [await add({ location: 'A' }), await add({ location: 'B' })];
    const before = await items();
    const batch = await inventory({ ids, field: 'location', location: 'C' });
    const both = await Promise.all([1, 2].map(() => alice.post(`/batches/${batch}/undo`)));
    expect(both.map(({ status }) => status)).toEqual([303, 303]);
    expect(await items()).toEqual(before);
    const told = `select count(*)::int as n from history where batch_id is null and inventory_item_id is not null`;
    expect(await rows(told)).toEqual([{ n: 2 }]);
    expect(await undo(batch)).toContain('This was undone already.');
  });

  it('is for its person alone, for thirty days, and not for an id that is none', async () => {
    const id = await add({ location: 'A' });
    const batch = await inventory({ ids: id, field: 'location', location: 'B' });
    const bob = await app.current.as('bob');
    await bob.get('/inventory');
    expect((await bob.get(`/batches/${batch}`)).status).toBe(404);
    expect((await bob.post(`/batches/${batch}/undo`)).status).toBe(404);
    const vera = await app.current.as('vera');
    await vera.get('/inventory');
    expect((await vera.post(`/batches/${batch}/undo`)).status).toBe(403);
    expect((await alice.post('/batches/none/undo')).status).toBe(404);
    await rows(`update batches set at = now() - interval '31 days'`);
    const late = await alice.get(`/batches/${batch}`);
    expect(late.text).not.toContain('/undo"');
    expect(textOf(late.text)).toContain('Over 30 days old: it cannot be undone.');
    const refused = await alice.post(`/batches/${batch}/undo`);
    expect([refused.status, textOf(refused.text)]).toEqual([409, expect.stringContaining('Over 30 days old')]);
    expect(await rows('select location from inventory_items')).toEqual([{ location: 'B' }]);
  });

  it('of a common record is no one else’s', async () => {
    const company = await insertCompany(app.current.db);
    await alice.get('/companies');
    const batch = await act(app.current, alice, '/companies', { ids: company, field: 'kind', kind: 'media' });
    const bob = await app.current.as('bob');
    await bob.get('/companies');
    expect((await bob.post(`/batches/${batch}/undo`)).status).toBe(404);
    await undo(batch);
    expect(await rows('select kind from companies where id = $1', [company])).toEqual([{ kind: 'brand' }]);
  });
});

describe('more rows than one request takes', () => {
  it('come back exactly, all of them, by a job', async () => {
    await insertMugs(app.current.db, PEOPLE.alice.id, 10_001);
    const [first] = await rows<{ id: string }>('select id from inventory_items limit 1');
    await linked(first?.id ?? '');
    const [before, links] = [await items(), await kept()];
    const from = await viewOf(alice, '/inventory');
    const batch = await inventory({ all_matching: '1', from, field: 'location', location: 'Cellar' });
    expect(await app.current.runJobs()).toEqual([{ name: 'bulk_act', ended: 'completed' }]);
    expect(await rows(`select count(*)::int as n from inventory_items where location = 'Cellar'`)).toEqual([
      { n: 10_001 },
    ]);
    const page = await alice.postAndFollow(`/batches/${batch}/undo`);
    expect(textOf(page.text)).toContain('Being undone');
    expect(await app.current.runJobs()).toEqual([{ name: 'bulk_act', ended: 'completed' }]);
    expect(textOf((await alice.get(`/batches/${batch}`)).text)).toContain('Undone: 10,001 items are as before.');
    expect(await items()).toEqual(before);
    expect(await kept()).toEqual(links);
  });

  it('stops where its person may write no more, and what it did can be undone', async () => {
    await insertMugs(app.current.db, PEOPLE.alice.id, 10_001);
    const batch = await inventory({ all_matching: '1', from: await viewOf(alice, '/inventory'), act: 'delete' });
    await rows(`update users set role = 'VIEWER' where id = $1`, [PEOPLE.alice.id]);
    await app.current.runJobs();
    await rows(`update users set role = 'USER' where id = $1`, [PEOPLE.alice.id]);
    expect(await rows('select state, done from batches where id = $1', [batch])).toEqual([
      { state: 'failed', done: 0 },
    ]);
    expect(textOf((await alice.get(`/batches/${batch}`)).text)).toContain(
      'It stopped before its end; 0 of 10,001 were come to.',
    );
  });
});
