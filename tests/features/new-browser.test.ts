import type { Request } from 'express';
import { describe, expect, it } from 'vitest';
import { browserSecret } from '../../src/http/browser-cookie.js';
import { run } from '../support/account-mails.js';
import { type TestApp, useApp } from '../support/app.js';
import { Authenticator } from '../support/authenticator.js';
import { PASSWORD } from '../support/people.js';
import { codeOf, newMember, setUpTwoFactor, toSecondStep } from '../support/two-factor.js';
import type { Visitor } from '../support/visitor.js';

const app = useApp({ APP_URL: 'http://localhost:5001' });
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0';

type Told = { subject: string; body_text: string };
const told = ({ db }: TestApp, id: string) =>
  db.rows<Told>(`select subject, body_text from mails where user_id = $1 and about = 'new_browser' order by id`, [id]);
const known = (id: string) =>
  app.current.db.rows<{ key_hash: string; forgotten: boolean }>(
    'select key_hash, forgotten_at is not null as forgotten from known_browsers where user_id = $1 order by last_seen_at, key_hash',
    [id],
  );
async function loggedIn(email: string, site: TestApp = app.current, visitor = site.visitor()) {
  const answer = await visitor.logIn(email, PASSWORD);
  if (answer.status !== 303) throw new Error(`login answered ${answer.status}`);
  return { visitor, cookies: [answer.headers['set-cookie'] ?? []].flat() };
}
/** Logs out, and in again with the same browser. */
async function again(email: string, visitor: Visitor) {
  await visitor.get('/');
  await visitor.post('/auth/logout');
  return loggedIn(email, app.current, visitor);
}

describe('a login with a browser that the account does not know', () => {
  it('is told by mail: which, when on the person’s clock, from where, and what to do; the first and known ones are not', async () => {
    const { id, email } = await newMember(
      app.current,
      'nils@park.example',
      `is_approved = true, time_zone = 'Asia/Tokyo'`,
    );
    const { visitor } = await loggedIn(email);
    await again(email, visitor);
    expect(await told(app.current, id)).toEqual([]);

    const other = app.current.visitor();
    other.agent.set('User-Agent', FIREFOX);
    await loggedIn(email, app.current, other);
    await again(email, other);
    const [mail, ...more] = await told(app.current, id);
    expect([mail?.subject, more]).toEqual(['A login from a new browser', []]);
    const day = new Date().toLocaleDateString('en-CA', { timeZone: 'Asia/Tokyo' }).slice(0, 4);
    expect(mail?.body_text.replace(/\s+/g, ' ')).toMatch(
      new RegExp(
        `with a browser that it does not know: Firefox on Linux, on \\d+ \\w+ ${day}, \\d\\d:\\d\\d \\(Asia/Tokyo\\), from the address ${other.clientAddress}\\. .*Was it not\\? Choose a new password at once.*http://localhost:5001/account/security`,
      ),
    );
    expect((await known(id)).length).toBe(2);
  });

  it('is known by a cookie of its own, kept for a year and by its hash alone; one that is none of ours is replaced', async () => {
    const { id, email } = await newMember(app.current, 'ove@park.example');
    const visitor = app.current.visitor();
    visitor.agent.jar.setCookie('mouse-browser=planted');
    const { cookies } = await loggedIn(email, app.current, visitor);
    const cookie = cookies.find((it) => it.startsWith('mouse-browser='));
    expect(cookie).toMatch(
      /^mouse-browser=[\w-]{43}; Max-Age=31536000; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/,
    );
    const secret = cookie?.split(/[=;]/)[1] ?? '';
    const [row] = await app.current.db.rows('select * from known_browsers where user_id = $1', [id]);
    expect(JSON.stringify(row)).not.toContain(secret);
    const set: unknown[] = [];
    const overTls = { headers: {}, res: { cookie: (...given: unknown[]) => set.push(given) } } as unknown as Request;
    const made = browserSecret(overTls, { secureCookies: true });
    expect(set).toEqual([['__Host-mouse-browser', made, expect.objectContaining({ secure: true, httpOnly: true })]]);
  });

  it('is noticed after a code and after a passkey, and not before', async () => {
    const { id, email } = await newMember(app.current, 'pia@park.example');
    const { visitor } = await loggedIn(email);
    const { secret } = await setUpTwoFactor(visitor);
    const key = new Authenticator('http://localhost:5001');
    await visitor.get('/account/passkeys/add');
    const { body } = await visitor.post('/account/passkeys/challenge', { name: 'Laptop' });
    await visitor.post('/account/passkeys', { name: 'Laptop', credential: key.make(body) });

    const byCode = app.current.visitor();
    await toSecondStep(byCode, email);
    expect(await told(app.current, id)).toEqual([]);
    await byCode.get('/auth/two-factor');
    expect((await byCode.post('/auth/two-factor', { code: codeOf(secret, 1) })).status).toBe(303);
    expect((await told(app.current, id)).length).toBe(1);

    const byPasskey = app.current.visitor();
    await byPasskey.get('/auth/login');
    const asked = await byPasskey.post('/auth/passkey/challenge');
    expect((await byPasskey.post('/auth/passkey', { credential: key.answer(asked.body) })).status).toBe(303);
    expect((await told(app.current, id)).length).toBe(2);
  });

  it('is told of again once it was signed out from elsewhere, or all sessions ended; not where the password was changed', async () => {
    const { id, email } = await newMember(app.current, 'rut@park.example');
    const { visitor: own } = await loggedIn(email);
    const { visitor: other } = await loggedIn(email);
    expect((await told(app.current, id)).length).toBe(1);
    const { text } = await own.get('/account/security');
    const end = /action="(\/account\/security\/sessions\/\w+\/end)"/.exec(text)?.[1] ?? '';
    expect((await own.post(end)).status).toBe(303);
    expect((await known(id)).map((it) => it.forgotten)).toEqual([false, true]);
    await loggedIn(email, app.current, other);
    expect((await told(app.current, id)).length).toBe(2);
    await own.get('/account/security');
    await own.post('/account/security/sessions/end-others');
    await loggedIn(email, app.current, other);
    expect((await told(app.current, id)).length).toBe(3);

    await own.get('/account/password');
    const changed = await own.post('/account/password', {
      current_password: PASSWORD,
      new_password: 'Kettle-of-kites7',
    });
    expect(changed.headers['location']).toBe('/account');
    expect((await told(app.current, id)).length).toBe(3);
    expect((await known(id)).filter((it) => !it.forgotten).length).toBe(1);
    await own.get('/');
    await own.post('/auth/logout');
    expect((await own.logIn(email, 'Kettle-of-kites7')).status).toBe(303);
    expect((await told(app.current, id)).length).toBe(3);
    expect((await other.logIn(email, 'Kettle-of-kites7')).status).toBe(303);
    expect((await told(app.current, id)).length).toBe(4);
  });

  it('is told of five times an hour, and of twenty the one used longest ago is forgotten', async () => {
    const { id, email } = await newMember(app.current, 'sam@park.example');
    await run(
      app.current,
      `insert into known_browsers select $1, 'of old ' || n, now() - n * interval '1 day' from generate_series(1, 20) n`,
      [id],
    );
    for (let n = 0; n < 6; n += 1) await loggedIn(email);
    expect((await told(app.current, id)).length).toBe(5);
    const left = (await known(id)).map((it) => it.key_hash);
    expect(left.length).toBe(20);
    expect(left.filter((it) => it.startsWith('of old')).sort()).toEqual(
      Array.from({ length: 14 }, (_, n) => `of old ${n + 1}`).sort(),
    );
    await run(app.current, 'delete from users where id = $1', [id]);
    expect(await known(id)).toEqual([]);
  });
});
