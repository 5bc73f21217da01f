import { describe, expect, it } from 'vitest';
import { accountToChange, setRole } from '../../src/features/admin/index.js';
import { useApp } from '../support/app.js';
import { insertItem } from '../support/items.js';
import { PASSWORD, PEOPLE } from '../support/people.js';
import { textOf } from '../support/visitor.js';

const app = useApp();

async function add(email: string, columns = '') {
  const [row] = await app.current.db.rows<{ id: string }>(
    `insert into users (id, email, name, password_hash) select gen_random_uuid(), $1, null, password_hash from users where id = $2 returning id`,
    [email, PEOPLE.alice.id],
  );
  if (columns) await app.current.db.rows(`update users set ${columns} where id = $1`, [row?.id]);
  return row?.id ?? '';
}

const user = async (id: string) =>
  (await app.current.db.rows('select * from users where id = $1', [id]))[0] as Record<string, unknown>;
const acts = async (id: string) =>
  app.current.db.rows('select act, actor_id from audit_log where subject_id = $1 order by id', [id]);
const listed = (html: string) =>
  [...html.matchAll(/<td class="name[^>]*title="(?:[^"]*, )?([^",]+)"/g)].map((match) => match[1]);

describe('the page of one person', () => {
  it('says how the account stands, and counts what it owns without showing it', async () => {
    const ada = await app.current.as('ada');
    await app.current.as('alice');
    await insertItem(app.current.db, PEOPLE.alice.id, { name: 'Secret lens' });
    const list = await ada.get('/admin/users?q=alice');
    expect(list.text).toContain(`href="/admin/users/${PEOPLE.alice.id}"`);
    const page = await ada.get(`/admin/users/${PEOPLE.alice.id}`);
    const text = textOf(page.text);
    for (const words of ['Active', 'Role Member', 'Last sign-in', 'Lockout None', 'Inventory 1 item'])
      expect(text).toContain(words);
    expect(text).toMatch(/Signed in on [1-9]\d* devices?/);
    expect(text).not.toContain('Secret lens');
    expect(page.text).not.toContain(`/admin/users/${PEOPLE.alice.id}/unlock`);
  });

  it('tells of a lock and lifts it', async () => {
    const ada = await app.current.as('ada');
    const id = await add('lois@one.example', 'is_approved = true');
    for (let n = 0; n < 5; n += 1) await app.current.visitor().logIn('lois@one.example', 'Wrong-guess-12345');
    const page = await ada.get(`/admin/users/${id}`);
    expect(textOf(page.text)).toContain('Locked after wrong passwords, for another 5 minutes.');
    const after = await ada.postAndFollow(`/admin/users/${id}/unlock`);
    expect(textOf(after.text)).toContain('lois@one.example can log in again.');
    expect(textOf(after.text)).toContain('Lockout None');
    expect((await app.current.visitor().logIn('lois@one.example', PASSWORD)).status).toBe(303);
    expect(await acts(id)).toContainEqual({ act: 'unlocked', actor_id: PEOPLE.ada.id });
  });

  it('lets in who waits, and comes back', async () => {
    const ada = await app.current.as('ada');
    const id = await add('wes@one.example');
    const path = `/admin/users/${id}`;
    expect(textOf((await ada.get(path)).text)).toContain('Waiting');
    const answer = await ada.post(`${path}/approval`, { return_to: path });
    expect(answer.headers['location']).toBe(path);
    expect(await user(id)).toMatchObject({ is_approved: true });
  });

  it('is for admins alone, and of nobody 404', async () => {
    const ada = await app.current.as('ada');
    for (const id of ['7', '01900000-0000-7000-8000-0000000000ff'])
      expect((await ada.get(`/admin/users/${id}`)).status).toBe(404);
    const alice = await app.current.as('alice');
    expect((await alice.get(`/admin/users/${PEOPLE.bob.id}`)).status).toBe((await alice.get('/admin/users')).status);
    expect((await alice.post(`/admin/users/${PEOPLE.bob.id}/unlock`)).status).toBeGreaterThanOrEqual(403);
  });
});

describe('the page of users', () => {
  it('lists who waits first, and the navigation says how many', async () => {
    const ada = await app.current.as('ada');
    await add('wanda@list.example', `created_at = now() - interval '2 days'`);
    await add('ulf@list.example', `created_at = now() - interval '1 day'`);
    await add('rex@list.example', 'rejected_at = now()');
    await add('lola@list.example', 'is_approved = true, locked_by_admin_at = now()');
    const page = await ada.get('/admin/users?q=LIST.example');
    expect(listed(page.text).slice(0, 2)).toEqual(['ulf@list.example', 'wanda@list.example']);
    expect(listed(page.text)).toHaveLength(4);
    for (const word of ['Waiting', 'Rejected', 'Locked'])
      expect(page.text).toMatch(new RegExp(`class="badge [a-z]+ g-[a-z]+">${word}`));
    const [{ count } = { count: 0 }] = await app.current.db.rows<{ count: number }>(
      'select count(*)::int from users where not is_approved and rejected_at is null',
    );
    expect(textOf(page.text)).toContain(`Admin ${count} waiting`);
    expect(textOf((await (await app.current.as('alice')).get('/account')).text)).not.toContain('waiting');
  });

  it.each([
    ['waiting', ['wim@status.example']],
    ['active', ['axel@status.example']],
    ['rejected', ['rita@status.example']],
    ['locked', ['lars@status.example']],
    ['__proto__', ['axel@status.example', 'lars@status.example', 'rita@status.example', 'wim@status.example']],
  ])('filters by status %s', async (status, expected) => {
    if ((await app.current.db.rows(`select 1 from users where email like '%status.example'`)).length === 0) {
      await add('wim@status.example');
      await add('axel@status.example', 'is_approved = true');
      await add('rita@status.example', 'rejected_at = now()');
      await add('lars@status.example', 'is_approved = true, locked_by_admin_at = now()');
    }
    const page = await (await app.current.as('ada')).get(`/admin/users?q=status.example&status=${status}`);
    expect(listed(page.text).sort()).toEqual(expected);
  });

  it('searches in address and name; signs of the pattern stand for themselves', async () => {
    const id = await add('per_cent@search.example');
    await app.current.db.rows(`update users set name = '100% Élodie' where id = $1`, [id]);
    const ada = await app.current.as('ada');
    for (const q of ['100%25', 'r_c', '%C3%A9lodie', 'PER_CENT@'])
      expect(listed((await ada.get(`/admin/users?q=${q}`)).text)).toEqual(['per_cent@search.example']);
    const nothing = await ada.get('/admin/users?q=l_d');
    expect(textOf(nothing.text)).toContain('Nobody matches this search');
    expect((await ada.get('/admin/users?q=%00')).status).toBe(400);
    expect((await ada.get(`/admin/users?q=${'x'.repeat(300)}`)).status).toBe(400);
    expect((await ada.get('/admin/users?cursor=broken')).status).toBe(400);
  });

  it('pages by keyset through everyone once, forwards and back, in every sort', async () => {
    for (let index = 0; index < 7; index += 1)
      await add(
        `page-${index}@paging.example`,
        index % 2 ? 'is_approved = true' : `created_at = now() - interval '${index} hours'`,
      );
    const ada = await app.current.as('ada');
    for (const sort of ['-waiting', 'email', '-email', 'created_at', '-last_login_at', 'nonsense']) {
      const seen: (string | undefined)[] = [];
      let path: string | undefined = `/admin/users?q=paging.example&limit=3&sort=${sort}`;
      let pages = 0;
      while (path) {
        const page = await ada.get(path);
        seen.push(...listed(page.text));
        pages += 1;
        expect(textOf(page.text)).toContain('of 7');
        path = /rel="next" href="([^"]*)"/.exec(page.text)?.[1]?.replaceAll('&amp;', '&');
        if (pages === 2) {
          const back = /rel="prev" href="([^"]*)"/.exec(page.text)?.[1]?.replaceAll('&amp;', '&');
          expect(listed((await ada.get(back ?? '')).text)).toEqual(seen.slice(0, 3));
        }
      }
      expect([sort, pages, new Set(seen).size, seen.length]).toEqual([sort, 3, 7, 7]);
    }
  });
});

describe('approving and rejecting', () => {
  it('lets the person in, keeps the view, and is audited', async () => {
    const ada = await app.current.as('ada');
    const id = await add('dora@park.example');
    await ada.get('/admin/users');
    const answer = await ada.post(`/admin/users/${id}/approval`, { return_to: '/admin/users?status=waiting' });
    expect([answer.status, answer.headers['location']]).toEqual([303, '/admin/users?status=waiting']);
    expect(textOf((await ada.get('/admin/users')).text)).toContain('dora@park.example can log in now.');
    expect((await app.current.visitor().logIn('dora@park.example', PASSWORD)).status).toBe(303);
    expect((await acts(id))[0]).toEqual({ act: 'approved', actor_id: PEOPLE.ada.id });
    await ada.post(`/admin/users/${id}/approval`);
    expect((await acts(id)).filter((row) => row['act'] === 'approved')).toHaveLength(1);
  });

  it('keeps a rejected address, which can be approved later', async () => {
    const ada = await app.current.as('ada');
    const id = await add('emil@park.example');
    await ada.get('/admin/users');
    expect(
      (await ada.post(`/admin/users/${id}/rejection`, { return_to: 'https://evil.example' })).headers['location'],
    ).toBe('/admin/users');
    expect(await user(id)).toMatchObject({ is_approved: false, rejected_at: expect.any(Date) });
    expect((await app.current.visitor().logIn('emil@park.example', PASSWORD)).status).toBe(422);
    await ada.post(`/admin/users/${id}/approval`);
    expect(await user(id)).toMatchObject({ is_approved: true, rejected_at: null });
    expect((await app.current.visitor().logIn('emil@park.example', PASSWORD)).status).toBe(303);
    expect((await acts(id)).map((row) => row['act'])).toEqual(['rejected', 'login_failed', 'approved', 'login']);
  });

  it('does not reject whoever was approved meanwhile', async () => {
    const ada = await app.current.as('ada');
    await ada.get('/admin/users');
    const answer = await ada.post(`/admin/users/${PEOPLE.charlie.id}/rejection`);
    expect([answer.status, textOf(answer.text)]).toEqual([409, expect.stringContaining('was approved meanwhile')]);
    expect((await user(PEOPLE.charlie.id))['is_approved']).toBe(true);
  });

  it('answers 404 for nobody, and for everyone who is no admin', async () => {
    const ada = await app.current.as('ada');
    await ada.get('/admin/users');
    for (const id of ['01900000-0000-7000-8000-0000000000ff', 'nobody', '%00', "1' or '1'='1"]) {
      expect((await ada.post(`/admin/users/${id}/approval`)).status).toBe(404);
    }
    const id = await add('frida@park.example');
    for (const name of ['alice', 'vera'] as const) {
      const person = await app.current.as(name);
      expect((await person.get('/admin/users')).status).toBe(404);
      expect((await person.post(`/admin/users/${id}/approval`)).status).toBe(404);
    }
    expect((await user(id))['is_approved']).toBe(false);
  });
});

describe('a role', () => {
  const become = (id: string, role: 'ADMIN' | 'USER' | 'VIEWER') =>
    app.current.database.asSystem('a test', async (tx) => setRole(tx, await accountToChange(tx, { id }), role, {}));

  it('that changes ends the sessions of the person', async () => {
    const id = await add('gina@park.example', 'is_approved = true');
    const visitor = app.current.visitor();
    await visitor.logIn('gina@park.example', PASSWORD);
    expect((await visitor.get('/account')).status).toBe(200);
    expect(await become(id, 'VIEWER')).toBe(true);
    expect((await visitor.get('/account')).status).toBe(303);
    expect(await become(id, 'VIEWER')).toBe(false);
  });

  it('of the last admin stays, also when two demote each other at once', async () => {
    const id = await add('hal@park.example', `is_approved = true, role = 'ADMIN'`);
    const outcomes = await Promise.allSettled([become(id, 'USER'), become(PEOPLE.ada.id, 'USER')]);
    expect(outcomes.map((it) => it.status).sort()).toEqual(['fulfilled', 'rejected']);
    const admins = await app.current.db.rows<{ id: string }>(`select id from users where role = 'ADMIN'`);
    expect(admins).toHaveLength(1);
    await expect(become(admins[0]?.id ?? '', 'VIEWER')).rejects.toThrow('This is the last admin.');
    await app.current.db.rows(`update users set role = 'ADMIN' where id = $1`, [PEOPLE.ada.id]);
  });
});
