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

async function results(who: keyof typeof PEOPLE, query: Record<string, string>): Promise<string> {
  const answer = await (await app.current.as(who)).get(`/search?${new URLSearchParams(query)}`);
  expect(answer.status).toBe(200);
  return (answer.text.split('<turbo-frame id="search-results"')[1] ?? '').split('</turbo-frame>')[0] ?? '';
}

/** What the palette's frame asks for. */
async function palette(who: keyof typeof PEOPLE, q: string): Promise<string> {
  const visitor = await app.current.as(who);
  return (await visitor.agent.get(`/search?${new URLSearchParams({ q })}`).set('turbo-frame', 'search-results')).text;
}

describe('the palette over a record', () => {
  const over = async (who: keyof typeof PEOPLE, at: string, q = '') => {
    const visitor = await app.current.as(who);
    const { text } = await visitor.agent
      .get(`/search?${new URLSearchParams({ q, at })}`)
      .set('turbo-frame', 'search-results');
    const doing = text.split('<h2 class="mh">Do</h2>')[1]?.split('</section>')[0] ?? '';
    return [...doing.matchAll(/<(?:a|button) class="mi"[^>]*?(?:href|formaction)="([^"]+)"([^>]*)>/g)].map(
      ([, to, more]) => (to ?? '') + (more?.includes('data-turbo-frame="act"') ? ' in the dialog' : ''),
    );
  };

  it('offers what its page does, what leads on first, and the trash last', async () => {
    const id = await insertItem(app.current.db, alice.id, {
      name: 'Walnut tray',
      state: 'reviewed',
      review_state: 'published',
      review_published_on: '2026-01-02',
    });
    const path = `/inventory/${id}`;
    const acts = await over('alice', path);
    const page = await (await app.current.as('alice')).get(path);
    const primary = /<a class="btn primary" href="([^"]+)" data-turbo-frame="act"/.exec(page.text)?.[1];
    expect(acts[0]).toBe(`${primary} in the dialog`);
    expect(acts).toEqual(
      expect.arrayContaining([`${path}/sell in the dialog`, `${path}/edit`, `${path}/delete`, '/inventory/new']),
    );
    expect(acts.indexOf(`${path}/delete`)).toBeLessThan(acts.indexOf('/inventory/new'));
    expect(await over('alice', path, 'record sa')).toEqual([
      `${path}/sell in the dialog`,
      '/inventory/new?name=record+sa',
    ]);
    expect((await over('alice', path, 'move to tr'))[0]).toBe(`${path}/delete`);
  });

  it('offers nothing to who only reads, of a stranger’s, of what is gone, and of what is no record', async () => {
    const id = await company('Palette and Sons');
    expect((await over('alice', `/companies/${id}`))[0]).toBe(`/companies/${id}/merge`);
    expect(await over('vera', `/companies/${id}`)).toEqual([]);
    const item = await insertItem(app.current.db, alice.id, { name: 'Hers' });
    for (const at of [`/inventory/${item}`, `/inventory/${id}`, '/inventory/nonsense', '/inventory', '//evil', ''])
      expect((await over('bob', at))[0], at).toBe('/inventory/new');
    await app.current.db.rows('update inventory_items set deleted_at = now() where id = $1', [item]);
    expect((await over('alice', `/inventory/${item}`))[0]).toBe('/inventory/new');
  });
});

/** What the first row of the results leads to: the address of a link, or of what is sent. */
function firstOf(html: string): string | undefined {
  return /<(?:a|button) class="mi"[^>]*(?:href|formaction)="([^"]+)"/.exec(html)?.[1];
}

async function found(who: 'alice' | 'bob', q: string): Promise<string[]> {
  return [...(await results(who, { q })).matchAll(/href="(\/(?:inventory|companies|contacts)\/[0-9a-f-]{36})"/g)].map(
    (it) => it[1] ?? '',
  );
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
    expect(textOf(short.text)).toContain('Type 2 letters or more to find records.');
  });

  it('puts what begins with it first, shows ten of a module at most, and where the rest is', async () => {
    for (let n = 0; n < 12; n += 1) await insertItem(app.current.db, alice.id, { name: `Case ${n} for a hygrometer` });
    const first = await insertItem(app.current.db, alice.id, { name: 'Hygrometer' });
    const paths = await found('alice', 'hygrometer');
    expect(paths).toHaveLength(10);
    expect(paths[0]).toBe(`/inventory/${first}`);
    const answer = await (await app.current.as('alice')).get('/search?q=hygrometer');
    expect(answer.text).toContain('href="/inventory?q=hygrometer"');
    expect(textOf(answer.text)).toContain('Show all 13 in Inventory');
    expect(textOf((await (await app.current.as('alice')).get('/inventory?q=hygrometer')).text)).toMatch(
      /Inventory 13 of/,
    );
    expect((await palette('alice', 'hygrometer')).match(/href="\/inventory\/[0-9a-f]/g)).toHaveLength(4);
  });

  it('says where the rest is only where more than is shown holds the words', async () => {
    for (const name of ['Barograph', 'Barographs', 'Barogragh']) await insertItem(app.current.db, alice.id, { name });
    expect(await palette('alice', 'barograph')).not.toContain('Show all');
  });

  it('marks what was typed in the names, and shows the state', async () => {
    await insertItem(app.current.db, alice.id, { name: 'Quartered <oak> chest', state: 'listed' });
    const html = await palette('alice', 'oak CHE');
    expect(html).toContain('Quartered &lt;<b>oak</b>&gt; <b>che</b>st');
    expect(html).toMatch(/class="badge blue g-half">Listed/);
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
    expect(textOf(answer.text)).toContain('Nothing found for “sextant”');
  });

  it.each([
    ['trash', '/trash'],
    ['tras', '/trash'],
    ['bin', '/trash'],
    ['new contact', '/contacts/new'],
    ['contact new', '/contacts/new'],
    ['sign out', '/auth/logout'],
    ['log out', '/auth/logout'],
    ['dark theme', '/account/theme'],
    ['export inventory', '/inventory/export.csv'],
    ['export inventory json', '/inventory/export.json'],
    ['import contacts', '/contacts/import'],
    ['keyboard', '/help/keyboard'],
    ['change password', '/account/password'],
    ['tags', '/tags'],
    ['to review', '/inventory?view=to_review'],
    ['loaners out', '/inventory?view=loaners_out'],
  ])('leads from “%s” to %s at once', async (typed, href) => {
    expect(firstOf(await palette('bob', typed))).toBe(href);
  });

  it('puts a record before the pages whose names only begin so, and a page before what is only nearly it', async () => {
    const item = await insertItem(app.current.db, alice.id, { name: 'Dashed line' });
    expect(firstOf(await palette('alice', 'dash'))).toBe(`/inventory/${item}`);
    const near = await insertItem(app.current.db, alice.id, { name: 'Trashy novel' });
    expect(firstOf(await palette('alice', 'trash'))).toBe('/trash');
    expect(await palette('alice', 'trash')).toContain(near);
  });

  it('offers to add what was not found, with its name, and to look in the trash', async () => {
    const html = await palette('alice', 'reczek & co');
    expect(textOf(html)).toMatch(
      /Nothing found for “reczek & co”.*New item “reczek & co”.*New contact.*New task.*Look in the trash/,
    );
    expect(firstOf(html)).toBe('/inventory/new?name=reczek+%26+co');
    const visitor = await app.current.as('alice');
    expect((await visitor.get('/inventory/new?name=reczek+%26+co')).text).toContain('value="reczek &amp; co"');
    const contact = (await visitor.get('/contacts/new?name=Ana+Maria+Velvetine')).text;
    expect(contact).toContain('value="Ana Maria"');
    expect(contact).toContain('value="Velvetine"');
  });

  it('offers nobody what they may not do', async () => {
    for (const typed of ['new', 'import contacts', 'reczek'])
      expect(await palette('vera', typed)).not.toMatch(/href="\/(inventory|contacts|companies|tasks)\/(new|import)/);
    expect(await palette('vera', 'export')).toContain('/inventory/export.csv');
    expect(await palette('vera', 'admin')).not.toContain('href="/admin');
    expect(await palette('ada', 'admin')).toContain('href="/admin/users"');
    expect(await palette('ada', 'jobs')).toContain('href="/admin/jobs"');
  });

  it('sends acts with the token of the session', async () => {
    const visitor = await app.current.as('alice');
    expect((await visitor.get('/search?q=dark+theme')).text).toMatch(
      /<button class="mi" form="found-act" formaction="\/account\/theme" name="theme" value="dark">/,
    );
    expect((await visitor.post('/account/theme', { theme: 'dark' })).status).toBe(303);
    expect(await app.current.db.rows('select theme from users where id = $1', [alice.id])).toEqual([{ theme: 'dark' }]);
    await visitor.post('/account/theme', { theme: 'system' });
  });

  it('finds tasks, tags and saved views, of nobody else', async () => {
    const { db } = app.current;
    const id = async (table: string, names: string, ...values: unknown[]) => {
      const row = uuidv7();
      await db.rows(
        `insert into ${table} (id, ${names}) values ($1, ${values.map((_, n) => `$${n + 2}`).join(', ')})`,
        [row, ...values],
      );
      return row;
    };
    const task = await id('tasks', 'user_id, title, due_on', alice.id, 'Call the Zephyrine café', '2026-11-23');
    await id('tasks', 'user_id, title', bob.id, 'Bob’s zephyrine');
    await id('tags', 'user_id, name', alice.id, 'zephyrine');
    await id('tags', 'user_id, name', null, 'zephyrine trade');
    await id('tags', 'user_id, name', bob.id, 'zephyrine of bob');
    const view = await id(
      'saved_views',
      'user_id, module, name, query',
      alice.id,
      'inventory',
      'Zephyrine week',
      'q=x',
    );
    await id('saved_views', 'user_id, module, name, query', bob.id, 'inventory', 'Bob’s zephyrine', 'q=x');
    const html = await palette('alice', 'ZEPHYRINE');
    expect(html).toContain(`href="/tasks/${task}/edit?back=/tasks"`);
    expect(html).toContain('href="/tags"');
    expect(html).toContain('href="/tags?of=common"');
    expect(html).toContain(`href="/inventory?view=${view}"`);
    expect(textOf(html)).toContain('23 Nov');
    expect(html).not.toMatch(/bob/i);
    expect(firstOf(await palette('alice', 'zephyrine cafe'))).toBe(`/tasks/${task}/edit?back=/tasks`);
  });

  describe('with nothing typed', () => {
    it('shows what was opened last, as it is called today, then where one goes and what one adds', async () => {
      const { db } = app.current;
      const item = await insertItem(db, alice.id, {
        name: 'Old name',
        brand: 'Oakmoor',
        state: 'sold',
        sold_on: '2026-01-05',
        sale_price: 100,
      });
      const person = await contact('Ines', 'Marchetti');
      await db.rows("update inventory_items set name = 'Sundial' where id = $1", [item]);
      const html = await results('alice', { opened: `/contacts/${person},/inventory/${item},/contacts/${person}` });
      expect(textOf(html)).toMatch(
        /Recent Ines Marchetti Sundial Oakmoor Sold Go to Dashboard G D Tasks G T.*Do New item New deal New collab New affiliate month New company New contact New template New episode New affiliate programme New show New task/,
      );
    });

    it('shows nobody what is not theirs, or no longer there, and takes any address for what it is', async () => {
      const { db } = app.current;
      const bobs = await insertItem(db, bob.id, { name: 'Bob’s sundial' });
      const gone = await insertItem(db, alice.id, { name: 'Gone sundial', deleted_at: new Date() });
      const opened = [
        `/inventory/${bobs}`,
        `/inventory/${gone}`,
        '/inventory/x',
        `//evil.example/${bobs}`,
        `/tags/${bobs}`,
        "'",
      ];
      const html = await results('alice', { opened: opened.join(',') });
      expect(html).not.toMatch(/sundial|Recent|evil/);
      expect(html).toContain('href="/inventory"');
    });

    it('shows five at most', async () => {
      const ids: string[] = [];
      for (let n = 0; n < 7; n += 1) ids.push(await insertItem(app.current.db, alice.id, { name: `Opened ${n}` }));
      const html = await results('alice', { opened: ids.map((id) => `/inventory/${id}`).join(',') });
      expect([...html.matchAll(/Opened (\d)/g)].map(([, n]) => n)).toEqual(['0', '1', '2', '3', '4']);
    });
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
