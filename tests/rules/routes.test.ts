import { describe, expect, it } from 'vitest';
import { routesOf, useApp } from '../support/app.js';
import { insertCompany } from '../support/companies.js';
import { insertContact } from '../support/contact-form.js';
import { insert } from '../support/database.js';
import { insertItem } from '../support/items.js';
import { PEOPLE } from '../support/people.js';

const app = useApp();
const routes = () => routesOf(app.current);
const address = (path: string, id: string) => path.replace(/:\w+/g, id);

describe('every route', () => {
  it('with an id answers 404 to a stranger, on reading and on writing, and leaves the row as it was', async () => {
    const id = await insertItem(app.current.db, PEOPLE.alice.id);
    const before = await app.current.db.rows('select * from inventory_items where id = $1', [id]);
    const charlie = await app.current.as('charlie');
    const withId = routes().filter((route) => route.access === 'user' && route.path.includes(':id'));
    expect(withId.length).toBeGreaterThan(4);
    for (const route of withId) {
      const fields = {
        version: '1',
        name: 'Mine now',
        source: 'gift',
        state: 'received',
        currency: 'USD',
        quantity: '1',
        condition: 'new',
      };
      const answer = await (route.method === 'get'
        ? charlie.get(address(route.path, id))
        : charlie.post(address(route.path, id), fields));
      expect(`${route.method} ${route.path} ${answer.status}`).toBe(`${route.method} ${route.path} 404`);
    }
    expect(await app.current.db.rows('select * from inventory_items where id = $1', [id])).toEqual(before);
  });

  it('with an id answers 404 to an id that is none', async () => {
    const charlie = await app.current.as('charlie');
    for (const route of routes().filter(
      (it) => it.access === 'user' && it.path.includes(':id') && it.method === 'get',
    )) {
      expect((await charlie.get(address(route.path, 'no-such-id'))).status).toBe(404);
    }
  });

  it('but the public ones sends who is not signed in to the login page', async () => {
    const visitor = app.current.visitor();
    for (const route of routes().filter((it) => it.access !== 'public' && it.method === 'get')) {
      const answer = await visitor.get(address(route.path, PEOPLE.alice.id));
      expect(`${route.path} ${answer.status} ${answer.headers['location']}`).toMatch(/ 303 \/auth\/login\?next=/);
    }
  });

  it('that changes something refuses a form without its token', async () => {
    const alice = await app.current.as('alice');
    for (const route of routes().filter((it) => it.method === 'post')) {
      const answer = await alice.agent
        .post(address(route.path, PEOPLE.alice.id))
        .type('form')
        .send({ theme: 'dark', csrf_token: 'forged' });
      expect(`${route.path} ${answer.status} ${answer.headers['location']}`).toBe(`${route.path} 303 /`);
    }
    const [row] = await app.current.db.rows<{ theme: string }>('select theme from users where id = $1', [
      PEOPLE.alice.id,
    ]);
    expect(row?.theme).toBe('system');
  });

  it('of an admin is not there for anyone else', async () => {
    const alice = await app.current.as('alice');
    const admins = routes().filter((route) => route.access === 'admin');
    expect(admins.length).toBeGreaterThan(0);
    for (const route of admins) {
      const path = address(route.path, PEOPLE.bob.id);
      expect((await (route.method === 'get' ? alice.get(path) : alice.post(path))).status).toBe(404);
    }
  });

  it('that writes is refused to a VIEWER outside their own account', async () => {
    const id = await insertItem(app.current.db, PEOPLE.vera.id);
    const vera = await app.current.as('vera');
    const forms = routes().filter((it) => 'writes' in it && it.writes);
    expect(forms.length).toBeGreaterThan(5);
    for (const { path } of forms) {
      const answer = await vera.get(address(path, id));
      expect(`${path} ${answer.status}`).toBe(`${path} 403`);
      expect(answer.text).toContain('Your account may look at everything and change nothing.');
    }
    for (const { path } of routes().filter(
      (it) => it.method === 'get' && /^(?!\/account\/).*\/(new|edit)$/.test(it.path),
    ))
      expect(forms.map((it) => it.path)).toContain(path);
    for (const route of routes().filter((it) => it.access === 'user' && it.method === 'post')) {
      const answer = await vera.post(address(route.path, id), { theme: 'dark' });
      const own = 'ownAccount' in route && route.ownAccount;
      expect(`${route.path} ${answer.status === 403}`).toBe(`${route.path} ${!own}`);
    }
  });

  it('that takes a form answers who comes back to its address: with a page of its own, or the nearest one above', async () => {
    const { db } = app.current;
    const ids: Record<string, string> = {
      inventory: await insertItem(db, PEOPLE.ada.id, { quantity: 3 }),
      companies: await insertCompany(db, { name: 'Looked back on' }),
      contacts: await insertContact(db, { first_name: 'Backward' }),
      templates: await insert(db, 'templates', { name: 'Looked back on' }),
      guide: await insert(db, 'guide_episodes', {
        name: 'Looked back on',
        show_id: await insert(db, 'guide_shows', { name: 'Turnstile Hour' }),
      }),
    };
    const ada = await app.current.as('ada');
    const pages = new Set(routes().flatMap(({ method, path }) => (method === 'get' ? [path] : [])));
    // Whose record a parameter means is known here for the modules' own records alone.
    const known = (path: string) =>
      !/:(?!id\b)/.test(path) && (!path.includes(':id') || (moduleOf(path) in ids && path.split('/')[2] === ':id'));
    const moduleOf = (path: string) => path.split('/')[1] ?? '';
    for (const { path } of routes().filter(({ method }) => method === 'post')) {
      const asked = address(path, ids[moduleOf(path)] ?? PEOPLE.bob.id);
      const answer = await ada.get(asked);
      const where = answer.headers['location'] ?? '';
      if (!pages.has(path)) {
        expect(`${asked} ${answer.status}`).toBe(`${asked} 303`);
        expect(asked.startsWith(where), `${asked} leads to ${where}`).toBe(true);
      }
      // Once the first admin is there, nobody else is set up.
      if (!known(path) || path === '/setup') continue;
      expect([200, 303], asked).toContain(answer.status);
      if (answer.status === 303)
        expect([200, 303], `${asked} leads to ${where}`).toContain((await ada.get(where)).status);
    }
  });
});
