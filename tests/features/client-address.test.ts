import express from 'express';
import request from 'supertest';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config.js';
import { believedProxy } from '../../src/http/middleware/believed-proxy.js';
import type { Logger } from '../../src/platform/logger.js';
import { TEST_ENV, useApp } from '../support/app.js';
import { Visitor } from '../support/visitor.js';

const MANY = Array.from({ length: 200 }, (_, n) => `198.18.0.${n}`).join(', ');

const CASES = [
  // The tests' own connection comes from 127.0.0.1.
  { trust: 'loopback', forged: (n: number) => `198.18.7.${n}, 203.0.113.1`, seen: '203.0.113.1' },
  { trust: '1', forged: (n: number) => `198.18.7.${n}, 203.0.113.2`, seen: '203.0.113.2' },
  { trust: '2', forged: (n: number) => `198.18.7.${n}, 203.0.113.3, 10.0.0.9`, seen: '203.0.113.3' },
  { trust: '127.0.0.1,10.0.0.0/8', forged: (n: number) => `198.18.7.${n}, 203.0.113.4, 10.9.9.9`, seen: '203.0.113.4' },
  { trust: '192.0.2.0/24', forged: (n: number) => `198.18.7.${n}`, seen: '127.0.0.1' },
  { trust: 'loopback', forged: (n: number) => `${MANY}, 198.18.7.${n}, 203.0.113.5`, seen: '203.0.113.5' },
  { trust: 'loopback', forged: (n: number) => `not an address ${n}`, seen: null },
  { trust: 'loopback', forged: (n: number) => `, ,, ${'x'.repeat(4000)}${n}`, seen: null },
  { trust: 'loopback', forged: (n: number) => `2001:db8:1:2::${n}`, seen: '2001:db8:1:2::1' },
];

describe.each(CASES)('TRUST_PROXY=$trust, a client that writes its own X-Forwarded-For', ({ trust, forged, seen }) => {
  const app = useApp({ TRUST_PROXY: trust });

  it('is one client whatever it writes: limited at the 6th login, and noted as what it is', async () => {
    const { app: express, db } = app.current;
    const login = (n: number) => new Visitor(express, forged(n)).logIn('nobody@park.example', 'Not-the-password1');
    // A form without its token is a try as well, and costs no hash.
    const blind = (n: number) => new Visitor(express, forged(n)).post('/auth/login');
    expect((await login(1)).status).toBe(422);
    for (const n of [2, 3, 4, 5]) expect((await blind(n)).status).toBe(303);
    expect((await blind(6)).status).toBe(429);
    const noted = await db.rows<{ client_address: string | null }>(
      `select distinct client_address from audit_log where act = 'login_failed'`,
    );
    expect(noted).toEqual([{ client_address: seen }]);
  });
});

describe('a proxy that TRUST_PROXY does not name, in front of an https site', () => {
  const HTTPS = { APP_URL: 'https://crm.example.org', TRUST_PROXY: '10.9.9.0/24' };

  /** What is warned of while these requests come, from 127.0.0.1. */
  async function warnings(env: Record<string, string>, ...requests: Record<string, string>[]): Promise<unknown[][]> {
    const said: unknown[][] = [];
    const log = { warn: (...line: unknown[]) => void said.push(line) } as unknown as Logger;
    const config = loadConfig({ ...TEST_ENV, DATABASE_URL: 'postgres://u:p@db/crm', ...env });
    const site = express().set('trust proxy', config.trustProxy).use(believedProxy(config, log));
    site.get('/', (_req, res) => void res.end('ok'));
    for (const headers of requests) expect((await request(site).get('/').set(headers)).text).toBe('ok');
    return said;
  }

  it.each([['X-Forwarded-Proto'], ['X-Forwarded-For']])('is warned of once by its %s', async (name) => {
    const said = await warnings(HTTPS, {}, { [name]: 'x' }, { [name]: 'x' });
    expect(said).toEqual([
      [{ peer: expect.stringContaining('127.0.0.1') }, expect.stringContaining('set TRUST_PROXY')],
    ]);
  });

  it.each([
    ['that is named', { ...HTTPS, TRUST_PROXY: 'loopback' }],
    ['that is counted', { ...HTTPS, TRUST_PROXY: '1' }],
    ['in front of a site without TLS', { TRUST_PROXY: '10.9.9.0/24' }],
  ])('one %s is not', async (_, env) => {
    expect(await warnings(env, { 'X-Forwarded-Proto': 'https', 'X-Forwarded-For': '203.0.113.1' })).toEqual([]);
  });

  it('nobody else is, who forwards nothing', async () => {
    expect(await warnings(HTTPS, {}, { Forwarded: 'for=203.0.113.1' })).toEqual([]);
  });
});
