import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.js';
import { slowness } from '../support/pace.js';
import { PASSWORD, PEOPLE } from '../support/people.js';
import { runToEnd, startProcess, until } from '../support/process.js';
import { hasRedis, startRedis, type TestRedis } from '../support/redis.js';
import { textOf, Visitor } from '../support/visitor.js';

let redis: TestRedis;
let one: TestApp;
let two: TestApp;
let clients = 0;
let client: string;

const withRedis = (password = redis.password) => ({ RATE_LIMIT_REDIS_URL: redis.url, REDIS_PASSWORD: password });
const at = (app: TestApp) => new Visitor(app.app, client);
const wrongLogin = (app: TestApp) => at(app).logIn('nobody@park.example', 'Not-the-password1');
const health = async (app: TestApp) => (await at(app).get('/health')).body as Record<string, unknown>;
const storeErrors = async (app: TestApp) => (await app.metrics.storeErrors.get()).values[0]?.value ?? 0;
const counted = (limit: string) => Number(redis.cli('get', `mouse-domination:limit:${limit}:${client}`));

/** Whom nobody has counted yet, once both instances have Redis. */
async function anotherClient(): Promise<void> {
  clients += 1;
  client = `203.0.113.${clients}`;
  for (const app of [one, two]) await until(async () => (await health(app))['redis'] === 'connected', 5_000);
}

/** Does it anew, as another client, where Redis missed its 80 ms meanwhile, which a loaded machine may make it do. */
async function whileRedisAnswers(work: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    const missed = async () => (await storeErrors(one)) + (await storeErrors(two));
    const before = await missed();
    const fault = await work().catch((error: Error) => error);
    if (!fault) return;
    if (tries === 20 || (await missed()) === before) throw fault;
    await anotherClient();
  }
}

async function logInTimes(times: number, apps: TestApp[]): Promise<number[]> {
  const statuses: number[] = [];
  for (let time = 0; time < times; time += 1)
    statuses.push((await wrongLogin(apps[time % apps.length] as TestApp)).status);
  return statuses;
}

describe.runIf(hasRedis)('limits in Redis', () => {
  beforeAll(async () => {
    redis = await startRedis();
    [one, two] = await Promise.all([startApp(withRedis()), startApp(withRedis())]);
  });
  afterAll(async () => {
    await Promise.all([one?.stop(), two?.stop()]);
    await redis?.stop();
  });
  beforeEach(anotherClient);

  it('are shared by two instances: the 6th login within a minute is refused, and the page says when', async () => {
    const rejected = async () =>
      (await two.metrics.rejections.get()).values.find(({ labels }) => labels.limit === 'login')?.value ?? 0;
    await whileRedisAnswers(async () => {
      const before = await rejected();
      expect(await logInTimes(5, [one, two])).toEqual([422, 422, 422, 422, 422]);
      const refused = await wrongLogin(two);
      expect(refused.status).toBe(429);
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
      expect(refused.headers['ratelimit']).toMatch(/"login"; r=0; t=\d+/);
      expect(refused.headers['ratelimit-policy']).toContain('q=5; w=60');
      expect(textOf(refused.text)).toMatch(
        /Login attempts are limited to 5 a minute\. Try again in (a minute|\d+ seconds)/,
      );
      expect(await rejected()).toBe(before + 1);
    });
  });

  it('let a client ask for 3 accounts an hour; a form that came back to be mended is none', async () => {
    const register = async (email: string, password = 'Kettle-of-kites7') => {
      const visitor = at(one);
      await visitor.get('/auth/register');
      return visitor.post('/auth/register', { email, name: '', password });
    };
    for (let time = 0; time < 4; time += 1) expect((await register('slip@park.example', 'short')).status).toBe(422);
    for (const name of ['a', 'b', 'c']) expect((await register(`${name}${client}@park.example`)).status).toBe(303);
    const refused = await register(`d${client}@park.example`);
    expect(refused.status).toBe(429);
    expect(textOf(refused.text)).toContain(
      'Requests for an account are limited to 3 an hour. Try again in 60 minutes.',
    );
    expect(await one.db.rows('select 1 from users where email = $1', [`d${client}@park.example`])).toEqual([]);
  });

  it('count pages by person, wherever they come from, and by client who is not signed in', async () => {
    const bob = at(two);
    await bob.logIn(PEOPLE.bob.email, PASSWORD);
    await bob.get('/inventory');
    redis.cli('set', `mouse-domination:limit:pages:${PEOPLE.bob.id}`, '1200', 'px', '45000');
    const refused = await bob.get('/inventory');
    expect(refused.status).toBe(429);
    expect(textOf(refused.text)).toMatch(/Pages are limited to 1,200 a minute\. Try again in 4\d seconds/);
    expect((await bob.get('/health')).status).toBe(200);
    expect((await at(two).get('/auth/login')).status).toBe(200);

    redis.cli('set', `mouse-domination:limit:pages:${client}`, '1200', 'px', '45000');
    expect((await at(one).get('/auth/login')).status).toBe(429);
    redis.cli('del', `mouse-domination:limit:pages:${PEOPLE.bob.id}`);
    expect((await bob.get('/inventory')).status).toBe(200);
  });

  it('go on in the process when Redis falls silent, with what it knows, and come back with it', async () => {
    expect(await logInTimes(3, [one])).toEqual([422, 422, 422]);
    const errors = await storeErrors(one);
    redis.freeze();
    try {
      const began = performance.now();
      expect((await at(one).get('/auth/pending')).status).toBe(200);
      // 80 ms for Redis; the rest is room for a busy machine.
      expect(performance.now() - began).toBeLessThan(400 * (await slowness()));
      await until(async () => (await health(one))['redis'] === 'unavailable', 3_000);
      expect(await health(one)).toMatchObject({ status: 'degraded', database: 'connected', redis: 'unavailable' });
      expect(await logInTimes(3, [one])).toEqual([422, 422, 429]);
      expect(await storeErrors(one)).toBeGreaterThan(errors + 3);
    } finally {
      redis.thaw();
    }
    await until(async () => (await health(one))['redis'] === 'connected', 3_000);
    const before = await storeErrors(one);
    await wrongLogin(one);
    expect(await storeErrors(one)).toBe(before);
  });

  it('go on when Redis is killed and started again, which forgets the scripts and keeps the counters', async () => {
    expect(await logInTimes(2, [one])).toEqual([422, 422]);
    await redis.kill();
    expect((await at(one).get('/auth/login')).status).toBe(200);
    await until(async () => (await health(one))['redis'] === 'unavailable', 3_000);
    await redis.start();
    await until(async () => (await health(one))['redis'] === 'connected', 3_000);
    expect(await logInTimes(4, [one])).toEqual([422, 422, 422, 429]);
    expect(counted('login')).toBe(6);
  });

  it('go on when Redis takes no writes', async () => {
    redis.cli('replicaof', '127.0.0.1', '1');
    expect(await logInTimes(6, [two])).toEqual([422, 422, 422, 422, 422, 429]);
    await until(async () => (await health(two))['redis'] === 'unavailable', 3_000);
    redis.cli('replicaof', 'no', 'one');
    await until(async () => (await health(two))['redis'] === 'connected', 3_000);
  });

  it('go on with a wrong password, which is in no log', async () => {
    const app = await startProcess({ DATABASE_URL: one.db.url, ...withRedis('Wrong-redis-pass-1') });
    expect((await fetch(`${app.url}/auth/login`)).status).toBe(200);
    expect(await (await fetch(`${app.url}/health`)).json()).toMatchObject({ redis: 'unavailable' });
    await app.stop('SIGKILL');
    expect(app.output()).toMatch(/WRONGPASS.*Redis is away: limits are counted in this process/);
    // Said once and not at each try; a loaded machine may meet another fault on the way.
    const faults = [...app.output().matchAll(/"fault":"([^"]*)".*Redis is away/g)].map(([, fault]) => fault);
    expect(faults.filter((fault, n) => fault === faults[n - 1])).toEqual([]);
    expect(app.output()).not.toContain('Wrong-redis-pass-1');
    expect(app.output()).not.toContain(redis.password);
  });

  it('start without Redis and find it later', async () => {
    await redis.kill();
    const app = await startApp(withRedis());
    client = '203.0.113.200';
    expect(await logInTimes(6, [app])).toEqual([422, 422, 422, 422, 422, 429]);
    await redis.start();
    await until(async () => (await health(app))['redis'] === 'connected', 3_000);
    client = '203.0.113.201';
    await wrongLogin(app);
    expect(counted('login')).toBe(1);
    await app.stop();
  });
});

it('a production without Redis must say that it knows', async () => {
  const { code, said } = await runToEnd({ NODE_ENV: 'production' });
  expect(code).toBe(1);
  expect(said).toMatch(/RATE_LIMIT_REDIS_URL must be set in production/);
});
