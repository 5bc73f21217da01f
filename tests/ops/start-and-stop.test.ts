import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { describe, expect, inject, it } from 'vitest';
import { TEST_ENV } from '../support/app.js';
import { address, copyDatabase } from '../support/database.js';
import { holding } from '../support/holding.js';
import { slowness } from '../support/pace.js';
import { HANGS_MS, PATIENT, runToEnd, startProcess, until } from '../support/process.js';

const PRODUCTION = {
  ...TEST_ENV,
  NODE_ENV: 'production',
  RATE_LIMIT_ALLOW_MEMORY: 'true',
  APP_URL: 'http://127.0.0.1:3000',
};

async function emptyDatabase(): Promise<string> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const client = new pg.Client(inject('clusterUrl'));
  await client.connect();
  await client.query(`create database ${name} owner mouse_login`);
  await client.end();
  return address(name, 'mouse_login');
}

describe('a start', () => {
  it('of two instances at once on an empty database migrates once, and both come up', async () => {
    const url = await emptyDatabase();
    const apps = await Promise.all([1, 2].map(() => startProcess({ DATABASE_URL: url, ...PATIENT })));
    const client = new pg.Client(url);
    await client.connect();
    const { rows } = await client.query(
      'select migration_name, count(*)::int as times from _prisma_migrations group by 1',
    );
    await client.end();
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every((row) => row.times === 1)).toBe(true);
    for (const app of apps) expect((await fetch(`${app.url}/ready`)).status).toBe(200);
    const links = apps.flatMap((app) => app.output().match(/^http\S+\/setup\?token=\S+$/gm) ?? []);
    expect(links.length).toBeGreaterThan(0);
    await Promise.all(apps.map((app) => app.stop('SIGKILL')));
  });

  it('that Postgres leaves once it serves goes on, and says what it could not do', async () => {
    const db = await copyDatabase();
    const somebody = await holding(db, 'lock table setup_tokens in access exclusive mode');
    const app = await startProcess({ DATABASE_URL: db.url });
    await until(async () => app.output().includes('the link for the first admin could not be made'), 20_000);
    await somebody.commits();
    // As after a start that met nothing.
    await until(async () => (await (await fetch(`${app.url}/health`)).text()).includes('"queue":"connected"'), 20_000);
    expect(await app.stop()).toBe(0);
    await db.drop();
  });

  it('with a wrong variable ends with 1 and a sentence that names it and not its value', async () => {
    const { code, said } = await runToEnd({
      ...PRODUCTION,
      DATABASE_URL: address('x', 'mouse_login'),
      TRUST_PROXY: 'true',
      PORT: 'eighty',
    });
    expect(code).toBe(1);
    expect(said).toMatch(/TRUST_PROXY/);
    expect(said).toMatch(/PORT/);
    expect(said).not.toContain('eighty');
  });

  it('on a port that is taken says so; the app that has it warns of a proxy that it was not told of', async () => {
    const https = { APP_URL: 'https://crm.example.org', TRUST_PROXY: '10.9.9.0/24' };
    const app = await startProcess({ DATABASE_URL: await emptyDatabase(), ...https });
    await fetch(`${app.url}/alive`, { headers: { 'x-forwarded-proto': 'https' } });
    await until(async () => app.output().includes('came from a peer that TRUST_PROXY does not name'), HANGS_MS);
    const { code, said } = await runToEnd({
      ...TEST_ENV,
      DATABASE_URL: await emptyDatabase(),
      PORT: new URL(app.url).port,
    });
    await app.stop('SIGKILL');
    expect(code).toBe(1);
    expect(said).toMatch(/PORT \d+ on 127\.0\.0\.1 cannot be listened on/);
  });
});

describe('a stop', () => {
  it('by SIGTERM says so at /ready, still answers, and ends with 0 within 10 s', async () => {
    const app = await startProcess({ DATABASE_URL: await emptyDatabase(), ...PATIENT });
    const started = Date.now();
    app.child.kill('SIGTERM');
    await until(async () => (await fetch(`${app.url}/ready`)).status === 503, HANGS_MS);
    const answer = await fetch(`${app.url}/auth/login`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('connection')).toBe('close');
    expect(await app.stop()).toBe(0);
    expect(Date.now() - started).toBeLessThan(10_000 * (await slowness()));
  });
});
