import { describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { PASSWORD, PEOPLE } from '../support/people.js';
import { textOf } from '../support/visitor.js';

const app = useApp();
const NEW_PASSWORD = 'Kettle-of-kites7';
const user = async (id: string) =>
  (await app.current.db.rows('select * from users where id = $1', [id]))[0] as Record<string, unknown>;

async function signedIn(email: string, columns: Record<string, unknown> = {}) {
  const [row] = await app.current.db.rows<{ id: string }>(
    `insert into users (id, email, name, role, is_approved, must_change_password, password_hash)
     select gen_random_uuid(), $1, 'Nova Nightingale', $2, true, $3, password_hash from users where id = $4 returning id`,
    [email, columns['role'] ?? 'USER', columns['must_change'] ?? false, PEOPLE.alice.id],
  );
  const visitor = app.current.visitor();
  const answer = await visitor.logIn(email, PASSWORD);
  await visitor.get(answer.headers['location'] ?? '/');
  return { id: row?.id ?? '', visitor, answer };
}

describe('the theme', () => {
  it('is kept, and the person stays on the page', async () => {
    const { id, visitor } = await signedIn('tess@park.example');
    const page = await visitor.get('/account');
    expect(page.text).not.toContain('data-theme=');
    const answer = await visitor.agent
      .post('/account/theme')
      .type('form')
      .set({ Host: 'mouse.example', Referer: 'http://mouse.example/inventory?state=sold' })
      .send({ theme: 'dark', csrf_token: /name="csrf_token" value="([^"]*)"/.exec(page.text)?.[1] });
    expect([answer.status, answer.headers['location']]).toEqual([303, '/inventory?state=sold']);
    expect((await user(id))['theme']).toBe('dark');
    expect((await visitor.get('/account')).text).toContain('data-theme="dark"');
    expect((await visitor.post('/account/theme', { theme: 'light', return_to: '/account' })).headers['location']).toBe(
      '/account',
    );
    expect(
      (await visitor.post('/account/theme', { theme: 'light', return_to: '//evil.example' })).headers['location'],
    ).toBe('/');
  });

  it.each(['', 'blue', '__proto__', 'a\0'])('refuses %j', async (theme) => {
    const vera = await app.current.as('vera');
    expect((await vera.post('/account/theme', { theme })).status).toBe(400);
    expect((await user(PEOPLE.vera.id))['theme']).toBe('system');
  });
});

describe('the account page', () => {
  it('shows who one is, and changes the name, also for a viewer', async () => {
    const { id, visitor } = await signedIn('vic@park.example', { role: 'VIEWER' });
    const page = textOf((await visitor.get('/account')).text);
    expect(page).toContain('vic@park.example');
    expect(page).toContain('Viewer, reads everything and changes nothing');
    const saved = await visitor.postAndFollow('/account', { name: ' Vic <Vane> ' });
    expect(saved.text).toContain('value="Vic &lt;Vane&gt;"');
    expect(textOf(saved.text)).toContain('Name saved');
    expect((await user(id))['name']).toBe('Vic <Vane>');
    await visitor.postAndFollow('/account', { name: '' });
    expect((await user(id))['name']).toBeNull();
    expect((await visitor.get('/account')).text).toMatch(/value="" ?id="f-name"/);
    const acts = await app.current.db.rows('select act from audit_log where actor_id = $1 order by id', [id]);
    expect(acts).toEqual([{ act: 'login' }, { act: 'settings_changed' }, { act: 'settings_changed' }]);
  });

  it.each([
    [{ name: 'x'.repeat(101) }, 'Use 100 characters at most.'],
    [{ name: ['a', 'b'] }, 'Send one value here.'],
    [{ name: 'a\0' }, 'cannot be stored'],
  ])('answers %j with 422 beside the field', async (fields, message) => {
    const alice = await app.current.as('alice');
    const answer = await alice.post('/account', fields as never);
    expect([answer.status, textOf(answer.text)]).toEqual([422, expect.stringContaining(message)]);
    expect((await user(PEOPLE.alice.id))['name']).toBe(PEOPLE.alice.name);
  });
});

describe('changing the password', () => {
  it('wants the current one, ends every other session, and renews this one', async () => {
    const { id, visitor } = await signedIn('uma@park.example');
    const other = app.current.visitor();
    await other.logIn('uma@park.example', PASSWORD);
    await visitor.get('/account/password');
    const answer = await visitor.post('/account/password', { current_password: PASSWORD, new_password: NEW_PASSWORD });
    expect([answer.status, answer.headers['location']]).toEqual([303, '/account']);
    expect(textOf((await visitor.get('/account')).text)).toContain('Password changed. Every other session has ended.');
    expect((await other.get('/account')).status).toBe(303);
    expect(await app.current.db.rows(`select 1 as one from sessions where sess ->> 'userId' = $1`, [id])).toHaveLength(
      1,
    );
    expect((await app.current.visitor().logIn('uma@park.example', PASSWORD)).status).toBe(422);
    expect((await app.current.visitor().logIn('uma@park.example', NEW_PASSWORD)).status).toBe(303);
  });

  it.each([
    [{ current_password: 'Wrong-password1', new_password: NEW_PASSWORD }, 'This is not your current password.'],
    [{ current_password: PASSWORD, new_password: PASSWORD }, 'Choose another one than the current password.'],
    [{ current_password: PASSWORD, new_password: 'short' }, 'Not met yet: 12 to 128 characters'],
    [{ current_password: PASSWORD, new_password: 'Bob-Brook-kettle7!' }, 'Not met yet: not your name or email.'],
    [{ current_password: '', new_password: '' }, 'Type your current password.'],
    [{ current_password: ['a', 'b'], new_password: ['a', 'b'] }, 'Send one value here.'],
  ])('answers %j with 422 and changes nothing', async (fields, message) => {
    const bob = await app.current.as('bob');
    await bob.get('/account/password');
    const before = (await user(PEOPLE.bob.id))['password_hash'];
    const answer = await bob.post('/account/password', fields as never);
    expect([answer.status, textOf(answer.text)]).toEqual([422, expect.stringContaining(message)]);
    expect((await user(PEOPLE.bob.id))['password_hash']).toBe(before);
  });

  it('counts a wrong current password as a failed login', async () => {
    const { visitor } = await signedIn('lou@park.example');
    const guess = (current_password: string) =>
      visitor.post('/account/password', { current_password, new_password: NEW_PASSWORD });
    for (let time = 0; time < 4; time += 1) await guess('Wrong-password1');
    expect(textOf((await guess('Wrong-password1')).text)).toContain('Account locked. Try again in 5 minutes.');
    const right = await guess(PASSWORD);
    expect([right.status, textOf(right.text)]).toEqual([
      422,
      expect.stringContaining('Account locked. Try again in 5 minutes.'),
    ]);
    expect((await visitor.get('/account')).status).toBe(200);
  });

  it('is where whoever must change it is led, and nowhere else', async () => {
    const { id, visitor, answer } = await signedIn('max@park.example', { must_change: true });
    expect(answer.headers['location']).toBe('/account/password');
    for (const path of ['/', '/account', '/account/password?x=1']) {
      const page = await visitor.get(path);
      expect([path, page.status]).toEqual([path, path.startsWith('/account/password') ? 200 : 303]);
      if (page.status === 303) expect(page.headers['location']).toBe('/account/password');
    }
    expect((await visitor.post('/account/theme', { theme: 'dark' })).headers['location']).toBe('/account/password');
    expect((await user(id))['theme']).toBe('system');
    expect(textOf((await visitor.get('/account/password')).text)).toContain('An admin set your password.');
    await visitor.postAndFollow('/account/password', { current_password: PASSWORD, new_password: NEW_PASSWORD });
    expect((await visitor.get('/account')).status).toBe(200);
    expect((await user(id))['must_change_password']).toBe(false);
  });
});
