import request from 'supertest';
import { describe, expect, it } from 'vitest';
import { accountToChange, removePerson, setRole } from '../../src/features/admin/index.js';
import { createLockout } from '../../src/features/auth/index.js';
import { useApp } from '../support/app.js';
import { PASSWORD, PEOPLE, type PersonName } from '../support/people.js';
import { textOf, type Visitor } from '../support/visitor.js';

const { alice, bob, ada, charlie } = PEOPLE;
const app = useApp();
const db = () => app.current.db;
const PATH = '/account/tokens';

let made = 0;
/** Makes a token through its form; answers its secret, as its page shows it once. */
async function make(visitor: Visitor, fields: Record<string, string> = {}): Promise<string> {
  made += 1;
  const answer = await visitor.post(PATH, { name: `Token ${made}`, scope: 'read', ends: '30', ends_on: '', ...fields });
  if (answer.status !== 200) throw new Error(textOf(answer.text));
  return /value="(mdt_[\w-]{43})"/.exec(answer.text)?.[1] ?? '';
}
async function signedIn(who: PersonName) {
  const visitor = await app.current.as(who);
  await visitor.get(`${PATH}/new`);
  return visitor;
}
let addresses = 0;
function nextAddress(): string {
  addresses += 1;
  return `203.0.113.${addresses}`;
}
function me(secret?: string, headers: Record<string, string> = {}, from = nextAddress()) {
  const asked = request(app.current.app)
    .get('/api/v1/me')
    .set({ 'X-Forwarded-For': from, ...headers });
  return secret === undefined ? asked : asked.set('Authorization', `Bearer ${secret}`);
}
const acts = async (act: string) =>
  db().rows('select actor_id, subject_kind from audit_log where act = $1 order by id', [act]);
const expectRefused = (
  answer: { status: number; headers: Record<string, string>; body: unknown; text: string },
  status = 401,
) => {
  expect([answer.status, answer.headers['content-type']]).toEqual([status, 'application/problem+json; charset=utf-8']);
  const body = JSON.parse(String(answer.text || Buffer.from(answer.body as Buffer)));
  expect(body).toEqual({
    type: 'about:blank',
    status,
    title: expect.any(String),
    detail: expect.any(String),
    request_id: expect.any(String),
  });
  expect(answer.headers['set-cookie']).toBeUndefined();
};

describe('a token', () => {
  it('is made with a name, what it may and an end, is shown once, and is kept as a hash', async () => {
    const visitor = await signedIn('alice');
    const secret = await make(visitor, { name: 'Year-end spreadsheet', scope: 'write' });
    const list = await visitor.get(PATH);
    expect(list.text).not.toContain(secret);
    const text = textOf(list.text);
    expect(text).toContain(`Year-end spreadsheet Reads and writes, ends in …${secret.slice(-4)}, made`);
    expect(text).toContain('never used');
    const [row] = await db().rows('select row_to_json(t)::text as all, scope from api_tokens t where user_id = $1', [
      alice.id,
    ]);
    expect(row).toMatchObject({ scope: 'write', all: expect.not.stringContaining(secret.slice(4, 30)) });

    const answer = await me(secret);
    expect([answer.status, answer.headers['cache-control']]).toEqual([200, 'no-store']);
    expect(answer.body).toEqual({
      ...{
        id: alice.id,
        email: alice.email,
        name: alice.name,
        role: 'USER',
        time_zone: 'UTC',
        currency: 'USD',
        locale: 'en',
      },
      token: { id: expect.any(String), name: 'Year-end spreadsheet', scope: 'write', expires_at: expect.any(String) },
    });
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect(await acts('token_made')).toEqual([{ actor_id: alice.id, subject_kind: 'token' }]);
  });

  it('says what is missing beside its field, keeps what was typed, and makes one where the form comes twice', async () => {
    const visitor = await signedIn('alice');
    const typed = {
      name: 'Kept name',
      scope: 'read',
      ends: 'day',
      submission_id: '01900000-0000-7000-8000-00000000ff01',
    };
    for (const [fields, words] of [
      [{ name: ' ' }, 'Name the token after what it is for.'],
      [{ scope: 'all' }, 'Choose one of the two.'],
      [{ ends: '9999' }, 'Choose one of the list.'],
      [{ ends_on: '' }, 'Choose the last day on which it works.'],
      [{ ends_on: '2020-01-01' }, 'Choose a day that is still to come.'],
      [{ ends_on: '2150-01-01' }, 'A token works for five years at most.'],
      [{ ends_on: 'soon' }, 'Type a date such as'],
    ] as const) {
      const answer = await visitor.post(PATH, { ...typed, ends_on: '2027-03-01', ...fields });
      expect([answer.status, textOf(answer.text)]).toEqual([422, expect.stringContaining(words)]);
      if (!('name' in fields)) expect(answer.text).toContain('value="Kept name"');
    }
    const ends_on = new Date(Date.now() + 40 * 86_400_000).toISOString().slice(0, 10);
    await make(visitor, { ...typed, ends_on });
    const again = await visitor.postAndFollow(PATH, { ...typed, ends_on });
    expect(textOf(again.text)).toContain('That token was made already.');
    const rows = await db().rows(
      `select (expires_at at time zone 'UTC')::text as until from api_tokens where name = 'Kept name'`,
    );
    expect(rows).toEqual([{ until: expect.stringMatching(/ 00:00:00$/) }]);
  });

  it('is made after the password alone, fifty at most, also at once', async () => {
    const visitor = await signedIn('charlie');
    await db().rows(
      `insert into api_tokens (id, user_id, name, scope, token_hash, hint, expires_at)
       select gen_random_uuid(), $1, 'n' || n, 'read', gen_random_uuid()::text, 'abcd', now() + interval '1 day' from generate_series(1, 48) n`,
      [charlie.id],
    );
    const form = { name: 'One more', scope: 'read', ends: '30', ends_on: '' };
    const answers = await Promise.all([1, 2, 3, 4].map(() => visitor.post(PATH, form)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 422, 422]);
    expect(answers.map(({ text }) => textOf(text)).join()).toContain('You have 50 tokens. Revoke one first.');
    await db().rows(
      `update sessions set sess = (sess::jsonb || '{"confirmedAt": 1}')::json where sess ->> 'userId' = $1`,
      [charlie.id],
    );
    for (const answer of [await visitor.get(`${PATH}/new`), await visitor.post(PATH, form)])
      expect(answer.status).toBe(403);
  });

  it('notes its use once a minute at most, and its first in the audit log', async () => {
    const secret = await make(await signedIn('bob'));
    await Promise.all([1, 2, 3].map(() => me(secret)));
    expect(await acts('token_used')).toContainEqual({ actor_id: bob.id, subject_kind: 'token' });
    const used = async () =>
      (
        await db().rows<{ at: string }>('select last_used_at::text as at from api_tokens where user_id = $1', [bob.id])
      )[0]?.at;
    const first = await used();
    await me(secret);
    expect(await used()).toBe(first);
    await db().rows(`update api_tokens set last_used_at = now() - interval '61 seconds' where user_id = $1`, [bob.id]);
    await me(secret);
    expect(await used()).not.toBe(first);
    expect((await acts('token_used')).filter(({ actor_id }) => actor_id === bob.id)).toHaveLength(1);
    expect(textOf((await (await app.current.as('bob')).get(PATH)).text)).toContain('used just now');
  });

  it('lets nobody in once it is revoked, by its person alone, or its time is over', async () => {
    const visitor = await signedIn('bob');
    const [secret, late] = [await make(visitor), await make(visitor)];
    const idOfLast = async () =>
      (
        await db().rows<{ id: string }>('select id from api_tokens where user_id = $1 order by made_at desc, id desc', [
          bob.id,
        ])
      ).map(({ id }) => id);
    const [second, first] = await idOfLast();
    const stranger = await signedIn('alice');
    expect((await stranger.post(`${PATH}/${first}/revoke`)).status).toBe(404);
    expect((await me(secret)).status).toBe(200);
    await visitor.get(PATH);
    expect(textOf((await visitor.postAndFollow(`${PATH}/${first}/revoke`)).text)).toContain('Token revoked.');
    expectRefused(await me(secret));
    await db().rows(`update api_tokens set expires_at = now() where id = $1`, [second]);
    expectRefused(await me(late));
    expect(textOf((await visitor.get(PATH)).text)).toContain('Expired');
  });

  it('ends with its person’s role, lock, leaving and removal', async () => {
    const visitor = await signedIn('bob');
    const secret = await make(visitor);
    await db().rows('update users set locked_by_admin_at = now() where id = $1', [bob.id]);
    expectRefused(await me(secret));
    await db().rows('update users set locked_by_admin_at = null, must_change_password = true where id = $1', [bob.id]);
    expectRefused(await me(secret), 403);
    await db().rows('update users set must_change_password = false where id = $1', [bob.id]);
    expect((await me(secret)).status).toBe(200);
    const asAdmin = <T>(work: (tx: never) => Promise<T>) => app.current.database.asSystem('a test', work as never);
    await asAdmin(async (tx) => setRole(tx, await accountToChange(tx, { id: bob.id }), 'VIEWER', { person: ada }));
    expectRefused(await me(secret));
    expect(await db().rows('select 1 from api_tokens where user_id = $1', [bob.id])).toEqual([]);

    const again = app.current.visitor();
    await again.logIn(bob.email, PASSWORD);
    await again.get(`${PATH}/new`);
    const own = await make(again);
    const parts = { kinds: [], lockout: createLockout(app.current.config) };
    await asAdmin(async (tx) => removePerson(tx, parts, await accountToChange(tx, { id: bob.id }), { person: ada }));
    expectRefused(await me(own));
  });
});

describe('the API', () => {
  it('takes a bearer token and nothing else: no cookie, no other way to send it', async () => {
    const visitor = await signedIn('alice');
    const secret = await make(visitor);
    const cookie = await visitor.agent.get('/api/v1/me');
    expectRefused(cookie);
    expect(cookie.headers['www-authenticate']).toBe('Bearer realm="Mouse Domination"');
    expectRefused(await me(undefined, {}).query({ access_token: secret }));
    for (const value of [`Basic ${secret}`, secret, `Bearer ${secret} x`, 'Bearer', `Bearer ${'x'.repeat(5000)}`]) {
      expectRefused(await me(undefined, { Authorization: value }));
    }
    for (const wrong of [`${secret}A`, secret.slice(0, -1), `${secret.slice(0, -1)}~`, 'mdt_', secret.toUpperCase()]) {
      const answer = await me(wrong);
      expectRefused(answer);
      expect(answer.headers['www-authenticate']).toContain('error="invalid_token"');
    }
    const before = await db().rows<{ n: number }>('select count(*)::int as n from sessions');
    expect((await me(secret)).status).toBe(200);
    expect(await db().rows('select count(*)::int as n from sessions')).toEqual(before);
  });

  it('answers with problem details where there is nothing, and to other methods', async () => {
    expectRefused(await request(app.current.app).get('/api/v1/nothing'), 404);
    const posted = await request(app.current.app).post('/api/v1/me').send({});
    expectRefused(posted, 405);
    expect(posted.headers.allow).toBe('GET, HEAD');
  });

  it('counts wrong tokens by client, and holds up nobody who has one there', async () => {
    const secret = await make(await signedIn('alice'));
    const from = '192.0.2.77';
    const answers = [];
    for (let n = 0; n < 32; n += 1) answers.push(await me(`mdt_${'x'.repeat(43)}`, {}, from));
    expect(answers.map(({ status }) => status)).toEqual([...Array(30).fill(401), 429, 429]);
    expectRefused(answers[31] as never, 429);
    expect(Number(answers[31]?.headers['retry-after'])).toBeGreaterThan(0);
    expect((await me(secret, {}, from)).status).toBe(200);
  });

  it('finds a token among ten thousand by an index', async () => {
    await db().rows(
      `insert into api_tokens (id, user_id, name, scope, token_hash, hint, expires_at)
       select gen_random_uuid(), $1, 'n', 'read', gen_random_uuid()::text, 'abcd', now() + interval '1 day' from generate_series(1, 10000)`,
      [charlie.id],
    );
    await db().rows('analyze api_tokens');
    await db().rows('begin');
    await db().rows('set local role mouse_system');
    const plan = JSON.stringify(
      await db().rows(`explain select 1 from api_tokens where token_hash = 'x' and expires_at > now()`),
    );
    await db().rows('rollback');
    expect(plan).toContain('Index Scan using api_tokens_token_hash_key');
  });
});
