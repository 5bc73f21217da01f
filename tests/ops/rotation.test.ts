import { execFileSync } from 'node:child_process';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasOperator, type Operator, startOperator } from '../support/operator.js';
import { PASSWORD, PEOPLE } from '../support/people.js';
import type { AppProcess } from '../support/process.js';
import { block } from '../support/runbook.js';
import { textOf, Visitor } from '../support/visitor.js';

type Env = Record<string, string>;

let operator: Operator;
let app: AppProcess;

beforeAll(async () => {
  if (!hasOperator) return;
  operator = await startOperator();
  app = await operator.restart();
  await operator.addPerson(PEOPLE.alice);
  await operator.addPerson(PEOPLE.bob);
});
afterAll(async () => operator?.stop());

async function rotate(...steps: string[]): Promise<void> {
  for (const step of steps) await operator.do(step);
  app = await operator.restart();
}

describe.skipIf(!hasOperator)('secrets rotated as the runbook says', { timeout: 600_000 }, () => {
  it('are the new ones alone, while who is signed in stays so and who is locked stays locked', async () => {
    const [alice, idle, bob] = await Promise.all([signedIn('alice'), signedIn('alice'), signedIn('bob')]);
    await lock('target@park.example');
    const old = await operator.env();
    await rotate('session-secret', 'encryption-key', 'postgres-password', 'redis-password', 'metrics-secret');
    const now = await operator.env();
    for (const name of ['POSTGRES_PASSWORD', 'REDIS_PASSWORD', 'METRICS_GUARD_SECRET'] as const)
      expect(now[name]).not.toBe(old[name]);

    for (const who of [alice, idle]) expect((await who.get('/account')).status).toBe(200);
    expect((await alice.post('/account', { name: 'Alice of the new secret' })).headers['location']).toBe('/account');
    expect(await said('target@park.example')).toContain('Account locked. Try again in');
    expect(await health()).toMatchObject({ status: 'healthy', database: 'connected', redis: 'connected' });
    expect([await postgres(old), await postgres(now)]).toEqual(['28P01', 'in']);
    expect([redis(old), redis(now)]).toEqual([expect.stringContaining('NOAUTH'), 'PONG']);
    expect([await metrics(old), await metrics(now)]).toEqual([403, 200]);

    // As if a tenth of the idle time had passed: the cookie is renewed, under the new secret.
    await operator.superuser.query(
      `update sessions set sess = jsonb_set(sess::jsonb, '{touchedAt}', '0') where sess ->> 'userId' = $1`,
      [PEOPLE.bob.id],
    );
    expect((await bob.get('/account')).headers['set-cookie']).toBeDefined();
    await rotate('session-secret-drop', 'encryption-key-drop');
    const last = await operator.env();
    expect(last).toMatchObject({
      SESSION_SECRET: first(now['SESSION_SECRET']),
      ENCRYPTION_KEY: first(now['ENCRYPTION_KEY']),
    });
    expect((await bob.get('/account')).status).toBe(200);
    expect(await sent(idle)).toContain('You were signed out. Log in and what you typed comes back.');
    expect((await idle.get('/account')).headers['location']).toMatch(/^\/auth\/login/);
    expect((await idle.logIn(PEOPLE.alice.email, PASSWORD)).status).toBe(303);
    expect((await idle.get('/account')).status).toBe(200);
    expect(await said('target@park.example')).not.toContain('locked');
  });

  it('come back when one was replaced by mistake: who stayed away in between is signed in as before', async () => {
    const [alice, bob] = await Promise.all([signedIn('alice'), signedIn('bob')]);
    const { SESSION_SECRET: lost = '' } = await operator.env();
    await operator.do('replaced', 'put SESSION_SECRET "$(openssl rand -hex 32)"');
    app = await operator.restart();
    expect(await sent(alice)).toContain('That form had expired and nothing was sent.');
    await operator.do('session-secret-back', block('session-secret-back').replace(/^OLD=.*$/m, `OLD=${lost}`));
    app = await operator.restart();
    expect((await alice.get('/account')).status).toBe(303);
    expect((await bob.get('/account')).status).toBe(200);
  });
});

async function signedIn(name: 'alice' | 'bob'): Promise<Visitor> {
  const visitor = new Visitor(app.url);
  await visitor.logIn(PEOPLE[name].email, PASSWORD);
  expect((await visitor.get('/account')).status).toBe(200);
  return visitor;
}

/** What someone reads who sends a form that was open before the restart. */
async function sent(visitor: Visitor): Promise<string> {
  return textOf((await visitor.postAndFollow('/account', { name: 'Typed before' })).text);
}

async function lock(email: string): Promise<void> {
  const guesser = new Visitor(app.url);
  for (let time = 0; time < 5; time += 1) await guesser.logIn(email, 'Wrong-password1');
}

/** What the login page says to a wrong password for that address, to a client that was not there before. */
async function said(email: string): Promise<string> {
  return textOf((await new Visitor(app.url).logIn(email, 'Wrong-password1')).text);
}

async function health(): Promise<unknown> {
  return (await fetch(`${app.url}/health`)).json();
}

/** 'in', or the code with which Postgres refuses the app's login. */
async function postgres({ POSTGRES_PORT, POSTGRES_PASSWORD }: Env): Promise<string> {
  const client = new pg.Client(`postgres://mouse:${POSTGRES_PASSWORD}@127.0.0.1:${POSTGRES_PORT}/mouse`);
  const answer = await client.connect().then(
    () => 'in',
    (error: { code: string }) => error.code,
  );
  await client.end();
  return answer;
}

function redis({ REDIS_PASSWORD }: Env): string {
  const env = { ...process.env, REDISCLI_AUTH: REDIS_PASSWORD };
  return execFileSync('redis-cli', ['-p', String(operator.redis.port), 'ping'], {
    encoding: 'utf8',
    env,
    stdio: 'pipe',
  }).trim();
}

async function metrics({ METRICS_GUARD_SECRET = '' }: Env): Promise<number> {
  return (await fetch(`${app.url}/metrics`, { headers: { 'x-metrics-secret': METRICS_GUARD_SECRET } })).status;
}

function first(list = ''): string | undefined {
  return list.split(',')[0];
}
