import { beforeEach, describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { insertMugs } from '../support/bulk.js';
import { insertItem } from '../support/items.js';
import { PEOPLE } from '../support/people.js';
import { type Fields, textOf } from '../support/visitor.js';

const app = useApp();
const { alice, bob } = PEOPLE;
const add = (fields: Record<string, unknown> = {}, owner: string = alice.id) =>
  insertItem(app.current.db, owner, fields);
const DAYS = ['received_on', 'returned_on', 'sold_on'].map((name) => `${name}::text`).join(', ');

async function rowOf(id: string) {
  const [row] = await app.current.db.rows<Record<string, unknown>>(
    `select state, version, ${DAYS} from inventory_items where id = $1`,
    [id],
  );
  return row;
}
async function historyOf(id: string) {
  return app.current.db.rows('select act, changes, actor_id, user_id from history where inventory_item_id = $1', [id]);
}
function confirmation(parameters: [string, string][]) {
  return `/inventory/bulk?${new URLSearchParams(parameters)}`;
}
/** The hidden view of the list, as its page hands it to the form. */
async function viewOf(query: string): Promise<string> {
  const { text } = await (await app.current.as('alice')).get(`/inventory${query}`);
  return /name="from" value="([^"]+)"/.exec(text)?.[1] ?? '';
}

beforeEach(() => app.current.db.rows('delete from inventory_items'));

describe('setting the state of many items', () => {
  it('asks first, then sets state and day with a version and a history row each', async () => {
    const ids = [await add({ state: 'reviewed', received_on: '2026-01-05' }), await add({ state: 'listed' })];
    const visitor = await app.current.as('alice');
    const asked = await visitor.get(
      confirmation([...ids.map((id): [string, string] => ['ids', id]), ['state', 'returned']]),
    );
    expect(textOf(asked.text)).toContain('Set 2 items to Returned?');
    expect(asked.text).toMatch(/type="date" value="\d{4}-\d\d-\d\d" id="f-returned_on"/);
    expect(await rowOf(ids[0] ?? '')).toMatchObject({ state: 'reviewed', version: 1 });
    const list = await visitor.postAndFollow('/inventory/bulk', { ids, state: 'returned', returned_on: '2026-02-03' });
    expect(textOf(list.text)).toContain('2 items set to Returned.');
    for (const id of ids)
      expect(await rowOf(id)).toMatchObject({ state: 'returned', version: 2, returned_on: '2026-02-03' });
    expect(await historyOf(ids[0] ?? '')).toEqual([
      {
        act: 'state_set',
        changes: { state: ['reviewed', 'returned'], returned_on: [null, '2026-02-03'] },
        actor_id: alice.id,
        user_id: alice.id,
      },
    ]);
    const record = await visitor.get(`/inventory/${ids[0]}`);
    expect(record.status).toBe(200);
  });

  it('reaches all of a filter, the page behind the first too, and nothing else', async () => {
    const listed = [];
    for (let n = 0; n < 30; n += 1) listed.push(await add({ name: `Mug ${n}`, state: 'listed' }));
    const lamp = await add({ name: 'Lamp', state: 'listed' });
    const strange = await add({ name: 'Mug of Bob', state: 'listed' }, bob.id);
    const from = await viewOf('?q=mug&state=listed&limit=5');
    const visitor = await app.current.as('alice');
    const offered = await visitor.get('/inventory?q=mug&state=listed&limit=5');
    expect(offered.text).toMatch(/name="all_matching" value="1"[^>]*>Select all 30</);
    const asked = await visitor.get(
      confirmation([
        ['all_matching', '1'],
        ['from', from],
        ['state', 'kept'],
      ]),
    );
    expect(textOf(asked.text)).toContain('Set 30 items to Kept?');
    const answer = await visitor.post('/inventory/bulk', { all_matching: '1', from, state: 'kept' });
    expect(answer.headers.location).toBe('/inventory?q=mug&state=listed&limit=5');
    const kept = await app.current.db.rows(`select count(*)::int as n from inventory_items where state = 'kept'`);
    expect(kept).toEqual([{ n: 30 }]);
    for (const id of [lamp, strange]) expect(await rowOf(id)).toMatchObject({ state: 'listed', version: 1 });
  });

  it('writes 10,000 in one act, at once', async () => {
    await insertMugs(app.current.db, alice.id, 10_000);
    const from = await viewOf('?q=mug');
    const visitor = await app.current.as('alice');
    const list = await visitor.postAndFollow('/inventory/bulk', { all_matching: '1', from, state: 'kept' });
    expect(textOf(list.text)).toContain('10,000 items set to Kept.');
    expect(await app.current.db.rows(`select count(*)::int as n from history where act = 'state_set'`)).toEqual([
      { n: 10_000 },
    ]);
  });

  const staying = (html: string) =>
    [...html.matchAll(/<li><span>[^<]*<\/span><span class="muted">([^<]*)</g)].map(([, why]) => why).sort();

  it('says of many that stay the first four and how many more, and leads to the recent acts', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 9; n++) ids.push(await add({ state: 'kept' }));
    const moves = await add({ state: 'received' });
    const visitor = await app.current.as('alice');
    const chosen = [...ids, moves].map((id) => ['ids', id] as [string, string]);
    const asked = await visitor.get(confirmation([...chosen, ['state', 'kept']]));
    expect(textOf(asked.text)).toContain('1 will move, 9 stay as they are.');
    expect(staying(asked.text)).toEqual(Array(4).fill('Kept already'));
    expect(textOf(asked.text)).toContain('5 more');
    const done = await visitor.postAndFollow('/inventory/bulk', { ids: [...ids, moves], state: 'kept' });
    expect(done.text).toMatch(/class="toast[\s\S]*<a [^>]*href="\/batches">Recent acts</);
  });

  it('leaves what lacks a price, what would be out of order, and what is there already', async () => {
    const priced = await add({ state: 'listed', sale_price: 8000, received_on: '2026-01-01' });
    const bare = await add({ state: 'listed' });
    const late = await add({ state: 'listed', sale_price: 500, received_on: '2026-03-01' });
    const sold = await add({ state: 'sold', sale_price: 500, sold_on: '2025-12-24' });
    const ids = [priced, bare, late, sold];
    const visitor = await app.current.as('alice');
    const asked = await visitor.get(
      confirmation([
        ['ids', priced],
        ['ids', bare],
        ['state', 'sold'],
      ]),
    );
    expect(textOf(asked.text)).toContain('Set 1 item to Sold?');
    expect(textOf(asked.text)).toContain('1 will move, 1 stays as it is.');
    expect(textOf(asked.text)).toContain('1 item stays as it is: Sold wants sale price on each');
    const all = await visitor.get(
      confirmation([...ids.map((id) => ['ids', id] as [string, string]), ['state', 'sold'], ['sold_on', '2026-02-01']]),
    );
    expect(textOf(all.text)).toContain('1 will move, 3 stay as they are.');
    expect(staying(all.text)).toEqual(['Days out of order', 'No sale price', 'Sold already']);
    expect(textOf(all.text)).toContain('Set 1 to Sold');
    const none = await visitor.get(
      confirmation([
        ['ids', sold],
        ['state', 'sold'],
      ]),
    );
    expect(textOf(none.text)).toContain('Set 1 item to Sold None can: it stays as it is.');
    expect(none.text).not.toContain('id="bulk-act"');
    const unpriced = await visitor.get(
      confirmation([
        ['ids', bare],
        ['state', 'sold'],
      ]),
    );
    expect(unpriced.text).not.toContain('id="bulk-act"');
    const early = await visitor.get(
      confirmation([
        ['ids', late],
        ['state', 'sold'],
        ['sold_on', '2026-02-01'],
      ]),
    );
    expect(early.text).toContain('Try it with this');
    expect(none.text).toMatch(/dlg-foot[\s\S]*>Close</);
    const list = await visitor.postAndFollow('/inventory/bulk', { ids, state: 'sold', sold_on: '2026-02-01' });
    expect(textOf(list.text)).toContain(
      '1 item set to Sold. 1 item is in that state already. 2 items stay as they are',
    );
    expect(await rowOf(priced)).toMatchObject({ state: 'sold', sold_on: '2026-02-01' });
    for (const id of [bare, late])
      expect(await rowOf(id)).toMatchObject({ state: 'listed', version: 1, sold_on: null });
    expect(await rowOf(sold)).toMatchObject({ sold_on: '2025-12-24', version: 1 });
  });

  it('does not find strangers’ items', async () => {
    const strange = await add({ state: 'listed' }, bob.id);
    const own = await add({ state: 'listed' });
    const visitor = await app.current.as('alice');
    await visitor.get('/inventory');
    const list = await visitor.postAndFollow('/inventory/bulk', { ids: [strange, own], state: 'kept' });
    expect(textOf(list.text)).toContain('1 item set to Kept.');
    expect(await rowOf(strange)).toMatchObject({ state: 'listed', version: 1 });
    expect(await historyOf(strange)).toEqual([]);
  });

  it('asks for a state where none was chosen, and for items where none was ticked', async () => {
    const id = await add();
    const visitor = await app.current.as('alice');
    expect(textOf((await visitor.get(confirmation([['ids', id]]))).text)).toContain(
      'What to do with the selected items',
    );
    const asked = await visitor.get(
      confirmation([
        ['ids', id],
        ['field', 'state'],
      ]),
    );
    expect(textOf(asked.text)).toContain('Which state do the selected items have?');
    const back = await visitor.get(confirmation([['state', 'kept']]));
    expect(back.status).toBe(303);
    expect(textOf((await visitor.get('/inventory')).text)).toContain('Nothing is selected. Tick some rows first.');
  });

  it('refuses a day that is none, a state that is none, a list that cannot be read, and more than 100 ticks', async () => {
    const id = await add({ state: 'listed' });
    const visitor = await app.current.as('alice');
    await visitor.get('/inventory');
    const wrong = await visitor.post('/inventory/bulk', { ids: id, state: 'returned', returned_on: 'soon' });
    expect(wrong.status).toBe(422);
    expect(textOf(wrong.text)).toContain('Type a date such as 2026-11-18.');
    expect(wrong.text).toContain('value="soon"');
    const from = Buffer.from('?state=nonsense').toString('base64url');
    const gone = await visitor.post('/inventory/bulk', { ids: id, state: 'gone' });
    expect(gone.status).toBe(422);
    expect(textOf(gone.text)).toContain('Choose one of the states.');
    const refused: Fields[] = [
      { ids: id },
      { ids: id, field: 'user_id', user_id: bob.id },
      { all_matching: '1', state: 'kept' },
      { all_matching: '1', from, state: 'kept' },
      { ids: Array(101).fill(id), state: 'kept' },
    ];
    for (const fields of refused) {
      expect((await visitor.post('/inventory/bulk', fields)).status).toBe(400);
    }
    expect(await rowOf(id)).toMatchObject({ state: 'listed', version: 1 });
  });

  it('is not for readers', async () => {
    const id = await add({ state: 'listed' }, PEOPLE.vera.id);
    const vera = await app.current.as('vera');
    expect(
      (
        await vera.get(
          confirmation([
            ['ids', id],
            ['state', 'kept'],
          ]),
        )
      ).status,
    ).toBe(403);
    expect((await vera.post('/inventory/bulk', { ids: id, state: 'kept' })).status).toBe(403);
    for (const path of ['/inventory', '/inventory/totals']) {
      const { text } = await vera.get(path);
      expect(text).toContain('<table');
      expect(text, `${path} has a column of boxes, or a head over nothing`).not.toMatch(/class="ck"|<th[^>]*><\/th>/);
    }
    expect(await rowOf(id)).toMatchObject({ state: 'listed' });
  });
});
