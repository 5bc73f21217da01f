import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { readSought } from '../../src/records/search.js';
import { useApp } from '../support/app.js';
import { insertItem } from '../support/items.js';
import { PEOPLE } from '../support/people.js';
import { textOf } from '../support/visitor.js';

const app = useApp();
const { alice, bob } = PEOPLE;

async function company(name: string, fields: Record<string, unknown> = {}): Promise<string> {
  const id = uuidv7();
  const names = ['id', 'name', ...Object.keys(fields)];
  const places = names.map((_, n) => `$${n + 1}`);
  const values = [id, name, ...Object.values(fields)];
  await app.current.db.rows(`insert into companies (${names.join(', ')}) values (${places.join(', ')})`, values);
  return id;
}

async function contact(first: string, last: string, email?: string): Promise<string> {
  const id = uuidv7();
  await app.current.db.rows('insert into contacts (id, first_name, last_name) values ($1, $2, $3)', [id, first, last]);
  if (email)
    await app.current.db.rows(`insert into contact_points (id, contact_id, kind, value) values ($1, $2, 'email', $3)`, [
      uuidv7(),
      id,
      email,
    ]);
  return id;
}

async function found(who: 'alice' | 'bob', q: string): Promise<string[]> {
  const answer = await (await app.current.as(who)).get(`/search?${new URLSearchParams({ q })}`);
  expect(answer.status).toBe(200);
  const results = answer.text.split('<turbo-frame id="search-results"')[1] ?? '';
  return [...results.matchAll(/href="(\/(?:inventory|companies|contacts)\/[0-9a-f-]{36})"/g)].map((it) => it[1] ?? '');
}

describe('the search', () => {
  it('finds own items, companies and contacts, each in its group, by any of their words', async () => {
    const item = await insertItem(app.current.db, alice.id, {
      name: 'Velvetine lantern',
      brand: 'Oakmoor',
      serial: 'VX-7781',
    });
    const brand = await company('Velvetine Works', { domain: 'velvetine.example' });
    const person = await contact('Ana', 'Velvetine', 'ana.v@press.example');

    expect(await found('alice', 'velvetine')).toEqual([
      `/inventory/${item}`,
      `/companies/${brand}`,
      `/contacts/${person}`,
    ]);
    expect(await found('alice', 'oakmoor lantern')).toEqual([`/inventory/${item}`]);
    expect(await found('alice', 'vx-7781')).toEqual([`/inventory/${item}`]);
    expect(await found('alice', 'velvetine.example')).toContain(`/companies/${brand}`);
    expect(await found('alice', 'ANA.V@press')).toContain(`/contacts/${person}`);
  });

  it('halves no letter where it cuts what is too long', () => {
    const cut = `${'a'.repeat(99)}🎠`;
    expect(readSought(`${cut}🎠`)).toEqual({ text: cut, words: [cut] });
  });

  it('shows nobody else’s items', async () => {
    await insertItem(app.current.db, bob.id, { name: 'Quartzine microscope' });
    expect(await found('bob', 'quartzine')).toHaveLength(1);
    expect(await found('alice', 'quartzine')).toEqual([]);
  });

  it.each([
    ['a letter left out', 'brezeworks'],
    ['a letter doubled', 'breezeeworks'],
    ['a letter exchanged', 'breezewerks'],
    ['two letters turned', 'breezewokrs'],
  ])('forgives %s', async (_, typed) => {
    const item = await insertItem(app.current.db, alice.id, { name: 'Folding fan', brand: 'Breezeworks' });
    const brand = await company(`Breezeworks ${typed}ltd`);
    const person = await contact('Breezeworks', `Person ${typed.length}${typed[3]}`);
    const paths = await found('alice', typed);
    expect(paths).toEqual(expect.arrayContaining([`/inventory/${item}`, `/companies/${brand}`, `/contacts/${person}`]));
  });

  it('finds from two letters on, where a word begins', async () => {
    const brand = await company('Zyx Goods');
    const person = await contact('Mo', 'Zyler');
    expect(await found('alice', 'zy')).toEqual([`/companies/${brand}`, `/contacts/${person}`]);
    const short = await (await app.current.as('alice')).get('/search?q=z');
    expect(textOf(short.text)).toContain('Type 2 letters or more.');
  });

  it('puts what begins with it first, shows ten of a module at most, and where the rest is', async () => {
    for (let n = 0; n < 12; n += 1) await insertItem(app.current.db, alice.id, { name: `Case ${n} for a hygrometer` });
    const first = await insertItem(app.current.db, alice.id, { name: 'Hygrometer' });
    const paths = await found('alice', 'hygrometer');
    expect(paths).toHaveLength(10);
    expect(paths[0]).toBe(`/inventory/${first}`);
    const answer = await (await app.current.as('alice')).get('/search?q=hygrometer');
    expect(answer.text).toContain('href="/inventory?q=hygrometer"');
  });

  it('puts the group first of which a record begins with it', async () => {
    const brand = await company('Wavecrest');
    const item = await insertItem(app.current.db, alice.id, { name: 'Lamp', brand: 'Wavecrest' });
    expect(await found('alice', 'wavecrest')).toEqual([`/companies/${brand}`, `/inventory/${item}`]);
  });

  it('leaves out what lies in the trash', async () => {
    await insertItem(app.current.db, alice.id, { name: 'Forgotten sextant', deleted_at: new Date() });
    await company('Sextant Makers', { deleted_at: new Date() });
    const answer = await (await app.current.as('alice')).get('/search?q=sextant');
    expect(textOf(answer.text)).toContain('Nothing is called that, nor nearly.');
  });

  it('jumps to pages by name', async () => {
    const answer = await (await app.current.as('alice')).get('/search?q=tras');
    expect(answer.text.split('search-results')[1]).toContain('href="/trash"');
  });

  it.each([
    ['nothing', ''],
    ['signs of like', '?q=%25%25%25'],
    ['an underscore', '?q=__'],
    ['a backslash', '?q=%5C%5C'],
    ['a null character', '?q=ab%00cd'],
    ['half a character', '?q=%ED%A0%80ab'],
    ['a list', '?q=ab&q=cd'],
    ['very long', `?q=${'ab '.repeat(3000)}`],
    ['markup', '?q=%3Cscript%3Ealert(1)%3C/script%3E'],
  ])('takes %s for what it is', async (_, query) => {
    const answer = await (await app.current.as('alice')).get(`/search${query}`);
    expect(answer.status).toBe(200);
    expect(answer.text).not.toContain('<script>alert');
  });
});
