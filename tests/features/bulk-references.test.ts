import { v7 as uuidv7 } from 'uuid';
import { beforeEach, describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { act } from '../support/bulk.js';
import { insertCompany } from '../support/companies.js';
import { insertItem } from '../support/items.js';
import { mergeAs } from '../support/merging.js';
import { PEOPLE } from '../support/people.js';
import { type Fields, textOf, type Visitor } from '../support/visitor.js';

const app = useApp();
const rows = <T = Record<string, unknown>>(text: string, values: unknown[] = []) =>
  app.current.db.rows<T>(text, values);
const item = (fields: Record<string, unknown> = {}) => insertItem(app.current.db, PEOPLE.alice.id, fields);
const company = (name: string, fields: Record<string, unknown> = {}) =>
  insertCompany(app.current.db, { name, ...fields });
const brandOf = async (id: string) =>
  (await rows('select brand, company_id from inventory_items where id = $1', [id]))[0];
const parentOf = async (id: string) =>
  (await rows('select parent_id from companies where id = $1', [id]))[0]?.parent_id;
const newest = async () =>
  (await rows<{ id: string }>('select id from batches order by at desc, id desc limit 1'))[0]?.id ?? '';
const undo = async () => textOf((await alice.postAndFollow(`/batches/${await newest()}/undo`)).text);
const send = async (path: string, fields: Fields) =>
  textOf((await alice.postAndFollow(`${path}/bulk`, { submission_id: uuidv7(), ...fields })).text);

let alice: Visitor;
beforeEach(async () => {
  for (const table of ['inventory_items', 'batches', 'companies']) await rows(`delete from ${table}`);
  alice = await app.current.as('alice');
  await alice.get('/inventory');
});

describe('the brand of many items', () => {
  it('is asked for with suggestions, set with its company, told in each history, and taken back', async () => {
    const [old, kestrel] = [await company('Old Ltd'), await company('Kestrel Optics')];
    const [had, none] = [await item({ brand: 'Old Ltd', company_id: old }), await item()];
    const ids = [had, none];
    const asked = await alice.get(`/inventory/bulk?${ids.map((id) => `ids=${id}`).join('&')}&field=brand`);
    expect(asked.text).toContain('data-combobox-url-value="/companies/suggestions"');
    expect(asked.text).toContain('data-combobox-add-value="brand"');
    const counted = await alice.get(`/inventory/bulk?${ids.map((id) => `ids=${id}`).join('&')}&brand=kestrel+OPTICS`);
    expect(textOf(counted.text)).toContain('Set the brand of 2 items to “Kestrel Optics”?');
    expect(await send('/inventory', { ids, brand: 'kestrel optics' })).toContain(
      'Brand of 2 items set to “Kestrel Optics”.',
    );
    for (const id of ids) expect(await brandOf(id)).toEqual({ brand: 'Kestrel Optics', company_id: kestrel });
    expect(
      (await rows('select changes from history where inventory_item_id = $1', [had])).map((it) => it.changes),
    ).toEqual([{ company_id: [old, kestrel], brand: ['Old Ltd', 'Kestrel Optics'] }]);
    expect(await undo()).toContain('Undone: 2 items are as before.');
    expect([await brandOf(had), await brandOf(none)]).toEqual([
      { brand: 'Old Ltd', company_id: old },
      { brand: null, company_id: null },
    ]);
  });

  it('adds the company of a name that is none yet, once, as the form of one does; two at once add one', async () => {
    const [one, two] = [await item(), await item()];
    const counted = await alice.get(`/inventory/bulk?ids=${one}&brand=Brand+New`);
    expect(textOf(counted.text)).toContain('Set the brand of 1 item to “Brand New”?');
    expect(await rows(`select from companies where name = 'Brand New'`)).toEqual([]);
    await Promise.all([
      alice.post('/inventory/bulk', { ids: one, brand: 'Brand New', submission_id: uuidv7() }),
      alice.post('/inventory/bulk', { ids: two, brand: 'brand new', submission_id: uuidv7() }),
    ]);
    const made =
      await rows(`select id, user_id from companies c left join lateral (select created_by as user_id) u on true
      where name_key = 'brand new'`);
    expect(made).toEqual([{ id: expect.any(String), user_id: PEOPLE.alice.id }]);
    for (const id of [one, two]) expect((await brandOf(id))?.company_id).toBe(made[0]?.id);
  });

  it('is cleared by nothing, and says who has it already', async () => {
    const kestrel = await company('Kestrel');
    const ids = [await item({ brand: 'Kestrel', company_id: kestrel }), await item()];
    expect(await send('/inventory', { ids, brand: '' })).toContain(
      'Brand of 1 item set to “no brand”. 1 item has that brand already.',
    );
    expect(await brandOf(ids[0] ?? '')).toEqual({ brand: null, company_id: null });
  });

  it('comes back as the company that the former one became a part of, and not at all where that is gone', async () => {
    const [lost, kept, gone, now] = [
      await company('Lost'),
      await company('Kept'),
      await company('Gone'),
      await company('Now'),
    ];
    const [merged, orphan] = [
      await item({ brand: 'Lost', company_id: lost }),
      await item({ brand: 'Gone', company_id: gone }),
    ];
    await act(app.current, alice, '/inventory', { ids: [merged, orphan], brand: 'Now' });
    await mergeAs(app.current, 'alice', '/companies', kept, lost);
    await rows('delete from companies where id = $1', [gone]);
    expect(await undo()).toContain('Undone: 1 item is as before. 1 item was changed since and left alone.');
    expect((await brandOf(merged))?.company_id).toBe(kept);
    expect(await brandOf(orphan)).toEqual({ brand: 'Now', company_id: now });
  });
});

describe('what many companies belong to', () => {
  it('is set and taken back; none comes to belong to itself or to what belongs to it, with the reason', async () => {
    const top = await company('Top');
    const middle = await company('Middle', { parent_id: top });
    const [one, two] = [await company('One'), await company('Two', { parent_id: top })];
    const ids = [top, middle, one, two];
    const said = await send('/companies', { ids, parent: 'middle' });
    expect(said).toContain('Parent of 2 companies set to “Middle”.');
    expect(said).toContain(
      '2 companies stay as they are: a company cannot belong to itself, nor to one that belongs to it.',
    );
    expect([await parentOf(top), await parentOf(middle), await parentOf(one), await parentOf(two)]).toEqual([
      null,
      top,
      middle,
      middle,
    ]);
    expect((await rows('select changes from history where company_id = $1', [two])).map((it) => it.changes)).toEqual([
      { parent: ['Top', 'Middle'], parent_id: [top, middle] },
    ]);
    expect(await undo()).toContain('Undone: 2 companies are as before.');
    expect([await parentOf(one), await parentOf(two)]).toEqual([null, top]);
  });

  it('is asked for again where no company is called that, and none is made', async () => {
    const ids = [await company('One')];
    const answer = await alice.post('/companies/bulk', { ids, parent: 'Nobody', submission_id: uuidv7() });
    expect(answer.status).toBe(422);
    expect(textOf(answer.text)).toContain('No company is called that. Choose one of the list.');
    expect(answer.text).toContain('value="Nobody"');
    expect(await rows(`select from companies where name = 'Nobody'`)).toEqual([]);
  });

  it('does not come back as a circle that was closed meanwhile, not even by the undo itself', async () => {
    const [a, b, x, p] = [await company('A'), await company('B'), await company('X'), await company('P')];
    await rows('update companies set parent_id = $2 where id = $1', [a, x]);
    await rows('update companies set parent_id = $2 where id = $1', [b, a]);
    await act(app.current, alice, '/companies', { ids: [a, b], parent: 'P' });
    await rows('update companies set parent_id = $2 where id = $1', [x, b]);
    expect(await undo()).toMatch(/Undone: 1 company is as before\. 1 company was changed since and left alone\./);
    const circles = await rows(`
      with recursive up as (select id as start, parent_id from companies
        union select up.start, c.parent_id from companies c join up on c.id = up.parent_id)
      select from up where parent_id = start`);
    expect(circles).toEqual([]);
    expect(p).toBeTruthy();
  });
});
