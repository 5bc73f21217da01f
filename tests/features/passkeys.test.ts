import { describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { Authenticator } from '../support/authenticator.js';
import { PASSWORD, PEOPLE } from '../support/people.js';
import { newMember, setUpTwoFactor } from '../support/two-factor.js';
import { textOf, type Visitor } from '../support/visitor.js';

const { alice } = PEOPLE;
const SITE = 'https://mouse.example';
const app = useApp({ APP_URL: 'http://localhost:5001' });
const ORIGIN = 'http://localhost:5001';
const NOT_ACCEPTED = 'This passkey was not accepted. Try again, or log in with your password.';
const rows = <T>(sql: string, ...values: unknown[]) => app.current.db.rows<T>(sql, values);

async function addTo(visitor: Visitor, key: Authenticator, name: string, made?: { site?: string; origin?: string }) {
  await visitor.get('/account/passkeys/add');
  const { body } = await visitor.post('/account/passkeys/challenge', { name: 'Made first' });
  return visitor.post('/account/passkeys', { name, credential: key.make(body, made) });
}

/** A member with a passkey, and the device that has it. */
async function withPasskey(email: string) {
  const person = await newMember(app.current, email);
  const visitor = app.current.visitor();
  await visitor.logIn(email, PASSWORD);
  const key = new Authenticator(ORIGIN);
  const added = await addTo(visitor, key, 'Work laptop');
  if (added.status !== 303) throw new Error(textOf(added.text));
  return { ...person, visitor, key };
}

/** Asks for a challenge on the login page, and answers it. */
async function logIn(key: Authenticator, how: Parameters<Authenticator['answer']>[1] = {}, next = '') {
  const visitor = app.current.visitor();
  await visitor.get('/auth/login');
  const { body } = await visitor.post('/auth/passkey/challenge');
  const credential = key.answer(body, how);
  return { visitor, credential, answer: await visitor.post('/auth/passkey', { credential, next }) };
}

describe('adding a passkey', () => {
  it('wants one that is found without a name and verifies its person, keeps no secret, and tells by mail', async () => {
    const { id, visitor, key } = await withPasskey('kim@park.example');
    await visitor.get('/account/passkeys/add');
    const { body } = await visitor.post('/account/passkeys/challenge', { name: 'Again' });
    expect(body).toMatchObject({
      rp: { id: 'localhost', name: 'Mouse Domination' },
      user: { name: 'kim@park.example' },
      excludeCredentials: [{ id: key.id.toString('base64url') }],
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    });
    const [row] = await rows('select user_id::text, name, sign_count::int, transports, last_used_at from passkeys');
    expect(row).toEqual({ user_id: id, name: 'Work laptop', sign_count: 0, transports: ['usb'], last_used_at: null });
    expect(textOf((await visitor.get('/account/passkeys')).text)).toMatch(/Work laptop Added .*, never used since/);
    expect(await rows('select subject from mails where user_id = $1', id)).toEqual([
      { subject: 'A passkey was added' },
    ]);
    const twice = await visitor.post('/account/passkeys', { name: 'Again', credential: key.make(body) });
    expect([twice.status, textOf(twice.text).includes('is there already')]).toEqual([422, true]);
  });

  it('refuses one of another site, one without a challenge or with an old one, and what is none', async () => {
    const { id, email } = await newMember(app.current, 'lou@park.example');
    const visitor = app.current.visitor();
    await visitor.logIn(email, PASSWORD);
    for (const made of [{ site: 'mouse.example' }, { origin: SITE }, { origin: 'http://localhost:5002' }]) {
      const answer = await addTo(visitor, new Authenticator(ORIGIN), 'Elsewhere', made);
      expect([answer.status, textOf(answer.text).includes('No passkey of this site')]).toEqual([422, true]);
      expect(answer.text).toContain('value="Elsewhere"');
    }
    const { body } = await visitor.post('/account/passkeys/challenge', { name: 'None' });
    const fresh = new Authenticator(ORIGIN).make(body);
    for (const credential of ['', '{', 'null', '[]', '{"id":1}', '{"id":"x","response":{}}', fresh]) {
      const answer = await visitor.post('/account/passkeys', { name: 'None', credential });
      expect([credential.slice(0, 20), answer.status]).toEqual([credential.slice(0, 20), 422]);
    }
    expect((await addTo(visitor, new Authenticator(ORIGIN), ' ')).status).toBe(422);
    expect(await rows('select 1 from passkeys where user_id = $1', id)).toEqual([]);
  });

  it('has no device make one that would not be kept: without a name, or beside as many as one may have', async () => {
    const { id, visitor } = await withPasskey('joy@park.example');
    const unnamed = await visitor.post('/account/passkeys/challenge', { name: ' ' });
    expect([unnamed.status, textOf(unnamed.text).includes('Give it a name')]).toEqual([422, true]);
    await rows(
      `insert into passkeys (id, user_id, credential_id, public_key, sign_count, transports, name)
       select gen_random_uuid(), $1, 'key ' || n, '', 0, '{}', 'Key ' || n from generate_series(1, 19) n`,
      id,
    );
    const full = await visitor.post('/account/passkeys/challenge', { name: 'One more' });
    expect([full.status, textOf(full.text).includes('You have 20 passkeys, which is all.')]).toEqual([422, true]);
    expect(full.text).toContain('value="One more"');
  });

  it('is named anew and removed by its person alone', async () => {
    const { visitor, id, key } = await withPasskey('max@park.example');
    const [row] = await rows<{ id: string }>('select id::text from passkeys where user_id = $1', id);
    const path = `/account/passkeys/${row?.id}`;
    const charlie = await app.current.as('charlie');
    for (const [method, to] of [
      ['get', path],
      ['post', path],
      ['get', `${path}/delete`],
      ['post', `${path}/delete`],
    ] as const)
      expect([to, (await charlie[method](to, method === 'post' ? { name: 'Mine' } : {})).status]).toEqual([to, 404]);
    await visitor.get(path);
    expect((await visitor.post(path, { name: '' })).status).toBe(422);
    expect(textOf((await visitor.postAndFollow(path, { name: 'Grey key' })).text)).toContain('Grey key');
    expect(textOf((await visitor.get(`${path}/delete`)).text)).toContain('Remove “Grey key”?');
    await visitor.postAndFollow(`${path}/delete`);
    expect(textOf((await logIn(key)).answer.text)).toContain(NOT_ACCEPTED);
    const acts = await rows<{ act: string }>('select act from audit_log where subject_id = $1 order by id', row?.id);
    expect(acts.map(({ act }) => act)).toEqual(['passkey_added', 'passkey_renamed', 'passkey_removed']);
  });
});

describe('logging in by a passkey', () => {
  it('lets in without a password and without a code, to the page that was asked for, in a new session', async () => {
    const { id, visitor: inside, key } = await withPasskey('ann@park.example');
    await setUpTwoFactor(inside);
    const { visitor, answer } = await logIn(key, {}, '/tasks');
    expect([answer.status, answer.headers['location']]).toEqual([303, '/tasks']);
    expect((await visitor.get('/account')).status).toBe(200);
    const acts = await rows<{ act: string }>('select act from audit_log where subject_id = $1 order by id', id);
    expect(acts.at(-1)?.act).toBe('login');
    expect(textOf((await visitor.get('/account/security')).text)).toContain('used just now');
    const half = app.current.visitor();
    expect((await half.logIn('ann@park.example', PASSWORD)).headers['location']).toBe('/auth/two-factor');
    expect(textOf((await half.get('/auth/two-factor')).text)).toContain('Use a passkey');
    const { body } = await half.post('/auth/passkey/challenge');
    expect((await half.post('/auth/passkey', { credential: key.answer(body) })).headers['location']).toBe('/');
  });

  it('refuses a passkey of another site, of nobody, without verification, and one that names somebody else', async () => {
    const { key } = await withPasskey('ben@park.example');
    const others = Buffer.from(alice.id.replaceAll('-', ''), 'hex').toString('base64url');
    for (const how of [{ site: 'mouse.example' }, { origin: SITE }, { verified: false }, { handle: others }]) {
      const { answer, visitor } = await logIn(key, how);
      expect([how, answer.status, textOf(answer.text).includes(NOT_ACCEPTED)]).toEqual([how, 422, true]);
      expect((await visitor.get('/account')).headers['location']).toMatch(/^\/auth\/login/);
    }
    expect((await logIn(new Authenticator(ORIGIN))).answer.status).toBe(422);
    for (const bad of [
      '',
      '{',
      '"x"',
      '{"id":"x","response":{}}',
      JSON.stringify({ id: key.id.toString('base64url'), response: {} }),
    ]) {
      const visitor = app.current.visitor();
      await visitor.get('/auth/login');
      await visitor.post('/auth/passkey/challenge');
      expect([bad, (await visitor.post('/auth/passkey', { credential: bad })).status]).toEqual([bad, 422]);
    }
    expect((await logIn(key)).answer.status).toBe(303);
  });

  it('takes a challenge once, in its own session, for what it was asked for, and for five minutes', async () => {
    const { key, visitor: inside } = await withPasskey('cat@park.example');
    const first = await logIn(key, { count: 10 });
    expect(first.answer.status).toBe(303);
    const replayed = app.current.visitor();
    await replayed.get('/auth/login');
    await replayed.post('/auth/passkey/challenge');
    expect((await replayed.post('/auth/passkey', { credential: first.credential })).status).toBe(422);

    const visitor = app.current.visitor();
    await visitor.get('/auth/login');
    const { body } = await visitor.post('/auth/passkey/challenge');
    const forged = key.answer(body, { count: 11, verified: false });
    expect((await visitor.post('/auth/passkey', { credential: forged })).status).toBe(422);
    const again = await visitor.post('/auth/passkey', { credential: key.answer(body, { count: 12 }) });
    expect(textOf(again.text)).toContain('That took too long, or was sent before.');

    const atOnce = await visitor.post('/auth/passkey/challenge');
    const credential = key.answer(atOnce.body, { count: 13 });
    const both = await Promise.all([0, 1].map(() => visitor.post('/auth/passkey', { credential })));
    // The other one is refused, or finds its session gone and is led to the login page.
    const letIn = both.filter(({ status, headers }) => status === 303 && headers['location'] === '/');
    expect(letIn).toHaveLength(1);

    const late = app.current.visitor();
    await late.get('/auth/login');
    const old = await late.post('/auth/passkey/challenge');
    await rows(`update sessions set sess = jsonb_set(sess, '{challenge,at}', '1') where sess ? 'challenge'`);
    expect((await late.post('/auth/passkey', { credential: key.answer(old.body, { count: 14 }) })).status).toBe(422);

    await inside.get('/account/passkeys/add');
    const making = await inside.post('/account/passkeys/challenge');
    await inside.post('/auth/logout');
    await inside.get('/auth/login');
    expect((await inside.post('/auth/passkey', { credential: key.answer(making.body, { count: 15 }) })).status).toBe(
      422,
    );
  });

  it('refuses a counter that went back or stood still, tells its person, and takes one that keeps none', async () => {
    const { id, key } = await withPasskey('dee@park.example');
    expect((await logIn(key, { count: 7 })).answer.status).toBe(303);
    for (const count of [7, 6, 0]) {
      const { answer } = await logIn(key, { count });
      expect([count, answer.status]).toEqual([count, 422]);
      expect(textOf(answer.text)).toContain('its counter went back, as that of a copy does');
    }
    const subjects = await rows<{ subject: string }>('select subject from mails where user_id = $1', id);
    expect(subjects.filter(({ subject }) => subject === 'A passkey of yours was refused')).toHaveLength(3);
    expect(await rows(`select 1 from audit_log where act = 'passkey_refused' and subject_id = $1`, id)).toHaveLength(3);
    expect((await logIn(key, { count: 8 })).answer.status).toBe(303);
    const { key: without } = await withPasskey('eve@park.example');
    for (const count of [0, 0]) expect((await logIn(without, { count })).answer.status).toBe(303);
  });

  it('is kept out by what keeps out after the right password', async () => {
    const { id, key } = await withPasskey('fay@park.example');
    const cases: [string, string, string][] = [
      ['locked_by_admin_at = now()', 'locked_by_admin_at = null', 'An admin of this server has locked this account.'],
      ['is_approved = false', 'is_approved = true', 'Your account is waiting for approval.'],
      [
        'is_approved = false, rejected_at = now()',
        'is_approved = true, rejected_at = null',
        'did not approve this account',
      ],
    ];
    for (const [barred, open, said] of cases) {
      await rows(`update users set ${barred} where id = $1`, id);
      expect(textOf((await logIn(key)).answer.text)).toContain(said);
      await rows(`update users set ${open} where id = $1`, id);
    }
    for (let time = 0; time < 5; time += 1) await app.current.visitor().logIn('fay@park.example', 'Wrong-password1');
    expect(textOf((await logIn(key)).answer.text)).toContain('Account locked. Try again in 5 minutes.');
    await rows('delete from login_attempts');
    await rows('update users set must_change_password = true where id = $1', id);
    expect((await logIn(key)).answer.headers['location']).toBe('/account/password');
  });
});

describe('a passkey in the place of the password that is asked for again', () => {
  const grow = (id: string) =>
    rows(`update sessions set sess = (sess::jsonb || '{"confirmedAt": 0}')::json where sess ->> 'userId' = $1`, id);
  /** Asks for the page of one's address in a session whose proof is old, and answers the challenge that stands there. */
  async function confirm(
    visitor: Visitor,
    id: string,
    key: Authenticator,
    how: Parameters<Authenticator['answer']>[1],
  ) {
    await grow(id);
    const asked = await visitor.get('/account/email');
    expect([asked.status, asked.text.includes('action="/account/confirm/passkey"')]).toEqual([403, true]);
    const { body } = await visitor.post('/account/confirm/passkey/challenge');
    const sent = { confirm_to: '/account/email', confirm_method: 'get', confirm_act: 'change your address' };
    const credential = key.answer(body, how);
    const send = () => visitor.post('/account/confirm/passkey', { ...sent, confirm_credential: credential });
    return { body, send };
  }

  it('is offered to whoever has one, counts once, and lets what waited go on', async () => {
    const { id, visitor, key } = await withPasskey('uma@park.example');
    const { body, send } = await confirm(visitor, id, key, {});
    expect(body).toMatchObject({
      userVerification: 'required',
      allowCredentials: [{ id: key.id.toString('base64url') }],
    });
    const done = await send();
    expect([done.status, done.headers['location']]).toEqual([303, '/account/email']);
    expect((await visitor.get('/account/email')).status).toBe(200);
    const again = await send();
    expect([again.status, textOf(again.text)]).toEqual([
      422,
      expect.stringContaining('That took too long, or was sent'),
    ]);
    const acts = await rows<{ act: string }>(
      'select act from audit_log where actor_id = $1 order by id desc limit 1',
      id,
    );
    expect(acts).toEqual([{ act: 'confirmed' }]);

    const without = await app.current.as('alice');
    await grow(alice.id);
    expect((await without.get('/account/email')).text).not.toContain('/account/confirm/passkey');
    expect((await without.post('/account/confirm/passkey/challenge')).status).toBe(404);
  });

  it('is refused where it is another’s, of another site, without its person, or a copy, which is told by mail', async () => {
    const { id, visitor, key } = await withPasskey('vic@park.example');
    const { key: other } = await withPasskey('wim@park.example');
    const tries: [Authenticator, Parameters<Authenticator['answer']>[1]][] = [
      [other, {}],
      [key, { site: 'mouse.example', origin: SITE }],
      [key, { verified: false }],
      [key, { count: 9 }],
      [key, { count: 9 }],
    ];
    const said: [number, boolean][] = [];
    for (const [by, how] of tries) {
      const answer = await (await confirm(visitor, id, by, how)).send();
      said.push([answer.status, textOf(answer.text).includes('This passkey was not accepted.')]);
      expect(answer.text).not.toContain('name="confirm_credential" value');
    }
    expect(said).toEqual([
      [422, true],
      [422, true],
      [422, true],
      [303, false],
      [422, true],
    ]);
    const mails = await rows<{ subject: string }>('select subject from mails where user_id = $1 order by id', id);
    expect(mails.map((it) => it.subject)).toEqual(['A passkey was added', 'A passkey of yours was refused']);
  });

  it('is refused during a lock, as the password is', async () => {
    const { id, visitor, key, email } = await withPasskey('xan@park.example');
    for (let n = 0; n < 5; n += 1) await app.current.visitor().logIn(email, `Wrong-guess${n}`);
    const answer = await (await confirm(visitor, id, key, {})).send();
    expect([answer.status, textOf(answer.text)]).toEqual([422, expect.stringContaining('Account locked.')]);
  });
});
