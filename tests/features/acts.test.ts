import { describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { errorAt, fieldsOf, itemForm } from '../support/item-form.js';
import { insertItem } from '../support/items.js';
import { PEOPLE } from '../support/people.js';
import { textOf } from '../support/visitor.js';

/** The small forms by which a record gets from state to state, and what they leave behind. */
const app = useApp();
const item = (fields: Record<string, unknown> = {}) => insertItem(app.current.db, PEOPLE.alice.id, fields);
const today = new Date().toISOString().slice(0, 10);
const rowOf = async (id: string) =>
  (
    await app.current.db.rows<{ row: object }>('select to_jsonb(i) as row from inventory_items i where id = $1', [id])
  )[0]?.row;
const inputsOf = (html: string) =>
  [...html.matchAll(/<(?:input|select)\b[^>]*\bid="f-(\w+)"/g)].map(([, name]) => name);
const undoOf = (html: string) => /action="([^"]+\/reversal)"/.exec(html)?.[1] ?? '';

describe('the page of an item', () => {
  it.each([
    ['requested', 'Mark as ordered', 'order', ['ordered_on', 'order_number']],
    ['ordered', 'Mark as received', 'receive', ['received_on', 'review_due_on']],
    ['in_review', 'Mark as reviewed', 'review', ['review_published_on', 'review_link']],
    ['reviewed', 'List for sale', 'list', ['asking_price', 'listed_on', 'channel']],
    ['listed', 'Record sale', 'sell', ['sale_price', 'sold_on', 'channel', 'marketplace_fee', 'outbound_shipping']],
  ])('in the state %s leads to "%s", which asks %s for %j', async (state, label, name, asked) => {
    const alice = await app.current.as('alice');
    const id = await item({ state, review_state: 'published' });
    const { text } = await alice.get(`/inventory/${id}`);
    expect(text).toContain(
      `<a class="btn primary" href="/inventory/${id}/${name}" data-turbo-frame="act">${label}</a>`,
    );
    const form = await alice.get(`/inventory/${id}/${name}`);
    expect(form.status).toBe(200);
    const folded = name === 'sell' ? ['buyer_shipping', 'payment_fee', 'packaging'] : [];
    expect(inputsOf(form.text)).toEqual([...asked, ...folded]);
  });

  it('offers the sale of what came and of what was reviewed, and the return of what is only lent', async () => {
    const alice = await app.current.as('alice');
    for (const state of ['received', 'reviewed'])
      expect((await alice.get(`/inventory/${await item({ state })}`)).text).toMatch(
        /href="[^"]+\/sell"[^>]*>Record sale</,
      );
    const loaner = await item({ state: 'received', source: 'loaner' });
    const { text } = await alice.get(`/inventory/${loaner}`);
    expect(text).toMatch(/class="btn secondary" href="[^"]+\/return"[^>]*>Record return</);
    expect(text).not.toMatch(/href="[^"]+\/sell"/);
  });

  it('does what asks for nothing at once, and takes it back', async () => {
    const alice = await app.current.as('alice');
    const id = await item({ state: 'received', received_on: '2026-09-11' });
    expect((await alice.get(`/inventory/${id}`)).text).toContain(`action="/inventory/${id}/start-review"`);
    const after = await alice.postAndFollow(`/inventory/${id}/start-review`, {});
    expect(textOf(after.text)).toContain('Review started.');
    expect(await rowOf(id)).toMatchObject({ state: 'in_review', review_state: 'testing', version: 2 });
    const undone = await alice.postAndFollow(undoOf(after.text), {});
    expect(textOf(undone.text)).toContain('Undone.');
    expect(await rowOf(id)).toMatchObject({ state: 'received', review_state: 'not_started', version: 3 });
  });

  it('keeps a review that is drafted so when it starts', async () => {
    const id = await item({ state: 'received', review_state: 'drafted' });
    await (await app.current.as('alice')).post(`/inventory/${id}/start-review`, {});
    expect(await rowOf(id)).toMatchObject({ state: 'in_review', review_state: 'drafted' });
  });
});

describe('recording a sale', () => {
  it('asks with today filled in, works out what will come of it, and saves nothing by that', async () => {
    const alice = await app.current.as('alice');
    const id = await item({ state: 'listed', fair_market_value: 12000, asking_price: 9000, listed_on: '2026-10-06' });
    const form = await alice.get(`/inventory/${id}/sell`);
    expect(fieldsOf(form.text)).toMatchObject({ sold_on: today, sale_price: '', version: '1' });
    expect(textOf(form.text)).toMatch(/Asked 90.00 .*Net proceeds – USD .*Moves from Listed to Sold. Keep it listed/);
    const sale = {
      version: '1',
      sold_on: '2026-11-18',
      sale_price: '80',
      marketplace_fee: '10.4',
      outbound_shipping: '7.6',
    };
    const worked = await alice.post(`/inventory/${id}/sell`, { ...sale, work: 'out' });
    expect(worked.status).toBe(200);
    expect(textOf(worked.text)).toMatch(
      /Net proceeds 62.00 USD 80.00 − 10.40 − 7.60 Cash profit \+62.00 Net 62.00 less cost 0.00 Taxable gain −58.00 Net 62.00 less basis 120.00/,
    );
    expect(await rowOf(id)).toMatchObject({ state: 'listed', version: 1, sale_price: null });
    const done = await alice.postAndFollow(`/inventory/${id}/sell`, sale);
    expect(textOf(done.text)).toContain('Sale recorded, 80.00 USD.');
    expect(await rowOf(id)).toMatchObject({
      state: 'sold',
      sold_on: '2026-11-18',
      sale_price: 8000,
      marketplace_fee: 1040,
      outbound_shipping: 760,
      fair_market_value: 12000,
      asking_price: 9000,
      listed_on: '2026-10-06',
      version: 2,
    });
    await alice.post(undoOf(done.text), {});
    expect(await rowOf(id)).toMatchObject({ state: 'listed', sold_on: null, sale_price: null, marketplace_fee: null });
  });

  it('says beside the fields what is wrong, keeps what was typed, and changes nothing', async () => {
    const alice = await app.current.as('alice');
    const id = await item({ state: 'reviewed', received_on: '2026-09-11', review_state: 'published' });
    const sent = { version: '1', sold_on: '2026-09-01', sale_price: 'much', packaging: '-3' };
    const answer = await alice.post(`/inventory/${id}/sell`, sent);
    expect(answer.status).toBe(422);
    expect(errorAt(answer.text, 'sold_on')).toBe('Choose 11 Sep 2026 or later, the day it came.');
    expect(errorAt(answer.text, 'sale_price')).not.toBe('');
    expect(fieldsOf(answer.text)).toMatchObject({ sold_on: '2026-09-01', sale_price: 'much', packaging: '-3' });
    expect(answer.text).toMatch(/<details class="more" open>/);
    const empty = await alice.post(`/inventory/${id}/sell`, { version: '1', sold_on: '', sale_price: '' });
    expect(errorAt(empty.text, 'sold_on')).toBe('Choose the day it was sold.');
    expect(errorAt(empty.text, 'sale_price')).toBe('Type the price it was sold for.');
    expect(await rowOf(id)).toMatchObject({ state: 'reviewed', version: 1 });
  });

  it('names what stands in the way elsewhere, with the way to it', async () => {
    const id = await item({ state: 'listed', return_due_on: '2026-01-01', received_on: '2026-09-11' });
    const alice = await app.current.as('alice');
    const answer = await alice.post(`/inventory/${id}/sell`, { version: '1', sold_on: today, sale_price: '5' });
    expect(answer.status).toBe(422);
    expect(textOf(answer.text)).toContain(
      'Return due on: Choose 11 Sep 2026 or later, the day it came. Open the whole form',
    );
  });

  it('is refused where the item is sold already, or was changed meanwhile: what was typed leads on', async () => {
    const alice = await app.current.as('alice');
    const id = await item({ state: 'listed', version: 3 });
    const meanwhile = await alice.post(`/inventory/${id}/sell`, { version: '2', sold_on: today, sale_price: '75' });
    expect(meanwhile.status).toBe(409);
    expect(textOf(meanwhile.text)).toMatch(/You changed this .*“Record sale” was meant for what stood there before./);
    const again = /href="(\/inventory\/[^"]+\/sell\?[^"]+)"/.exec(meanwhile.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect(fieldsOf((await alice.get(again)).text)).toMatchObject({ sale_price: '75', version: '3' });
    await alice.post(`/inventory/${id}/sell`, { version: '3', sold_on: today, sale_price: '75' });
    const twice = await alice.post(`/inventory/${id}/sell`, { version: '3', sold_on: today, sale_price: '99' });
    expect([twice.status, textOf(twice.text).includes('This item is sold already.')]).toEqual([409, true]);
    expect(await rowOf(id)).toMatchObject({ state: 'sold', sale_price: 7500, version: 4 });
  });

  it('hints at the share that the last sale through the same channel paid in fees', async () => {
    const sold = { state: 'sold', sold_on: '2026-10-01', sale_price: 10000, channel: 'Fair' };
    await item({ ...sold, marketplace_fee: 1300 });
    await insertItem(app.current.db, PEOPLE.bob.id, { ...sold, sold_on: '2026-11-01', marketplace_fee: 5000 });
    const { text } = await (await app.current.as('alice')).get(
      `/inventory/${await item({ state: 'listed', channel: 'Fair' })}/sell`,
    );
    expect(textOf(text)).toContain('Last time 13 % of the price');
  });

  it('is nobody else’s, nor a reader’s, and not of what lies in the trash', async () => {
    const id = await item({ state: 'listed' });
    const sale = { version: '1', sold_on: today, sale_price: '5' };
    const charlie = await app.current.as('charlie');
    expect((await charlie.get(`/inventory/${id}/sell`)).status).toBe(404);
    expect((await charlie.post(`/inventory/${id}/sell`, sale)).status).toBe(404);
    expect((await (await app.current.as('vera')).post(`/inventory/${id}/sell`, sale)).status).toBe(403);
    const gone = await item({ state: 'listed', deleted_at: new Date() });
    const alice = await app.current.as('alice');
    expect((await alice.get(`/inventory/${gone}/sell`)).status).toBe(404);
    expect((await alice.post(`/inventory/${gone}/sell`, sale)).status).toBe(404);
    expect(await rowOf(id)).toMatchObject({ state: 'listed', version: 1 });
  });

  it('comes without the page around it where a dialog asks', async () => {
    const id = await item({ state: 'listed' });
    const alice = await app.current.as('alice');
    const framed = await alice.get(`/inventory/${id}/sell`, { 'Turbo-Frame': 'act' });
    expect(framed.text).toContain('<turbo-frame id="act">');
    expect(framed.text).not.toContain('aria-label="Main"');
    expect((await alice.get(`/inventory/${id}/sell`)).text).toContain('aria-label="Main"');
  });
});

describe('marking as reviewed', () => {
  it('sets state, review and day together, and nothing is late any more', async () => {
    const alice = await app.current.as('alice');
    const id = await item({ name: 'Late light', state: 'in_review', review_due_on: '2026-01-05' });
    expect(textOf((await alice.get('/')).text)).toContain('Review: Late light');
    await alice.post(`/inventory/${id}/review`, { version: '1', review_published_on: '2026-11-02', review_link: '' });
    expect(await rowOf(id)).toMatchObject({
      state: 'reviewed',
      review_state: 'published',
      review_published_on: '2026-11-02',
      version: 2,
    });
    expect(textOf((await alice.get('/')).text)).not.toContain('Review: Late light');
  });

  it('wants the day it was published', async () => {
    const id = await item({ state: 'in_review' });
    const answer = await (await app.current.as('alice')).post(`/inventory/${id}/review`, { version: '1' });
    expect([answer.status, errorAt(answer.text, 'review_published_on')]).toEqual([
      422,
      'Choose the day it was published.',
    ]);
  });

  it('does so for many', async () => {
    const ids = [await item({ state: 'in_review' }), await item({ state: 'received', review_state: 'drafted' })];
    const alice = await app.current.as('alice');
    await alice.post('/inventory/bulk', { ids, state: 'reviewed', review_published_on: '2026-11-03' });
    for (const id of ids)
      expect(await rowOf(id)).toMatchObject({
        state: 'reviewed',
        review_state: 'published',
        review_published_on: '2026-11-03',
      });
  });
});

describe('a review that contradicts the state', () => {
  it.each(['not_started', 'testing', 'drafted'])('is refused by the form: reviewed, and %s', async (review_state) => {
    const alice = await app.current.as('alice');
    const answer = await alice.post('/inventory', itemForm({ state: 'reviewed', review_state }));
    expect(answer.status).toBe(422);
    expect(errorAt(answer.text, 'review_state')).toBe(
      'A reviewed item has a review that was published, or needs none. Choose that here, or another state.',
    );
  });

  it.each(['published', 'not_required'])('is none where it is %s', async (review_state) => {
    const alice = await app.current.as('alice');
    expect((await alice.post('/inventory', itemForm({ state: 'reviewed', review_state }))).status).toBe(303);
  });

  it('is set in none of many that are reviewed', async () => {
    const reviewed = await item({ state: 'reviewed', review_state: 'published' });
    const listed = await item({ state: 'listed', review_state: 'published' });
    const alice = await app.current.as('alice');
    const after = await alice.postAndFollow('/inventory/bulk', { ids: [reviewed, listed], review_state: 'drafted' });
    expect(textOf(after.text)).toContain('their state says otherwise.');
    expect(await rowOf(reviewed)).toMatchObject({ review_state: 'published', version: 1 });
    expect(await rowOf(listed)).toMatchObject({ review_state: 'drafted', version: 2 });
  });
});

describe('taking an act back', () => {
  it('keeps what was changed since', async () => {
    const alice = await app.current.as('alice');
    const id = await item({ state: 'reviewed', review_state: 'published' });
    const done = await alice.postAndFollow(`/inventory/${id}/list`, {
      version: '1',
      listed_on: today,
      asking_price: '20',
    });
    await app.current.db.rows('update inventory_items set asking_price = 1500, version = 3 where id = $1', [id]);
    const undone = await alice.postAndFollow(undoOf(done.text), {});
    expect(textOf(undone.text)).toContain('Asking price was changed since. Set back what you want in the history.');
    expect(await rowOf(id)).toMatchObject({ state: 'listed', asking_price: 1500 });
    expect((await (await app.current.as('charlie')).post(undoOf(done.text), {})).status).toBe(404);
  });
});

describe('what came back', () => {
  it('is sold anew: the form is empty of the first sale, and its refund counts no more', async () => {
    const alice = await app.current.as('alice');
    const first = {
      sold_on: '2026-10-31',
      sale_price: 4900,
      marketplace_fee: 500,
      refund: 1100,
      refunded_on: '2026-11-02',
    };
    const id = await item({ state: 'refunded', received_on: '2026-09-11', ...first });
    await alice.post(`/inventory/${id}/list`, { version: '1', listed_on: today, asking_price: '60' });
    const form = await alice.get(`/inventory/${id}/sell`);
    expect(fieldsOf(form.text)).toMatchObject({ sale_price: '', sold_on: today, marketplace_fee: '' });
    await alice.post(`/inventory/${id}/sell`, { ...fieldsOf(form.text), sale_price: '50' });
    expect(await rowOf(id)).toMatchObject({
      state: 'sold',
      sale_price: 5000,
      sold_on: today,
      marketplace_fee: null,
      refund: null,
      refunded_on: null,
      net_proceeds: 5000,
    });
  });
});

describe('taking an act on many back', () => {
  it('leaves alone what would contradict the state it got meanwhile', async () => {
    const alice = await app.current.as('alice');
    const id = await item({ state: 'in_review', review_state: 'testing', received_on: '2026-09-11' });
    await alice.post('/inventory/bulk', { ids: [id], review_state: 'published' });
    const [batch] = await app.current.db.rows<{ id: string }>(
      'select id from batches order by at desc, id desc limit 1',
    );
    await alice.post(`/inventory/${id}/review`, { version: '2', review_published_on: '2026-11-02' });
    await alice.post(`/batches/${batch?.id}/undo`, {});
    expect(await rowOf(id)).toMatchObject({ state: 'reviewed', review_state: 'published' });
  });
});
