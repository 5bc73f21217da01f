import { v7 as uuidv7 } from 'uuid';
import { beforeEach, describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { act, insertMugs, viewOf } from '../support/bulk.js';
import { insertCompany } from '../support/companies.js';
import { insertContact } from '../support/contact-form.js';
import { holding } from '../support/holding.js';
import { insertItem } from '../support/items.js';
import { PEOPLE } from '../support/people.js';
import { type Fields, textOf, type Visitor } from '../support/visitor.js';

const app = useApp();
const add = (fields: Record<string, unknown> = {}, owner: string = PEOPLE.alice.id) =>
  insertItem(app.current.db, owner, fields);
const rows = <T = Record<string, unknown>>(text: string, values: unknown[] = []) =>
  app.current.db.rows<T>(text, values);
const item = async (id: string) => (await rows('select * from inventory_items where id = $1', [id]))[0] ?? {};
const asked = async (path: string, parameters: [string, string][]) =>
  textOf((await alice.get(`${path}/bulk?${new URLSearchParams(parameters)}`)).text);

let alice: Visitor;
beforeEach(async () => {
  await rows('delete from inventory_items');
  await rows('delete from tags');
  await rows('delete from batches');
  alice = await app.current.as('alice');
  await alice.get('/inventory');
});

describe('a field of many records', () => {
  it('is chosen, given a value by the control that fits it, counted, and set with its history', async () => {
    const ids = [await add({ category: null }), await add({ category: 'audio' }), await add({ category: 'other' })];
    const ticked = ids.map((id): [string, string] => ['ids', id]);
    const choice = await alice.get(`/inventory/bulk?${new URLSearchParams(ticked)}`);
    expect(choice.text).toContain('name="field" value="category"');
    const value = await alice.get(`/inventory/bulk?${new URLSearchParams([...ticked, ['field', 'category']])}`);
    expect(value.text).toContain('<option value="audio">Audio</option>');
    expect(value.text).toContain('No category');
    const confirm = await asked('/inventory', [...ticked, ['field', 'category'], ['category', 'audio']]);
    expect(confirm).toContain('Set the category of 2 items to “Audio”?');
    expect(confirm).toContain('2 will change, 1 stays as it is.');
    const list = await alice.postAndFollow('/inventory/bulk', { ids, field: 'category', category: 'audio' });
    expect(textOf(list.text)).toContain('Category of 2 items set to “Audio”. 1 item has that category already. Undo');
    expect(await rows(`select category, version from inventory_items order by version`)).toEqual([
      { category: 'audio', version: 1 },
      { category: 'audio', version: 2 },
      { category: 'audio', version: 2 },
    ]);
    expect(await rows(`select act, changes, actor_id from history where inventory_item_id = $1`, [ids[2]])).toEqual([
      { act: 'changed', changes: { category: ['other', 'audio'] }, actor_id: PEOPLE.alice.id },
    ]);
  });

  it('is cleared by an empty value where it may be empty, and refused where it may not', async () => {
    const id = await add({ location: 'Shelf 1', condition: 'used' });
    await act(app.current, alice, '/inventory', { ids: id, field: 'location', location: '' });
    expect((await item(id)).location).toBeNull();
    const refused = await alice.post('/inventory/bulk', { ids: id, field: 'condition', condition: '' });
    expect(refused.status).toBe(422);
    expect(textOf(refused.text)).toContain('Choose one.');
    expect((await item(id)).condition).toBe('used');
  });

  it.each([
    ['location', 'x'.repeat(201), 'Use 200 characters at most.'],
    ['location', 'a\0b', 'This holds a character that cannot be stored.'],
    ['review_due_on', '2026-02-30', 'Type a date such as 2026-11-18.'],
    ['review_due_on', 'soon', 'Type a date such as 2026-11-18.'],
    ['source', 'stolen', 'Choose one.'],
  ])('%s refuses what its form refuses, and keeps what was typed', async (field, value, message) => {
    const id = await add();
    const answer = await alice.post('/inventory/bulk', { ids: id, field, [field]: value });
    expect(answer.status).toBe(422);
    expect(textOf(answer.text)).toContain(message);
    expect((await item(id)).version).toBe(1);
  });

  it('leaves a row whose days would be out of order, and says why', async () => {
    const early = await add({ received_on: '2026-01-05' });
    const late = await add({ received_on: '2026-05-05' });
    const list = await alice.postAndFollow('/inventory/bulk', {
      ids: [early, late],
      field: 'review_due_on',
      review_due_on: '2026-02-01',
    });
    expect(textOf(list.text)).toContain('1 item stays as it is: the days would be out of order.');
    expect((await rows('select review_due_on::text as d from inventory_items order by received_on'))[0]).toEqual({
      d: '2026-02-01',
    });
    expect((await item(late)).review_due_on).toBeNull();
  });

  it('is set once, however often the form is sent', async () => {
    const id = await add({ location: 'Attic' });
    const fields = { ids: id, field: 'location', location: 'Cellar', submission_id: uuidv7() };
    expect((await alice.post('/inventory/bulk', fields)).headers.location).toBe('/inventory');
    const second = await alice.postAndFollow('/inventory/bulk', fields);
    expect(textOf(second.text)).toContain('Location of 1 item set to “Cellar”.');
    const both = await Promise.all(
      [1, 2].map(() =>
        alice.post('/inventory/bulk', { ...fields, submission_id: second.text && uuidv7(), location: 'Roof' }),
      ),
    );
    expect(both.map(({ status }) => status)).toEqual([303, 303]);
    expect((await item(id)).version).toBe(3);
    expect(await rows('select id from history where inventory_item_id = $1', [id])).toHaveLength(2);
  });

  it('works on the common records too, in everybody’s sight', async () => {
    const companies = [await insertCompany(app.current.db), await insertCompany(app.current.db)];
    await alice.get('/companies');
    const list = await alice.postAndFollow('/companies/bulk', {
      ids: companies,
      field: 'category',
      category: 'Travel and parks / Theme parks',
    });
    expect(textOf(list.text)).toContain('Category of 2 companies set to “Travel and parks / Theme parks”.');
    const [told] = await rows('select user_id, changes from history where company_id = $1', [companies[0]]);
    expect(told).toMatchObject({ user_id: null, changes: { category: [null, 'Travel and parks / Theme parks'] } });
    const bob = await app.current.as('bob');
    expect(textOf((await bob.get(`/companies/${companies[0]}`)).text)).toContain('Theme parks');
    const unknown = await alice.postAndFollow('/companies/bulk', {
      ids: companies,
      field: 'category',
      category: 'Nonsense',
    });
    expect(textOf(unknown.text)).toContain('2 companies stay as they are: this category is no longer there.');
    const fields = [...companies.map((id): [string, string] => ['ids', id]), ['do_not_contact', 'true']];
    const first = await alice.get(`/companies/bulk?${new URLSearchParams(fields as [string, string][])}`);
    expect(first.status).toBe(200);
    expect(textOf(first.text)).toContain('Set 2 companies to Do not contact?');
    expect(first.text).toContain('name="do_not_contact_reason"');
    expect(textOf(first.text)).not.toContain('Say why');
    const unreasoned = await alice.post('/companies/bulk', {
      ids: companies,
      field: 'do_not_contact',
      do_not_contact: 'true',
    });
    expect(unreasoned.status).toBe(422);
    expect(textOf(unreasoned.text)).toContain('Say why, so that the others know.');
    await act(app.current, alice, '/companies', {
      ids: companies,
      do_not_contact: 'true',
      do_not_contact_reason: 'Asked not to be',
    });
    expect(
      await rows('select do_not_contact, do_not_contact_reason from companies where id = $1', [companies[0]]),
    ).toEqual([{ do_not_contact: true, do_not_contact_reason: 'Asked not to be' }]);
    const contact = await insertContact(app.current.db);
    await act(app.current, alice, '/contacts', { ids: contact, field: 'warmth', warmth: 'hot' });
    expect(await rows('select warmth, version from contacts where id = $1', [contact])).toEqual([
      { warmth: 'hot', version: 2 },
    ]);
  });
});

describe('tags of many records', () => {
  const tagsOf = async (id: string) =>
    (
      await rows<{ name: string }>(
        'select t.name from taggings g join tags t on t.id = g.tag_id where g.inventory_item_id = $1 order by 1',
        [id],
      )
    ).map(({ name }) => name);

  it('are added, a new one made on the fly, and removed, each told in the records’ history', async () => {
    const ids = [await add(), await add()];
    const fields: [string, string][] = [...ids.map((id): [string, string] => ['ids', id]), ['act', 'tag']];
    expect(await asked('/inventory', fields)).toContain('Tag the selected items');
    expect(await asked('/inventory', [...fields, ['tag', 'Kes']])).toContain('Tag 2 items “Kes”?');
    expect(await rows('select 1 from tags')).toEqual([]);
    await act(app.current, alice, '/inventory', { ids, act: 'tag', tag: 'Kes' });
    await act(app.current, alice, '/inventory', { ids: ids[0] ?? '', act: 'tag', tag: 'attic' });
    const list = await alice.postAndFollow('/inventory/bulk', { ids, act: 'tag', tag: 'ATTIC' });
    expect(textOf(list.text)).toContain('1 item tagged “attic”. 1 item has that tag already.');
    for (const id of ids) expect(await tagsOf(id)).toEqual(['Kes', 'attic']);
    const [told] = await rows(`select changes from history where inventory_item_id = $1 order by at desc, id desc`, [
      ids[1],
    ]);
    expect(told).toEqual({ changes: { tags: [['Kes'], ['attic', 'Kes']] } });
    const off = await alice.postAndFollow('/inventory/bulk', { ids, act: 'untag', tag: 'kes' });
    expect(textOf(off.text)).toContain('Tag “Kes” removed from 2 items.');
    for (const id of ids) expect(await tagsOf(id)).toEqual(['attic']);
  });

  it('are fifty at most, and their names as long as a tag’s', async () => {
    const full = await add();
    for (let n = 0; n < 50; n += 1) {
      const tag = uuidv7();
      await rows('insert into tags (id, user_id, name) values ($1, $2, $3)', [tag, PEOPLE.alice.id, `Tag ${n}`]);
      await rows('insert into taggings (id, user_id, tag_id, inventory_item_id) values ($1, $2, $3, $4)', [
        uuidv7(),
        PEOPLE.alice.id,
        tag,
        full,
      ]);
    }
    const list = await alice.postAndFollow('/inventory/bulk', { ids: full, act: 'tag', tag: 'One more' });
    expect(textOf(list.text)).toContain('1 item stays as it is: a record carries 50 tags at most.');
    expect(await tagsOf(full)).toHaveLength(50);
    expect((await alice.post('/inventory/bulk', { ids: full, act: 'tag', tag: 'x'.repeat(10_000) })).status).toBe(422);
    expect((await alice.post('/inventory/bulk', { ids: full, act: 'tag', tag: '  ' })).status).toBe(422);
  });

  it('keep nobody from naming another tag while they are put on', async () => {
    const [held, other] = [await insertCompany(app.current.db), await insertCompany(app.current.db)];
    const somebody = await holding(app.current.db, `select from companies where id = '${held}' for update`);
    const tagged = act(app.current, alice, '/companies', { ids: held, act: 'tag', tag: 'On its way' });
    await somebody.untilWaited();
    const bob = await app.current.as('bob');
    await bob.get('/companies');
    expect((await bob.post(`/companies/${other}/tags/addition`, { tag: 'Of another name' })).status).toBe(303);
    await somebody.commits();
    await tagged;
    expect(await rows(`select name from tags order by name`)).toEqual([
      { name: 'Of another name' },
      { name: 'On its way' },
    ]);
  });

  it('of common records are common, and one’s own are not seen there', async () => {
    const company = await insertCompany(app.current.db);
    await act(app.current, alice, '/inventory', { ids: await add(), act: 'tag', tag: 'Kes' });
    await alice.get('/companies');
    await act(app.current, alice, '/companies', { ids: company, act: 'tag', tag: 'Kes' });
    expect(await rows(`select user_id from tags where name = 'Kes' order by user_id nulls first`)).toEqual([
      { user_id: null },
      { user_id: PEOPLE.alice.id },
    ]);
  });
});

describe('deleting many records', () => {
  it('asks with the count, moves them to the trash and tells each history', async () => {
    const ids = [await add(), await add()];
    const kept = await add();
    const fields: [string, string][] = [...ids.map((id): [string, string] => ['ids', id]), ['act', 'delete']];
    expect(await asked('/inventory', fields)).toContain('Delete 2 items?');
    const list = await alice.postAndFollow('/inventory/bulk', { ids, act: 'delete' });
    expect(textOf(list.text)).toContain('2 items moved to the trash. Undo');
    expect(await rows('select id from inventory_items where deleted_at is null')).toEqual([{ id: kept }]);
    expect(await rows(`select act from history where inventory_item_id = any($1)`, [ids])).toEqual([
      { act: 'deleted' },
      { act: 'deleted' },
    ]);
  });
});

describe('the rows of an act', () => {
  it('are nobody else’s, not those of readers, and none where none was ticked', async () => {
    const strange = await add({ location: 'Attic' }, PEOPLE.bob.id);
    const list = await alice.postAndFollow('/inventory/bulk', { ids: strange, act: 'delete' });
    expect(textOf(list.text)).toContain('Nothing was deleted.');
    expect((await item(strange)).deleted_at).toBeNull();
    expect((await alice.get('/inventory/bulk?act=delete')).headers.location).toBe('/inventory');
    const vera = await app.current.as('vera');
    const company = await insertCompany(app.current.db);
    expect((await vera.get(`/companies/bulk?ids=${company}&act=delete`)).status).toBe(403);
    expect((await vera.post('/companies/bulk', { ids: company, act: 'delete' })).status).toBe(403);
    expect(await rows('select 1 from companies where id = $1 and deleted_at is not null', [company])).toEqual([]);
  });

  it.each<[string, Fields]>([
    ['no act', {}],
    ['an act that is none', { act: 'burn' }],
    ['a field that is none', { field: 'user_id', user_id: PEOPLE.bob.id }],
    ['a field of Object', { field: 'constructor', constructor: 'x' }],
  ])('stay as they are with %s', async (_name, fields) => {
    const id = await add();
    expect((await alice.post('/inventory/bulk', { ids: id, ...fields })).status).toBe(400);
    expect((await item(id)).version).toBe(1);
  });

  it('may be exported alone, or as the whole list', async () => {
    const [one, two] = [await add({ name: 'First' }), await add({ name: 'Second' })];
    await add({ name: 'Third', state: 'listed' });
    const from = await viewOf(alice, '/inventory?state=listed');
    const ticked = await alice.get(
      `/inventory/bulk/export?${new URLSearchParams([
        ['ids', one],
        ['ids', two],
        ['from', from],
      ])}`,
    );
    const csv = (await alice.get(ticked.headers.location ?? '')).text;
    expect(csv).toContain('First');
    expect(csv).toContain('Second');
    expect(csv).not.toContain('Third');
    const all = await alice.get(`/inventory/bulk/export?${new URLSearchParams({ all_matching: '1', from })}`);
    expect(
      (await alice.get(all.headers.location ?? '')).text.split('\r\n').filter((line) => line.includes('Third')),
    ).toHaveLength(1);
    expect((await alice.get('/inventory/bulk/export')).headers.location).toBe('/inventory');
    expect((await alice.get('/inventory?ids=nonsense')).status).toBe(422);
  });
});

describe('more rows than one request takes', () => {
  it('go as a job that is seen working, and are all done in the end', async () => {
    await insertMugs(app.current.db, PEOPLE.alice.id, 10_001);
    await add({ name: 'Lamp' });
    const from = await viewOf(alice, '/inventory?q=mug');
    const confirm = await asked('/inventory', [
      ['all_matching', '1'],
      ['from', from],
      ['state', 'kept'],
    ]);
    expect(confirm).toContain('Set 10,001 items to Kept?');
    // So many are not looked at one by one for a page.
    expect(confirm).toContain('What is so already, or cannot take it, stays as it is.');
    expect(confirm).toContain('That many take a while.');
    const page = await alice.postAndFollow('/inventory/bulk', { all_matching: '1', from, state: 'kept' });
    expect(page.request.url).toMatch(/\/batches\/[0-9a-f-]{36}$/);
    expect(textOf(page.text)).toContain('0 of 10,001');
    expect(page.text).toContain('<progress max="10001" value="0"');
    const [batch] = await rows<{ id: string }>('select id from batches');
    const bob = await app.current.as('bob');
    expect((await bob.get(`/batches/${batch?.id}`)).status).toBe(404);
    const early = await alice.post(`/batches/${batch?.id}/undo`);
    expect(early.status).toBe(409);
    await app.current.runJobs();
    const over = await alice.get(`/batches/${batch?.id}`);
    expect(textOf(over.text)).toContain('Done');
    expect(textOf(over.text)).toContain('10,001 items set to Kept.');
    expect(over.text).not.toContain('<progress');
    expect(await rows(`select count(*)::int as n from inventory_items where state = 'kept'`)).toEqual([{ n: 10_001 }]);
    expect(
      await rows(
        `select count(*)::int as n, count(distinct inventory_item_id)::int as d from history where batch_id = $1`,
        [batch?.id],
      ),
    ).toEqual([{ n: 10_001, d: 10_001 }]);
    expect(await rows('select ids is not null as ids, done, skipped from batches')).toEqual([
      { ids: false, done: 10_001, skipped: 0 },
    ]);
  });
});
