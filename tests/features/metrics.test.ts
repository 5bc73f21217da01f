import { get } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { serve } from '../support/browser.js';
import { insertItem } from '../support/items.js';
import { PEOPLE } from '../support/people.js';
import { until } from '../support/process.js';
import { Visitor } from '../support/visitor.js';

const SECRET = 'the-secret-of-the-metrics';

describe('without METRICS_ENABLED', () => {
  const app = useApp();
  it('there are no metrics', async () => {
    expect((await app.current.visitor().get('/metrics')).status).toBe(404);
  });
});

describe('guarded by a secret', () => {
  const app = useApp({ METRICS_ENABLED: 'true', METRICS_GUARD: 'secret', METRICS_GUARD_SECRET: SECRET });
  const ask = (headers: Record<string, string> = {}, path = '/metrics') => app.current.visitor().get(path, headers);
  let served: Awaited<ReturnType<typeof serve>>;
  beforeAll(async () => {
    served = await serve(app.current.app);
  });
  afterAll(() => void served.server.close());

  it('the header opens them', async () => {
    const answer = await ask({ 'x-metrics-secret': SECRET });
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toContain('text/plain; version=0.0.4');
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  it.each([
    ['no header', {}, '/metrics'],
    ['an empty header', { 'x-metrics-secret': '' }, '/metrics'],
    ['a wrong one', { 'x-metrics-secret': `${SECRET}x` }, '/metrics'],
    ['its beginning', { 'x-metrics-secret': SECRET.slice(0, -1) }, '/metrics'],
    ['another case', { 'x-metrics-secret': SECRET.toUpperCase() }, '/metrics'],
    ['the secret in the query', {}, `/metrics?x-metrics-secret=${SECRET}&secret=${SECRET}`],
    ['the secret as a bearer token', { authorization: `Bearer ${SECRET}` }, '/metrics'],
  ])('%s does not', async (_, headers, path) => {
    const answer = await ask(headers, path);
    expect([answer.status, answer.text]).toEqual([403, 'forbidden']);
  });

  it('a doubled header does not, even when one of the two is right', async () => {
    for (const values of [
      [SECRET, SECRET],
      ['x', SECRET],
    ]) {
      const status = await new Promise((resolve) => {
        get(`${served.url}/metrics`, { headers: { 'x-metrics-secret': values } }, (answer) => {
          resolve(answer.statusCode);
          answer.resume();
        });
      });
      expect(status).toBe(403);
    }
  });

  it('requests are counted by pattern, method and status, never by id or by what a stranger makes up', async () => {
    const id = await insertItem(app.current.db, PEOPLE.alice.id);
    const alice = await app.current.as('alice');
    await alice.get(`/inventory/${id}`);
    await alice.get('/made/up/address');
    await alice.get('/favicon.svg');
    await alice.agent.put('/inventory');
    const text = (await ask({ 'x-metrics-secret': SECRET })).text;
    expect(text).toMatch(/^http_requests_total\{method="GET",route="\/inventory\/:id",status="200"\} 1$/m);
    expect(text).toMatch(/^http_requests_total\{method="GET",route="none",status="404"\} 1$/m);
    expect(text).toMatch(/^http_requests_total\{method="PUT",route="none",status="405"\} 1$/m);
    expect(text).toMatch(/^http_requests_total\{method="GET",route="static",status="200"\} 1$/m);
    expect(text).toMatch(
      /^http_request_duration_seconds_count\{method="GET",route="\/inventory\/:id",status="200"\} 1$/m,
    );
    expect(text).not.toContain(id);
    expect(text).not.toContain('made/up');
  });

  it('logins, locks, refusals, statements and connections are counted', async () => {
    const before = await numbers();
    const visitor = () => new Visitor(app.current.app, '203.0.113.77');
    for (let time = 0; time < 7; time += 1) await visitor().logIn('nobody@park.example', 'Not-the-password1');
    await app.current.visitor().logIn(PEOPLE.bob.email, 'wrong');
    await app.current.as('charlie');
    const after = await numbers();
    const grown = (name: string) => (after[name] ?? 0) - (before[name] ?? 0);
    expect(grown('auth_logins_total{outcome="wrong"}')).toBe(5);
    expect(grown('auth_logins_total{outcome="locked"}')).toBe(1);
    expect(grown('auth_logins_total{outcome="signed_in"}')).toBe(1);
    expect(grown('auth_lockouts_total')).toBe(1);
    expect(grown('rate_limit_rejections_total{limit="login"}')).toBe(2);
    expect(grown('db_query_duration_seconds_count')).toBeGreaterThan(20);
    expect(grown('db_query_duration_seconds_sum')).toBeGreaterThan(0);
    expect(after['rate_limit_store_errors_total']).toBe(0);
    // An answer does not wait until its connection is back.
    await until(async () => (await numbers())['db_connections_active'] === 0, 2000);
  });

  async function numbers(): Promise<Record<string, number>> {
    const lines = (await ask({ 'x-metrics-secret': SECRET })).text.split('\n').filter((it) => it && it[0] !== '#');
    return Object.fromEntries(
      lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]),
    );
  }
});

describe('guarded by address', () => {
  const app = useApp({
    METRICS_ENABLED: 'true',
    METRICS_GUARD: 'cidr',
    METRICS_GUARD_ALLOWLIST: '10.1.0.0/16, 192.0.2.7,2001:db8::/32',
  });

  it.each([
    ['10.1.255.3', 200],
    ['::ffff:10.1.2.3', 200],
    ['192.0.2.7', 200],
    ['2001:db8:9::1', 200],
    ['10.2.0.1', 403],
    ['::ffff:10.2.0.1', 403],
    ['192.0.2.8', 403],
    ['2001:db9::1', 403],
    ['not an address', 403],
    ['10.1.0.1, 203.0.113.9', 403],
    [`${'10.1.0.1, '.repeat(200)}203.0.113.9`, 403],
  ])('a client at %s gets %d', async (address, status) => {
    expect((await new Visitor(app.current.app, address).get('/metrics')).status).toBe(status);
  });

  it('the connection itself counts where nothing was forwarded', async () => {
    const visitor = app.current.visitor();
    visitor.agent.set('X-Forwarded-For', '');
    expect((await visitor.get('/metrics')).status).toBe(403);
  });
});
