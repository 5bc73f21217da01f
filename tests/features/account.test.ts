import { describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { errorAt, fieldsOf } from '../support/item-form.js';
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

describe('time and numbers', () => {
  const NUMBERS = { time_zone: 'Europe/Amsterdam', currency: 'EUR', locale: 'de' };

  it('are offered by name, with the time there now, and kept also for a viewer', async () => {
    const { id, visitor } = await signedIn('nora@park.example', { role: 'VIEWER' });
    const page = await visitor.get('/account');
    expect(fieldsOf(page.text)).toMatchObject({ time_zone: 'UTC', currency: 'USD', locale: 'en' });
    expect(textOf(page.text)).toMatch(/\d\d:\d\d there now, UTC\. Choose yours if that is not your time\./);
    expect(page.text).toContain('German (Switzerland)');
    expect(page.text).toContain('JPY, Japanese Yen');
    const saved = await visitor.postAndFollow('/account/numbers', { ...NUMBERS, time_zone: 'europe/amsterdam' });
    expect(textOf(saved.text)).toContain('Time and numbers saved.');
    expect(textOf(saved.text)).toMatch(/\d\d:\d\d there now, UTC\+[12]/);
    expect(textOf(saved.text)).toMatch(/Amount ?1\.204,40 EUR ?Loss ?−58,00 ?Share ?43,8 %/);
    expect(fieldsOf(saved.text)).toMatchObject(NUMBERS);
    expect(await user(id)).toMatchObject(NUMBERS);
  });

  it('are shown as they will be before they are saved', async () => {
    const { id, visitor } = await signedIn('otto@park.example');
    await visitor.get('/account');
    const shown = await visitor.post('/account/numbers', { ...NUMBERS, locale: 'en-US', show: '1' });
    expect(shown.status).toBe(200);
    expect(textOf(shown.text)).toMatch(/Day ?[A-Z][a-z]{2} [A-Z][a-z]{2} \d{1,2}, \d{4} ?Time ?\d{1,2}:\d\d [AP]M/);
    expect(fieldsOf(shown.text)).toMatchObject({ locale: 'en-US', name: 'Nova Nightingale' });
    expect(await user(id)).toMatchObject({ locale: 'en', time_zone: 'UTC', currency: 'USD' });
  });

  it.each([
    ['time_zone', 'Mars/Olympus', 'Type a time zone such as Europe/Berlin.'],
    ['time_zone', '', 'Type a time zone such as Europe/Berlin.'],
    ['currency', 'XXX', 'Choose one of the list.'],
    ['locale', 'tlh', 'Choose one of the list.'],
    ['locale', '__proto__', 'Choose one of the list.'],
  ])('with %s %j are refused beside the field, and what was typed is kept', async (name, value, message) => {
    const { id, visitor } = await signedIn(`p${name}${value.length}@park.example`);
    await visitor.get('/account');
    const answer = await visitor.post('/account/numbers', { ...NUMBERS, [name]: value });
    expect([answer.status, errorAt(answer.text, name)]).toEqual([422, message]);
    if (name === 'time_zone') expect(fieldsOf(answer.text)).toMatchObject({ ...NUMBERS, time_zone: value });
    expect(await user(id)).toMatchObject({ locale: 'en', time_zone: 'UTC', currency: 'USD' });
  });

  it('are those of the browser in a new account, else UTC and the standard way', async () => {
    const asks = async (email: string, zone: string, language?: string) => {
      const visitor = app.current.visitor();
      const page = await visitor.get('/auth/register');
      expect(page.text).toContain('name="time_zone"');
      const body = {
        email,
        password: NEW_PASSWORD,
        time_zone: zone,
        csrf_token: /name="csrf_token" value="([^"]*)"/.exec(page.text)?.[1],
      };
      const sent = visitor.agent.post('/auth/register').type('form').set({ Host: 'mouse.example' });
      if (language) sent.set({ 'Accept-Language': language });
      expect((await sent.send(body)).status).toBe(303);
      return (await app.current.db.rows('select time_zone, locale from users where email = $1', [email]))[0];
    };
    expect(await asks('a1@park.example', 'Asia/Calcutta', 'en-IN,en;q=0.8')).toEqual({
      time_zone: 'Asia/Kolkata',
      locale: 'en-IN',
    });
    expect(await asks('a2@park.example', 'Nowhere/Ever', 'xx, de-DE;q=0.7, fr;q=0.9')).toEqual({
      time_zone: 'UTC',
      locale: 'fr',
    });
    expect(await asks('a3@park.example', '')).toEqual({ time_zone: 'UTC', locale: 'en' });
  });

  it('say when the password was changed', async () => {
    const { id, visitor } = await signedIn('pia@park.example');
    await app.current.db.rows(
      `update users set password_changed_at = '2026-08-03T10:00Z', locale = 'en-US' where id = $1`,
      [id],
    );
    expect(textOf((await visitor.get('/account/security')).text)).toContain('Changed Aug 3, 2026');
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
