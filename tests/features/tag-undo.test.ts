import { beforeEach, describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { insertCompany } from '../support/companies.js';
import { insertItem } from '../support/items.js';
import { PEOPLE } from '../support/people.js';
import { textOf, type Visitor } from '../support/visitor.js';

const app = useApp();
const rows = <T = Record<string, unknown>>(text: string, values: unknown[] = []) =>
  app.current.db.rows<T>(text, values);
const item = (fields: Record<string, unknown> = {}) => insertItem(app.current.db, PEOPLE.alice.id, fields);
const tagId = async (name: string) =>
  (await rows<{ id: string }>('select id from tags where name_key = lower($1)', [name]))[0]?.id ?? '';
const tagsOn = async (id: string) =>
  (
    await rows<{ name: string }>(
      `select g.name from taggings t join tags g on g.id = t.tag_id
       where coalesce(t.inventory_item_id, t.company_id, t.contact_id) = $1 order by g.name_key`,
      [id],
    )
  ).map(({ name }) => name);
const newest = async () =>
  (await rows<{ id: string }>('select id from batches order by at desc, id desc limit 1'))[0]?.id ?? '';
const undo = async (batch: string, who = alice) =>
  textOf((await who.postAndFollow(`/batches/${batch}/undo`, { back: '/batches' })).text);

let alice: Visitor;
beforeEach(async () => {
  for (const table of ['inventory_items', 'companies', 'tags', 'batches']) await rows(`delete from ${table}`);
  alice = await app.current.as('alice');
  await alice.get('/tags');
});

const add = (path: string, tag: string, who = alice) => who.post(`${path}/tags/addition`, { tag });

describe('the undo of deleting a tag', () => {
  it('stands in the message, brings it back as it was to all that carried it, also in the trash, and tells each history', async () => {
    const [one, trashed, other] = [await item(), await item(), await item()];
    for (const id of [one, trashed]) await add(`/inventory/${id}`, 'fragile, safe');
    await add(`/inventory/${other}`, 'safe');
    await rows(`update tags set colour = 'red' where name = 'fragile'`);
    await rows('update inventory_items set deleted_at = now() where id = $1', [trashed]);
    const tag = await tagId('fragile');
    const after = await alice.postAndFollow(`/tags/${tag}/delete`);
    const action = /action="(\/batches\/[0-9a-f-]{36}\/undo)"/.exec(after.text)?.[1] ?? '';
    expect(await tagsOn(one)).toEqual(['safe']);
    const undone = await alice.postAndFollow(action);
    expect(textOf(undone.text)).toContain('Undone: 2 records are as before.');
    expect(await rows('select id, name, colour from tags where id = $1', [tag])).toEqual([
      { id: tag, name: 'fragile', colour: 'red' },
    ]);
    expect([await tagsOn(one), await tagsOn(trashed), await tagsOn(other)]).toEqual([
      ['fragile', 'safe'],
      ['fragile', 'safe'],
      ['safe'],
    ]);
    expect(
      await rows(
        `select changes from history where inventory_item_id = $1 and act = 'tagged' order by at desc, id desc limit 1`,
        [one],
      ),
    ).toEqual([{ changes: { tags: [['safe'], ['fragile', 'safe']] } }]);
  });

  it('brings back one that nothing carried', async () => {
    const id = await item();
    await add(`/inventory/${id}`, 'lonely');
    await alice.post(`/inventory/${id}/tags/removal`, { tag: 'lonely' });
    const tag = await tagId('lonely');
    await alice.post(`/tags/${tag}/delete`, {});
    expect(textOf((await alice.get('/batches')).text)).toContain('Tag lonely deleted. Nothing carried it.');
    await undo(await newest());
    expect(await tagId('lonely')).toBe(tag);
  });

  it('leaves out records that are gone for good or full, and says how many', async () => {
    const [one, gone, full] = [await item(), await item(), await item()];
    for (const id of [one, gone, full]) await add(`/inventory/${id}`, 'promo');
    await alice.post(`/tags/${await tagId('promo')}/delete`, {});
    await rows('delete from inventory_items where id = $1', [gone]);
    await add(`/inventory/${full}`, Array.from({ length: 50 }, (_, at) => `t${at}`).join(','));
    const said = await undo(await newest());
    expect(said).toContain('Undone: 1 record is as before. 2 records did not get it back:');
    expect(said).toContain('Undone, 2 left alone');
    expect([await tagsOn(one), (await tagsOn(full)).length]).toEqual([['promo'], 50]);
  });

  it('uses the tag that was named so since, and once, also when it is asked for twice at the same time', async () => {
    const [one, two] = [await item(), await item()];
    await add(`/inventory/${one}`, 'Summer');
    await alice.post(`/tags/${await tagId('Summer')}/delete`, {});
    await add(`/inventory/${two}`, 'summer');
    const batch = await newest();
    const answers = await Promise.all([1, 2].map(() => alice.post(`/batches/${batch}/undo`)));
    expect(answers.map(({ status }) => status)).toEqual([303, 303]);
    expect([await tagsOn(one), await tagsOn(two)]).toEqual([['summer'], ['summer']]);
    expect(await rows(`select from tags where name_key = 'summer'`)).toHaveLength(1);
    const told = await rows(`select from history where inventory_item_id = $1 and act = 'tagged'`, [one]);
    expect(told).toHaveLength(3);
  });

  it('works for the shared ones, for who did it alone', async () => {
    const company = await insertCompany(app.current.db, { name: 'Carrier' });
    const mine = await item();
    await add(`/companies/${company}`, 'press');
    await add(`/inventory/${mine}`, 'press');
    const [shared] = await rows<{ id: string }>(`select id from tags where name = 'press' and user_id is null`);
    await alice.post(`/tags/${shared?.id}/delete`, {});
    expect([await tagsOn(company), await tagsOn(mine)]).toEqual([[], ['press']]);
    const batch = await newest();
    const bob = await app.current.as('bob');
    await bob.get('/tags');
    expect((await bob.post(`/batches/${batch}/undo`)).status).toBe(404);
    expect(textOf((await bob.get('/batches')).text)).toContain('Nothing was changed lately');
    await undo(batch);
    expect(await tagsOn(company)).toEqual(['press']);
    expect(await rows(`select user_id from tags where id = $1`, [shared?.id])).toEqual([{ user_id: null }]);
  });
});

describe('the undo of merging two tags', () => {
  const merge = async (from: string, into: string) => {
    await alice.post(`/tags/${await tagId(from)}/merge`, { into: await tagId(into) });
    return newest();
  };

  it('gives each record the ones it carried before', async () => {
    const [both, one, other] = [await item(), await item(), await item()];
    await add(`/inventory/${both}`, 'bag, satchel');
    await add(`/inventory/${one}`, 'bag');
    await add(`/inventory/${other}`, 'satchel');
    const batch = await merge('bag', 'satchel');
    expect(await tagsOn(one)).toEqual(['satchel']);
    expect(await undo(batch)).toContain('Undone: 2 records are as before.');
    expect([await tagsOn(both), await tagsOn(one), await tagsOn(other)]).toEqual([
      ['bag', 'satchel'],
      ['bag'],
      ['satchel'],
    ]);
  });

  it('gives it back where the other one went since, and takes no other tag off', async () => {
    const [one, two] = [await item(), await item()];
    for (const id of [one, two]) await add(`/inventory/${id}`, 'bag');
    await add(`/inventory/${two}`, 'satchel');
    const batch = await merge('bag', 'satchel');
    await alice.post(`/inventory/${one}/tags/removal`, { tag: 'satchel' });
    await add(`/inventory/${one}`, 'later');
    await undo(batch);
    expect([await tagsOn(one), await tagsOn(two)]).toEqual([
      ['bag', 'later'],
      ['bag', 'satchel'],
    ]);
  });
});

describe('the page of the recent acts', () => {
  it('has one’s own of the last 30 days, the last first, each with its undo or why there is none', async () => {
    const id = await item();
    for (const name of ['first', 'second', 'third']) {
      await add(`/inventory/${id}`, name);
      await alice.post(`/tags/${await tagId(name)}/delete`, {});
    }
    await rows(`update batches set at = at - interval '31 days' where detail -> 'step' -> 'tag' ->> 'name' = 'first'`);
    expect(await undo(await newest())).toMatch(/Tag third deleted\. It was on 1 record\..*Undone.*Tag second deleted/);
    const page = await alice.get('/batches');
    expect(textOf(page.text)).not.toContain('Tag first deleted');
    expect(page.text.match(/\/batches\/[0-9a-f-]{36}\/undo/g)).toHaveLength(1);
    expect((await alice.get('/')).text).toContain('href="/batches"');
    const [{ id: old } = { id: '' }] = await rows<{ id: string }>('select id from batches order by at limit 1');
    expect((await alice.post(`/batches/${old}/undo`)).status).toBe(409);
    expect(textOf((await alice.get(`/batches/${old}`)).text)).toContain('Tag first deleted');
  });

  it('turns its pages', async () => {
    await rows(
      `insert into batches (id, user_id, module, act, detail, state, wanted, done)
       select gen_random_uuid(), $1, 'inventory', 'delete', '{"step": {"act": "delete"}}', 'done', n, n from generate_series(1, 30) n`,
      [PEOPLE.alice.id],
    );
    const first = await alice.get('/batches');
    const next = /rel="next" href="([^"]*)"/.exec(first.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const both = first.text + (await alice.get(next)).text;
    expect(new Set(both.match(/\/batches\/[0-9a-f-]{36}\/undo/g)).size).toBe(30);
    expect((await alice.get('/batches?cursor=nonsense')).status).toBe(400);
  });
});
