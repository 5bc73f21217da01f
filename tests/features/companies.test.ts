import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { errorAt, itemForm } from '../support/item-form.js';
import { insertItem } from '../support/items.js';
import { PEOPLE } from '../support/people.js';

const app = useApp();
const companies = (name: string) =>
  app.current.db.rows<{ id: string; name: string; created_by: string }>(
    'select id, name, created_by from companies where name_key = lower($1) and deleted_at is null',
    [name],
  );

async function addItem(who: 'alice' | 'bob', fields: Record<string, string>) {
  const visitor = await app.current.as(who);
  await visitor.get('/inventory/new');
  const answer = await visitor.post('/inventory', itemForm(fields));
  const id = answer.headers.location?.split('/').pop();
  const [row] = id
    ? await app.current.db.rows<{ brand: string | null; company_id: string | null }>(
        'select brand, company_id from inventory_items where id = $1',
        [id],
      )
    : [];
  return { answer, row };
}

async function addCompany(name: string): Promise<string> {
  const id = uuidv7();
  await app.current.db.rows('insert into companies (id, name) values ($1, $2)', [id, name]);
  return id;
}

async function suggestions(who: 'alice' | 'bob', query = '') {
  const answer = await (await app.current.as(who)).get(`/companies/suggestions${query}`, {
    Accept: 'application/json',
  });
  expect(answer.status).toBe(200);
  return answer.body as { id: string; label: string; detail: string }[];
}

describe('a brand that is typed', () => {
  it('is added once, with its history, and found by whoever types it next, in whatever case', async () => {
    const first = await addItem('alice', { brand: '  Northgate   Bags ' });
    const second = await addItem('bob', { brand: 'northgate bags' });
    const found = await companies('Northgate Bags');
    expect(found).toMatchObject([{ name: 'Northgate Bags', created_by: PEOPLE.alice.id }]);
    expect([first.row, second.row]).toEqual([1, 2].map(() => ({ brand: 'Northgate Bags', company_id: found[0]?.id })));
    expect(
      await app.current.db.rows('select act, user_id, actor_id, changes from history where company_id = $1', [
        found[0]?.id,
      ]),
    ).toEqual([
      { act: 'created', user_id: null, actor_id: PEOPLE.alice.id, changes: { name: [null, 'Northgate Bags'] } },
    ]);
  });

  it('is one company when several add it at once', async () => {
    const visitors = [await app.current.as('alice'), await app.current.as('bob')];
    for (const visitor of visitors) await visitor.get('/inventory/new');
    const made = await Promise.all(
      [...visitors, ...visitors, ...visitors].map((visitor) =>
        visitor.post('/inventory', itemForm({ brand: 'Rush Brand' })),
      ),
    );
    expect(made.map(({ status }) => status)).toEqual([303, 303, 303, 303, 303, 303]);
    expect(await companies('Rush Brand')).toHaveLength(1);
  });

  it('decides against an id that names another company, and against one that stayed behind an emptied field', async () => {
    const other = await addCompany('Other Company');
    const { row } = await addItem('alice', { brand: 'Typed Company', company_id: other });
    expect(row).toEqual({ brand: 'Typed Company', company_id: (await companies('Typed Company'))[0]?.id });
    expect((await addItem('alice', { brand: '', company_id: other })).row).toEqual({ brand: null, company_id: null });
  });

  it('is added anew when the old one is in the trash', async () => {
    const gone = await addCompany('Gone Company');
    await app.current.db.rows('update companies set deleted_at = now() where id = $1', [gone]);
    const { row } = await addItem('alice', { brand: 'Gone Company', company_id: gone });
    expect(row?.company_id).not.toBe(gone);
  });

  it('leaves no company behind when the form is refused', async () => {
    const { answer } = await addItem('alice', { brand: 'Never Made', cash_price: 'x' });
    expect(answer.status).toBe(422);
    expect(await companies('Never Made')).toEqual([]);
  });
});

describe('a company by its id alone', () => {
  it('gives its name; one that is not there is refused beside the brand', async () => {
    const alice = await app.current.as('alice');
    await alice.get('/inventory/new');
    const { brand, ...form } = itemForm({ company_id: await addCompany('Known Company') });
    expect(brand).toBe('');
    const made = await alice.post('/inventory', form);
    expect(
      (
        await app.current.db.rows('select brand from inventory_items where id = $1', [
          made.headers.location?.split('/').pop(),
        ])
      )[0],
    ).toEqual({ brand: 'Known Company' });
    const refused = await alice.post('/inventory', { ...form, submission_id: uuidv7(), company_id: uuidv7() });
    expect([refused.status, errorAt(refused.text, 'brand')]).toEqual([
      422,
      'This brand is no longer there. Type its name.',
    ]);
  });
});

describe('suggestions', () => {
  it('put names that begin so first, then those that contain it or nearly are it', async () => {
    for (const name of ['Kestrel Optics', 'Keswick Paper', 'Old Kestrel Works', 'Unrelated']) await addCompany(name);
    expect((await suggestions('alice', '?q=KES')).map(({ label }) => label)).toEqual(
      expect.arrayContaining(['Kestrel Optics', 'Keswick Paper', 'Old Kestrel Works']),
    );
    expect((await suggestions('alice', '?q=KES')).at(-1)?.label).toBe('Old Kestrel Works');
    expect((await suggestions('alice', '?q=kestral%20optics'))[0]?.label).toBe('Kestrel Optics');
    expect((await suggestions('alice', '?q=kes')).map(({ label }) => label)).not.toContain('Unrelated');
  });

  it('begin with what the reader uses most, counted from their own items alone', async () => {
    const mine = await addCompany('Mine Mostly');
    for (let n = 0; n < 9; n += 1) await insertItem(app.current.db, PEOPLE.bob.id, { company_id: mine });
    expect((await suggestions('bob'))[0]).toEqual({ id: mine, label: 'Mine Mostly', detail: '9 items' });
    expect((await suggestions('alice', '?q=mine'))[0]).toEqual({ id: mine, label: 'Mine Mostly', detail: '' });
  });

  it('are eight at most, and take % and _ as the letters they are', async () => {
    for (let n = 0; n < 12; n += 1) await addCompany(`Many ${n}`);
    await addCompany('50%_off');
    expect(await suggestions('alice', '?q=many')).toHaveLength(8);
    expect((await suggestions('alice', '?q=%25_o')).map(({ label }) => label)).toEqual(['50%_off']);
  });

  it('break on nothing', async () => {
    for (const query of [
      '?q=a&q=b',
      '?q[a]=1',
      '?q=%00',
      '?q=%ED%A0%80',
      `?q=${'x'.repeat(5000)}`,
      "?q=' or 1=1",
      '?q=\\',
    ])
      expect(Array.isArray(await suggestions('alice', query)), query).toBe(true);
  });

  it('are for members', async () => {
    expect((await app.current.visitor().get('/companies/suggestions?q=k')).status).toBe(303);
  });
});
