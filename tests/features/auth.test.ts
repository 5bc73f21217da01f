import { describe, expect, it } from 'vitest';
import { ensureSetupLink } from '../../src/features/auth/index.js';
import { useApp } from '../support/app.js';
import { PASSWORD, PEOPLE } from '../support/people.js';
import { textOf } from '../support/visitor.js';

const app = useApp();
const NEW_PASSWORD = 'Kettle-of-kites7';
const WRONG = 'Email or password is not right.';
const set = (email: string, columns: string) =>
  app.current.db.rows(`update users set ${columns} where email = $1`, [email]);
const acts = (subjectId: string) =>
  app.current.db.rows<{ act: string; actor_id: string | null; client_address: string }>(
    `select act, actor_id, client_address from audit_log where subject_id = $1 order by id`,
    [subjectId],
  );
const sidOf = (cookies: unknown) => /mouse=([^;]+)/.exec(String(cookies))?.[1];

async function newPerson(email: string, columns = 'is_approved = true') {
  await app.current.db.rows(
    `insert into users (id, email, name, password_hash) select gen_random_uuid(), $1, 'Nova Nightingale', password_hash from users where id = $2`,
    [email, PEOPLE.alice.id],
  );
  await set(email, columns);
  const [row] = await app.current.db.rows<{ id: string }>('select id from users where email = $1', [email]);
  return row?.id ?? '';
}

describe('logging in', () => {
  it('leads to the dashboard, marks the time and the address, and is audited', async () => {
    const visitor = app.current.visitor();
    const answer = await visitor.logIn(' ALICE@park.example ', PASSWORD);
    expect([answer.status, answer.headers['location']]).toEqual([303, '/']);
    const [row] = await app.current.db.rows<{ last_login_ip: string }>(
      'select last_login_ip from users where id = $1',
      [PEOPLE.alice.id],
    );
    expect(row?.last_login_ip).toBe(visitor.clientAddress);
    expect(await acts(PEOPLE.alice.id)).toContainEqual({
      act: 'login',
      actor_id: PEOPLE.alice.id,
      client_address: visitor.clientAddress,
    });
  });

  it('makes a new session id, and the one before is worth nothing', async () => {
    const visitor = app.current.visitor();
    const before = sidOf((await visitor.get('/auth/login')).headers['set-cookie']);
    const after = sidOf(
      (await visitor.post('/auth/login', { email: PEOPLE.bob.email, password: PASSWORD })).headers['set-cookie'],
    );
    expect(before).toBeTruthy();
    expect(after).toBeTruthy();
    expect(after).not.toBe(before);
    const planted = await app.current.visitor().agent.get('/').set('Cookie', `mouse=${before}`);
    expect(planted.headers['location']).toMatch(/^\/auth\/login/);
  });

  it.each([
    ['/inventory?state=sold&q=a%20b', '/inventory?state=sold&q=a%20b'],
    ['//evil.example/x', '/'],
    ['https://evil.example', '/'],
    ['/\\evil.example', '/'],
    ['/\t/evil.example', '/'],
    ['', '/'],
  ])('returns to the page that was asked for when it is one of ours: %j', async (next, expected) => {
    const visitor = app.current.visitor();
    const form = await visitor.get(`/auth/login?next=${encodeURIComponent(next)}`);
    const kept = /name="next" value="([^"]*)"/.exec(form.text)?.[1]?.replaceAll('&amp;', '&');
    const answer = await visitor.post('/auth/login', {
      email: PEOPLE.bob.email,
      password: PASSWORD,
      next: kept ?? next,
    });
    expect(answer.headers['location']).toBe(expected);
  });

  it('sends who is signed in from the login page to the dashboard', async () => {
    expect((await (await app.current.as('alice')).get('/auth/login?next=/inventory')).headers['location']).toBe('/');
  });

  it('is where the address of the part leads, and so are the first pages of help and of the admin', async () => {
    const leads = async (who: 'ada' | 'alice', path: string) =>
      (await (await app.current.as(who)).get(path)).headers['location'];
    expect((await app.current.visitor().get('/auth')).headers['location']).toBe('/auth/login');
    expect(await leads('alice', '/help')).toBe('/help/keyboard');
    expect(await leads('ada', '/admin')).toBe('/admin/users');
    expect(await leads('alice', '/admin')).toBeUndefined();
  });

  it('answers an address that nobody owns and a wrong password alike', async () => {
    const unknown = await app.current.visitor().logIn('nobody@park.example', 'Wrong-password1');
    const wrong = await app.current.visitor().logIn(PEOPLE.charlie.email, 'Wrong-password1');
    expect([unknown.status, wrong.status]).toEqual([422, 422]);
    const same = (html: string) =>
      html
        .replace(/(nobody|charlie)@park\.example/g, '')
        .replace(/(value|nonce|content)="[^"]*"/g, '')
        .replace(/request [\w-]+/g, '');
    expect(same(unknown.text)).toBe(same(wrong.text));
    expect(textOf(wrong.text)).toContain(WRONG);
    expect(wrong.text).toContain(`value="${PEOPLE.charlie.email}"`);
    expect(wrong.text).not.toContain('Wrong-password1');
    const rows = await app.current.db.rows(
      `select actor_id, subject_id from audit_log where act = 'login_failed' and subject_id is null`,
    );
    expect(rows).toEqual([{ actor_id: null, subject_id: null }]);
    expect(JSON.stringify(await app.current.db.rows('select * from audit_log'))).not.toContain('nobody@');
  });

  it('says the lock from the 5th failure on, also for the right password, and leaves open sessions alone', async () => {
    const email = 'lila@park.example';
    const id = await newPerson(email);
    const inside = app.current.visitor();
    await inside.logIn(email, PASSWORD);
    for (let time = 0; time < 4; time += 1)
      expect(textOf((await app.current.visitor().logIn(email, 'Wrong-password1')).text)).toContain(WRONG);
    const fifth = await app.current.visitor().logIn(email, 'Wrong-password1');
    expect(textOf(fifth.text)).toContain('Account locked. Try again in 5 minutes.');
    const right = await app.current.visitor().logIn(email, PASSWORD);
    expect(textOf(right.text)).toContain('Account locked. Try again in 5 minutes.');
    expect((await inside.get('/account')).status).toBe(200);
    await app.current.db.rows(
      `update login_attempts set locked_until = locked_until - interval '4 minutes 30 seconds'`,
    );
    expect(textOf((await app.current.visitor().logIn(email, PASSWORD)).text)).toContain(
      'Account locked. Try again in 1 minute.',
    );
    await app.current.db.rows(`update login_attempts set locked_until = now() - interval '1 second'`);
    expect((await app.current.visitor().logIn(email, PASSWORD)).status).toBe(303);
    expect((await acts(id)).map((row) => row.act)).toEqual([
      'login',
      ...Array(5).fill('login_failed'),
      'lockout',
      'login_failed',
      'login_failed',
      'login',
    ]);
  });

  it.each([
    ['is_approved = false', 'Your account is waiting for approval.'],
    ['is_approved = false, rejected_at = now()', 'did not approve this account'],
    ['is_approved = true, locked_by_admin_at = now()', 'has locked this account'],
  ])('where %s says so after the right password alone', async (columns, told) => {
    const email = `someone-${columns.length}@park.example`;
    await newPerson(email, columns);
    const wrong = await app.current.visitor().logIn(email, 'Wrong-password1');
    expect(textOf(wrong.text)).toContain(WRONG);
    expect(textOf(wrong.text)).not.toContain(told);
    const visitor = app.current.visitor();
    const right = await visitor.logIn(email, PASSWORD);
    expect([right.status, textOf(right.text)]).toEqual([422, expect.stringContaining(told)]);
    expect((await visitor.get('/')).headers['location']).toMatch(/^\/auth\/login/);
  });

  it('ends a session at once when an admin locks the account', async () => {
    const id = await newPerson('mo@park.example');
    const visitor = app.current.visitor();
    await visitor.logIn('mo@park.example', PASSWORD);
    expect((await visitor.get('/account')).status).toBe(200);
    await app.current.db.rows('update users set locked_by_admin_at = now() where id = $1', [id]);
    expect((await visitor.get('/account')).status).toBe(303);
  });

  it('lets a client try 5 times a minute: the 6th gets 429 before anything is hashed or written', async () => {
    const visitor = app.current.visitor();
    for (let time = 0; time < 5; time += 1) await visitor.logIn(`limit-${time}@park.example`, 'Wrong-password1');
    const [before] = await app.current.db.rows('select count(*) from login_attempts');
    const sixth = await visitor.logIn('limit-6@park.example', 'Wrong-password1');
    expect(sixth.status).toBe(429);
    expect(Number(sixth.headers['retry-after'])).toBeGreaterThan(0);
    expect(textOf(sixth.text)).toContain('Too many tries');
    expect(textOf(sixth.text)).toContain('Login attempts are limited to 5 a minute.');
    expect(await app.current.db.rows('select count(*) from login_attempts')).toEqual([before]);
    expect((await app.current.visitor().logIn('limit-6@park.example', 'Wrong-password1')).status).toBe(422);
  });

  it('takes the addresses of one IPv6 /64 for one client', async () => {
    const from = (address: string) =>
      app.current.visitor().agent.post('/auth/login').set('X-Forwarded-For', address).type('form').send({});
    for (let time = 0; time < 5; time += 1) expect((await from(`2001:db8:1:1::${time}`)).status).not.toBe(429);
    expect((await from('2001:db8:1:1:ffff::1')).status).toBe(429);
    expect((await from('2001:db8:1:2::1')).status).not.toBe(429);
  });

  it.each([
    [{ email: '', password: '' }, ['Type your email.', 'Type your password.']],
    [{ email: ['a@b.example', 'c@d.example'], password: ['x', 'y'] }, ['Send one value here.', 'Send one value here.']],
    [{ email: `${'x'.repeat(250)}@park.example`, password: 'x' }, ['Use 254 characters at most.']],
    [{ email: 'a\0b@park.example', password: 'x' }, ['This holds a character that cannot be stored.']],
    [{ email: '__proto__', password: '__proto__' }, [WRONG]],
    [{ __proto__: null, constructor: 'x' }, ['Fill this in.', 'Type your password.']],
    [{ email: 'a@park.example', password: 'x'.repeat(100_000) }, [WRONG]],
  ])('answers what cannot be read with 422 beside the field: %#', async (fields, messages) => {
    const visitor = app.current.visitor();
    await visitor.get('/auth/login');
    const answer = await visitor.post('/auth/login', fields as never);
    expect(answer.status).toBe(422);
    for (const message of messages) expect(textOf(answer.text)).toContain(message);
  });

  it('survives bytes that are no text', async () => {
    const visitor = app.current.visitor();
    const form = await visitor.get('/auth/login');
    const token = /name="csrf_token" value="([^"]*)"/.exec(form.text)?.[1];
    const answer = await visitor.agent
      .post('/auth/login')
      .type('form')
      .send(`csrf_token=${token}&email=%ED%A0%80@park.example&password=%ED%A0%80`);
    // Read as U+FFFD, which is no letter of an address.
    expect(answer.status).toBe(422);
  });
});

describe('logging out', () => {
  it('ends the session and is audited', async () => {
    const id = await newPerson('olga@park.example');
    const visitor = app.current.visitor();
    await visitor.logIn('olga@park.example', PASSWORD);
    await visitor.get('/account');
    const answer = await visitor.post('/auth/logout');
    expect([answer.status, answer.headers['location']]).toEqual([303, '/auth/login']);
    expect((await visitor.get('/account')).status).toBe(303);
    expect(await app.current.db.rows(`select 1 from sessions where sess ->> 'userId' = $1`, [id])).toEqual([]);
    expect((await acts(id)).map((row) => row.act)).toEqual(['login', 'logout']);
  });
});

describe('asking for an account', () => {
  const ask = async (fields: Record<string, string | string[]>) => {
    const visitor = app.current.visitor();
    await visitor.get('/auth/register');
    return visitor.post('/auth/register', fields);
  };

  it('adds a waiting account, says who is told and how, and is audited', async () => {
    const visitor = app.current.visitor();
    const form = await visitor.get('/auth/register');
    expect(textOf(form.text)).toContain('12 to 128 characters');
    const answer = await visitor.post('/auth/register', {
      email: 'Pia@Park.example',
      name: ' Pia Plum ',
      password: NEW_PASSWORD,
    });
    expect([answer.status, answer.headers['location']]).toEqual([303, '/auth/pending']);
    expect(textOf((await visitor.get('/auth/pending')).text)).toContain('A mail tells you when you can log in');
    const [row] = await app.current.db.rows<{ id: string }>(`select * from users where email = 'pia@park.example'`);
    expect(row).toMatchObject({ name: 'Pia Plum', role: 'USER', is_approved: false, rejected_at: null });
    expect((await acts(row?.id ?? '')).map((it) => it.act)).toEqual(['registered']);
    expect(textOf((await app.current.visitor().logIn('pia@park.example', NEW_PASSWORD)).text)).toContain(
      'waiting for approval',
    );
  });

  it('with an address that exists answers the same and changes nothing', async () => {
    const before = await app.current.db.rows('select * from users where id = $1', [PEOPLE.alice.id]);
    const answer = await ask({ email: 'ALICE@park.example', name: 'Not Alice', password: NEW_PASSWORD });
    expect([answer.status, answer.headers['location']]).toEqual([303, '/auth/pending']);
    expect(await app.current.db.rows('select * from users where id = $1', [PEOPLE.alice.id])).toEqual(before);
  });

  it.each([
    [{ password: 'short' }, 'Not met yet: 12 to 128 characters'],
    [{ password: 'Password123!' }, 'Not met yet: not a well-known one.'],
    [{ password: 'Quentin-kettle-7' }, 'Not met yet: not your name or email.'],
    [{ password: '' }, 'Type a password.'],
    [{ email: 'not an address' }, 'Type an email such as mara@example.com.'],
    [{ email: '' }, 'Type your email.'],
    [{ email: ['a@park.example', 'b@park.example'] }, 'Send one value here.'],
    [{ email: 'q\0@park.example' }, 'This holds a character that cannot be stored.'],
    [{ name: 'x'.repeat(101) }, 'Use 100 characters at most.'],
    [{ name: ['a', 'b'] }, 'Send one value here.'],
    [{ name: 'a\0b' }, 'This holds a character that cannot be stored.'],
  ])('answers %j with 422, the message and what was typed', async (wrong, message) => {
    const answer = await ask({ email: 'quentin@park.example', name: 'Quentin Quay', password: NEW_PASSWORD, ...wrong });
    expect(answer.status).toBe(422);
    expect(textOf(answer.text)).toContain(message);
    if (!('name' in wrong)) expect(answer.text).toContain('value="Quentin Quay"');
    expect(answer.text).not.toContain(NEW_PASSWORD);
    expect(await app.current.db.rows(`select 1 from users where email = 'quentin@park.example'`)).toEqual([]);
  });

  it('marks which rules are not met after a failed save', async () => {
    const answer = await ask({ email: 'rita@park.example', password: 'lantern-parade9' });
    expect(answer.text).toMatch(/<li data-key="upper"[^>]*class="unmet"/);
    expect(answer.text).toMatch(/<li data-key="lower"[^>]*class="ok"/);
  });
});

describe('as long as nobody is admin', () => {
  const empty = useApp();
  const link = async () => {
    await empty.current.db.rows(`update setup_tokens set created_at = created_at - interval '1 minute'`);
    return (await ensureSetupLink(empty.current.database, empty.current.config)) ?? '';
  };
  const path = (address: string) => address.replace(/^http:\/\/[^/]+/, '');

  it('registering answers with a notice; the newest link alone makes the first admin, once', async () => {
    const { db, visitor, database, config } = empty.current;
    expect(await ensureSetupLink(database, config)).toBeUndefined();
    await db.rows(`update users set is_approved = false where role = 'ADMIN'`);

    const asking = visitor();
    expect(textOf((await asking.get('/auth/register')).text)).toContain('Ask the operator to open the setup link');
    await asking.get('/auth/login');
    expect((await asking.post('/auth/register', { email: 'early@park.example', password: NEW_PASSWORD })).status).toBe(
      409,
    );
    expect(await db.rows(`select 1 from users where email = 'early@park.example'`)).toEqual([]);

    const [older, newer] = [await link(), await link()];
    expect(newer).toMatch(/^http:\/\/127\.0\.0\.1:5001\/setup\?token=[\w-]{43}$/);
    expect(await ensureSetupLink(database, config)).toBeUndefined();
    expect(JSON.stringify(await db.rows('select * from setup_tokens'))).not.toContain(newer.slice(-43));
    expect((await visitor().get(path(older))).status).toBe(404);
    for (const odd of [
      '/setup',
      '/setup?token=',
      '/setup?token=a&token=b',
      '/setup?token=%00',
      '/setup?token=__proto__',
    ]) {
      expect((await visitor().get(odd)).status).toBe(404);
    }

    const operator = visitor();
    const token = newer.slice(-43);
    expect((await operator.get(path(newer))).status).toBe(200);
    const bad = await operator.post('/setup', { token, email: 'x', password: 'y' });
    expect([bad.status, textOf(bad.text)]).toEqual([422, expect.stringContaining('Type an email such as')]);
    const fields = { token, email: 'omar@park.example', name: 'Omar Operator', password: NEW_PASSWORD };
    const late = visitor();
    await late.get(path(newer));
    const [first, second] = await Promise.all([
      operator.post('/setup', fields),
      late.post('/setup', { ...fields, email: 'late@park.example' }),
    ]);
    expect([first.status, second.status].sort()).toEqual([303, 404]);
    const admins = await db.rows<{ id: string }>(`select id from users where role = 'ADMIN' and is_approved`);
    expect(admins).toHaveLength(1);
    const winner = first.status === 303 ? operator : late;
    expect((await winner.get('/admin/users')).status).toBe(200);
    expect(await db.rows(`select act from audit_log where subject_id = $1`, [admins[0]?.id])).toEqual([
      { act: 'admin_created' },
      { act: 'login' },
    ]);
    expect((await visitor().get(path(newer))).status).toBe(404);
    expect(await link()).toBe('');
    expect((await visitor().get('/auth/register')).text).toContain('name="password"');
  });
});
