import { describe, expect, it } from 'vitest';
import { ago } from '../../src/http/format.js';
import { useApp } from '../support/app.js';
import { fieldsOf, itemForm } from '../support/item-form.js';
import { PEOPLE } from '../support/people.js';
import { textOf, type Visitor } from '../support/visitor.js';

const app = useApp();

async function newItem(fields = {}): Promise<{ alice: Visitor; path: string }> {
  const alice = await app.current.as('alice');
  await alice.get('/inventory/new');
  const made = await alice.post('/inventory', itemForm({ name: 'Contested lamp', asking_price: '95.00', ...fields }));
  return { alice, path: made.headers.location ?? '' };
}

const row = async (path: string) =>
  (
    await app.current.db.rows(
      'select name, asking_price, location, sale_price, version, brand, disclosure_made from inventory_items where id = $1',
      [path.split('/').pop()],
    )
  )[0];

describe('two edits of one version', () => {
  it('show both values of what differs, keep what was typed, and save what is chosen', async () => {
    const { alice, path } = await newItem();
    const form = fieldsOf((await alice.get(`${path}/edit`)).text);
    await alice.post(path, { ...form, asking_price: '85.00', location: 'Shelf B' });
    const second = await alice.post(path, { ...form, asking_price: '90.00', name: 'My lamp' });
    expect(second.status).toBe(409);
    const text = textOf(second.text);
    expect(text).toContain('You changed this just now. Choose what stays.');
    expect(text).toContain('Asking price What you typed 90.00 What stands there now 85.00');
    expect(text).toContain('Location What you typed empty What stands there now Shelf B');
    expect(await row(path)).toMatchObject({ asking_price: 8500, name: 'Contested lamp', version: 2 });

    const choices = fieldsOf(second.text);
    // What was typed stays chosen, what was not touched takes what stands there.
    expect(choices).toMatchObject({ name: 'My lamp', asking_price: '90.00', location: 'Shelf B', version: '2' });
    expect((await alice.post(path, choices)).status).toBe(303);
    expect(await row(path)).toMatchObject({ asking_price: 9000, name: 'My lamp', location: 'Shelf B', version: 3 });
  });

  it('names whoever made the other one, and when', async () => {
    const { alice, path } = await newItem();
    const form = fieldsOf((await alice.get(`${path}/edit`)).text);
    await app.current.db.rows(
      `update inventory_items set asking_price = 8500, version = 2, updated_by = $2, updated_at = now() - interval '4 minutes 5 seconds' where id = $1`,
      [path.split('/').pop(), PEOPLE.bob.id],
    );
    const answer = await alice.post(path, { ...form, asking_price: '90' });
    expect(textOf(answer.text)).toContain('Bob Brook changed this 4 minutes ago. Choose what stays.');
  });

  it('meet again when a third one came in between', async () => {
    const { alice, path } = await newItem();
    const form = fieldsOf((await alice.get(`${path}/edit`)).text);
    await alice.post(path, { ...form, location: 'One' });
    const conflict = await alice.post(path, { ...form, location: 'Two' });
    await alice.post(path, { ...form, version: '2', location: 'Three' });
    const again = await alice.post(path, fieldsOf(conflict.text));
    expect(again.status).toBe(409);
    expect(textOf(again.text)).toContain('What you typed Two What stands there now Three');
  });

  it('are one when both say the same', async () => {
    const { alice, path } = await newItem();
    const form = fieldsOf((await alice.get(`${path}/edit`)).text);
    for (let n = 0; n < 2; n += 1) expect((await alice.post(path, { ...form, location: 'Same' })).status).toBe(303);
    expect(await row(path)).toMatchObject({ location: 'Same', version: 2 });
  });

  it('lose nothing when they come at once: one is saved, the others are asked', async () => {
    const { alice, path } = await newItem();
    const form = fieldsOf((await alice.get(`${path}/edit`)).text);
    const answers = await Promise.all(['A', 'B', 'C'].map((location) => alice.post(path, { ...form, location })));
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409, 409]);
    expect(await row(path)).toMatchObject({ version: 2 });
  });

  it.each(['', '0', '-1', 'x', '1e9', '99999999999', '__proto__', '2.0'])(
    'hold the version %j for a stale one',
    async (version) => {
      const { alice, path } = await newItem();
      const form = fieldsOf((await alice.get(`${path}/edit`)).text);
      const answer = await alice.post(path, { ...form, version, location: 'Elsewhere' });
      expect(answer.status).toBe(409);
      expect(await row(path)).toMatchObject({ location: null, version: 1 });
    },
  );

  it('can choose a tick and a brand back', async () => {
    const { alice, path } = await newItem({ brand: 'Old Brand' });
    const form = fieldsOf((await alice.get(`${path}/edit`)).text);
    await alice.post(path, { ...form, brand: 'New Brand', disclosure_made: 'true' });
    const conflict = await alice.post(path, { ...form, location: 'Here' });
    const choices = fieldsOf(conflict.text);
    expect(choices).toMatchObject({ brand: 'New Brand', disclosure_made: 'true', location: 'Here' });
    await alice.post(path, { ...choices, brand: 'Old Brand', disclosure_made: '' });
    expect(await row(path)).toMatchObject({ brand: 'Old Brand', disclosure_made: false, location: 'Here' });
  });

  it('are told apart by their time in words', () => {
    const now = new Date('2026-11-21T12:00:00Z');
    const before = (minutes: number) => ago(new Date(now.getTime() - minutes * 60_000), now);
    expect([0, 1, 59, 60, 1439, 1440, 3000].map(before)).toEqual([
      'just now',
      '1 minute ago',
      '59 minutes ago',
      '1 hour ago',
      '23 hours ago',
      '1 day ago',
      '2 days ago',
    ]);
    expect(before(-5)).toBe('just now');
  });
});
