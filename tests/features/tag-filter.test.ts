import { describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { insertItem } from '../support/items.js';
import { readList } from '../support/list.js';
import { PEOPLE, type PersonName } from '../support/people.js';
import { textOf } from '../support/visitor.js';

const app = useApp();

/** An item with tags, past the pages; answers its id. */
async function tagged(name: string, tags: string[], who: PersonName = 'alice'): Promise<string> {
  const { db } = app.current;
  const owner = PEOPLE[who].id;
  const id = await insertItem(db, owner, { name });
  for (const tag of tags) {
    await db.rows(
      `insert into tags (id, user_id, name) values (gen_random_uuid(), $1, $2) on conflict (scope, name_key) do nothing`,
      [owner, tag],
    );
    await db.rows(
      `insert into taggings (id, user_id, tag_id, inventory_item_id)
       select gen_random_uuid(), $1, id, $3 from tags where user_id = $1 and name = $2`,
      [owner, tag, id],
    );
  }
  return id;
}

async function scene(): Promise<void> {
  await app.current.db.rows('delete from inventory_items');
  await app.current.db.rows('delete from tags');
  await tagged('Both', ['bags', 'autumn']);
  await tagged('Bag', ['bags']);
  await tagged('Leaf', ['autumn']);
  await tagged('Plain', []);
  await tagged('His', ['bags', 'autumn'], 'bob');
}

const names = async (query: string) => (await readList(app.current, query)).names.sort();

describe('the inventory by tags', () => {
  it.each([
    ['one tag', '?tag=bags', ['Bag', 'Both']],
    ['one tag, whatever its case', '?tag=BAGS', ['Bag', 'Both']],
    ['any of two', '?tag=bags&tag=autumn', ['Bag', 'Both', 'Leaf']],
    ['any, said so', '?tag=bags&tag=autumn&tags=any', ['Bag', 'Both', 'Leaf']],
    ['all of two', '?tag=bags&tag=autumn&tags=all', ['Both']],
    ['all of two in one line', '?tag=bags,%20Autumn&tags=all', ['Both']],
    ['the same twice', '?tag=bags&tag=Bags&tags=all', ['Bag', 'Both']],
    ['none of two', '?tag=bags&tag=autumn&tags=none', ['Plain']],
    ['none of one', '?tag=bags&tags=none', ['Leaf', 'Plain']],
    ['one that does not exist', '?tag=nowhere', []],
    ['one that does not exist among all', '?tag=bags&tag=nowhere&tags=all', []],
    ['none of what does not exist', '?tag=nowhere&tags=none', ['Bag', 'Both', 'Leaf', 'Plain']],
    ['an empty name', '?tag=&tags=all', ['Bag', 'Both', 'Leaf', 'Plain']],
    ['a tag beside a search', '?tag=bags&q=both', ['Both']],
    ['a tag beside a search, sorted by name', '?tag=bags&q=b&sort=name', ['Bag', 'Both']],
  ])('shows %s', async (_what, query, expected) => {
    await scene();
    expect(await names(query)).toEqual(expected);
  });

  it('says which tags are on in a chip that takes them off, and keeps them in its links', async () => {
    await scene();
    const list = await readList(app.current, '?tag=bags&tag=autumn&tags=all&state=received');
    expect(list.text).toContain('Tag bags and autumn');
    expect(list.html).toContain('href="/inventory?state=received" aria-label="Remove filter Tag"');
    expect(list.html).toContain('/inventory/export.csv?tag=bags&amp;tag=autumn&amp;tags=all');
    expect((await readList(app.current, '?tag=bags&tags=none')).text).toContain('Without tag bags');
  });

  it('offers the tags as boxes in the filters, the chosen ones ticked, and shows nobody else’s', async () => {
    await scene();
    await tagged('Secret', ['his alone'], 'bob');
    const page = await (await app.current.as('alice')).get('/inventory/filters?tag=bags&tags=none');
    expect(page.text).toMatch(/name="tag" value="bags" checked/);
    expect(page.text).toMatch(/name="tag" value="autumn">/);
    expect(page.text).toMatch(/<option value="none"[^>]* selected>has none<\/option>/);
    expect(page.text).not.toContain('his alone');
  });

  it('has a field for the others where there are very many, and keeps what was typed there', async () => {
    await scene();
    await tagged(
      'Many',
      Array.from({ length: 40 }, (_, n) => `many ${n}`),
    );
    const page = await (await app.current.as('alice')).get('/inventory/filters?tag=nowhere&tag=many%2039');
    expect(page.text).toMatch(/id="f-more-tags"[^>]*value="nowhere"/);
    expect(page.text).toMatch(/value="many 39" checked/);
    expect(page.text.match(/type="checkbox" name="tag"/g)).toHaveLength(30);
  });

  it.each([
    ['a name of 10,000 characters', `?tag=${'x'.repeat(10_000)}`, 422],
    ['1,000 names', `?tag=${Array.from({ length: 1_000 }, (_, n) => n).join(',')}`, 422],
    ['a NUL', '?tag=a%00b', 422],
    ['half a character', '?tag=%ud800', 200],
    ['another word for how', '?tag=bags&tags=some', 422],
    ['two words for how', '?tag=bags&tags=all&tags=any', 422],
    ['a quote and a percent sign', '?tag=%27%25_\\', 200],
  ])('answers %s with a page', async (_what, query, status) => {
    await scene();
    expect((await readList(app.current, query)).status).toBe(status);
  });

  it('counts and totals what it shows, and exports it with its tags', async () => {
    await scene();
    const alice = await app.current.as('alice');
    expect((await readList(app.current, '?tag=bags')).text).toContain('2 of 4');
    expect(textOf((await alice.get('/inventory/totals?tag=bags')).text)).toContain('All 2 in USD');
    const csv = (await alice.get('/inventory/export.csv?tag=bags&sort=name')).text.trim().split('\r\n');
    expect(csv[0]).toMatch(/,tags$/);
    expect(csv.slice(1).map((line) => line.replace(/^[^,]*,([^,]*),.*?(,bags|,"autumn, bags")$/, '$1$2'))).toEqual([
      'Bag,bags',
      'Both,"autumn, bags"',
    ]);
  });

  it('leads from a record to its neighbours among those of the tag', async () => {
    await scene();
    const { links } = await readList(app.current, '?tag=bags&sort=name');
    const record = await (await app.current.as('alice')).get(links[0] ?? '');
    expect(textOf(record.text)).toContain('1 of 2');
  });
});

describe.each([
  ['companies', `insert into companies (id, name) values (gen_random_uuid(), $1) returning id`],
  ['contacts', `insert into contacts (id, first_name) values (gen_random_uuid(), $1) returning id`],
])('%s by tags', (module, insert) => {
  it('are shown by what anybody tagged them with, offered in the filters, and exported with it', async () => {
    const { db } = app.current;
    const [alice, bob] = [await app.current.as('alice'), await app.current.as('bob')];
    for (const name of ['Tagged by Alice', 'Plain']) {
      const [row] = await db.rows<{ id: string }>(insert, [name]);
      await alice.get(`/${module}/${row?.id}`);
      if (name !== 'Plain') await alice.post(`/${module}/${row?.id}/tags/addition`, { tag: 'press list, vip' });
    }
    const list = await bob.get(`/${module}?tag=press+list&tag=vip&tags=all`);
    expect(textOf(list.text)).toContain('Tagged by Alice');
    expect(textOf(list.text)).toContain('Tag press list and vip');
    expect(textOf(list.text)).not.toContain('Plain');
    const others = textOf((await bob.get(`/${module}?tag=vip&tags=none`)).text);
    expect(others).toContain('Plain');
    expect(others).not.toContain('Tagged by Alice');
    expect((await bob.get(`/${module}/filters?tag=vip`)).text).toMatch(/name="tag" value="vip" checked/);
    expect((await bob.get(`/${module}?tag=${'x'.repeat(51)}`)).status).toBe(422);
    const csv = (await bob.get(`/${module}/export.csv?tag=vip`)).text.trim().split('\r\n');
    expect(csv[0]).toMatch(/,tags$/);
    expect(csv[1]).toMatch(/,"press list, vip"$/);
    expect(csv).toHaveLength(2);
  });
});
