import { beforeAll, describe, expect, it } from 'vitest';
import { errorsOf, useProgram } from '../support/api.js';
import { useApp } from '../support/app.js';
import { patiently, textOf } from '../support/visitor.js';

const app = useApp();
const alice = useProgram(app, 'alice');
const bob = useProgram(app, 'bob');
beforeAll(async () => {
  for (const n of [1, 2, 3, 4, 5])
    await patiently(async () =>
      alice.post('/inventory', {
        ...{ name: `Lamp ${n}`, source: 'gift', received_on: '2026-01-05' },
        ...{ state: n > 3 ? 'kept' : 'received' },
      }),
    );
});
const names = (answer: { body: { data: { name: string }[] } }) => answer.body.data.map(({ name }) => name);
const behind = (href: string) => href.replace('/api/v1', '');

describe('a list', () => {
  it('is counted when it is asked for, as its page counts it', async () => {
    const counted = await alice.get('/inventory?state=kept&limit=1&count=true');
    expect(counted.body.counts).toEqual({
      matching: { rows: 2, more: false },
      everything: { rows: 5, more: false },
    });
    expect((await alice.get(behind(counted.body.next))).body.counts).toBeUndefined();
    expect((await alice.get('/inventory?state=sold&count=true')).body).toMatchObject({
      data: [],
      counts: { matching: { rows: 0, more: false }, everything: { rows: 5, more: false } },
    });
    expect((await alice.get('/inventory?count=false')).body.counts).toBeUndefined();
    expect((await alice.get('/tasks?count=true')).body.counts.matching).toEqual({ rows: 0, more: false });
    expect(errorsOf(await alice.get('/inventory?count=yes'))).toEqual([['count', 'Send true or false.']]);
  });

  it('is counted up to 1,000, and says that there are more', async () => {
    await app.current.db.rows(
      `insert into inventory_items (id, user_id, name, source, state, currency)
       select gen_random_uuid(), $1, 'Many ' || n, 'gift', 'received', 'USD' from generate_series(1, 1100) n`,
      [(await bob.get('/me')).body.id],
    );
    expect((await bob.get('/inventory?count=true&limit=1')).body.counts).toEqual({
      matching: { rows: 1000, more: true },
      everything: { rows: 1000, more: true },
    });
  });

  it('shows what a saved view asks, unless it is asked otherwise beside', async () => {
    const made = await alice.post('/inventory/views', { name: 'Mine to keep', query: 'state=kept&sort=-name' });
    expect(made.status).toBe(201);
    const view = made.body.id;
    expect(names(await alice.get(`/inventory?view=${view}`))).toEqual(['Lamp 5', 'Lamp 4']);
    expect(names(await alice.get(`/inventory?view=${view}&sort=name`))).toEqual(['Lamp 4', 'Lamp 5']);
    expect(names(await alice.get(`/inventory?view=${view}&state=received&limit=1`))).toEqual(['Lamp 3']);
    expect(names(await alice.get('/inventory?view=all&sort=name&limit=1'))).toEqual(['Lamp 1']);
    // The page that follows is the same list's, though the view is changed meanwhile.
    const first = await alice.get(`/inventory?view=${view}&limit=1`);
    await alice.patch(`/inventory/views/${view}`, { query: 'state=received' });
    expect([names(first), names(await alice.get(behind(first.body.next)))]).toEqual([['Lamp 5'], ['Lamp 4']]);
    for (const [who, asked] of [
      [bob, view],
      [alice, 'none'],
    ] as const)
      expect(errorsOf(await who.get(`/inventory?view=${asked}`))).toEqual([
        ['view', 'You have no such view of this list.'],
      ]);
  });
});

describe('a saved view', () => {
  it('is saved, listed, changed and deleted as on the page, by its person alone', async () => {
    const made = await alice.post('/companies/views', { name: 'Brands', query: 'kind=brand', pinned: true });
    const { id } = made.body;
    expect(made.headers.location).toBe(`/api/v1/companies/views/${id}`);
    const changed = await alice.patch(`/companies/views/${id}`, { name: 'Brands of ours', default: true });
    expect(changed.body).toEqual({
      ...{ id, name: 'Brands of ours', pinned: true, default: true, own: true },
      query: expect.stringContaining('kind=brand'),
    });
    const page = await (await app.current.as('alice')).get('/companies/views');
    expect(textOf(page.text)).toContain('Brands of ours');
    expect((await alice.get('/companies/views')).body.data).toContainEqual(changed.body);
    expect((await bob.get('/companies/views')).body.data.map((it: { id: string }) => it.id)).not.toContain(id);
    expect((await bob.patch(`/companies/views/${id}`, { name: 'x' })).status).toBe(404);
    expect((await bob.delete(`/companies/views/${id}`)).status).toBe(404);
    expect((await alice.delete(`/companies/views/${id}`)).status).toBe(204);
    expect((await alice.delete(`/companies/views/${id}`)).status).toBe(404);
  });

  it('says what is wrong with it where it stands', async () => {
    const faults = async (body: object) => errorsOf(await alice.post('/contacts/views', body));
    expect(await faults({ query: 'warmth=hot' })).toEqual([['/name', 'Give the view a name.']]);
    expect(await faults({ name: 'x', query: 'warmt=hot' })).toEqual([
      ['/query', 'This list has no parameter “warmt” that a view keeps.'],
    ]);
    expect(await faults({ name: 'x', query: 'next_touch_on_from=soon' })).toEqual([
      ['/query', expect.stringContaining('cannot be read')],
    ]);
    expect(await faults({ name: 'x', pinned: 'yes' })).toEqual([['/pinned', 'Send true or false.']]);
    await alice.post('/contacts/views', { name: 'Warm', query: 'warmth=hot' });
    expect(await faults({ name: 'warm', query: '' })).toEqual([['/name', 'You have a view of this name already.']]);
  });
});
