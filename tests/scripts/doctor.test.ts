import { mkdtemp, readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lineOf } from '../../scripts/support/finding.js';
import { TEST_ENV } from '../support/app.js';
import { copyDatabase, type TestDatabase } from '../support/database.js';
import { PASSWORD, PEOPLE } from '../support/people.js';
import { type AppProcess, freePort, startProcess } from '../support/process.js';
import { runScript } from '../support/scripts.js';

let db: TestDatabase;
let app: AppProcess;
let env: Record<string, string>;
let other: Server;
/** An address at which nobody listens. */
let nowhere: string;

beforeAll(async () => {
  db = await copyDatabase();
  const data = await mkdtemp(join(tmpdir(), 'mouse-doctor-'));
  env = { DATABASE_URL: db.url, DATA_DIR: data, PORT: String(await freePort()) };
  app = await startProcess(env);
  other = createServer((_req, res) => res.end('another site')).listen(0, '127.0.0.1');
  nowhere = `127.0.0.1:${await freePort()}`;
});
afterAll(async () => {
  await app.stop();
  other.close();
  await db.drop();
});

const doctor = (more: Record<string, string> = {}) => runScript('doctor', ['--json'], { ...env, ...more });

/** What the doctor says of a part, with how it ended. */
async function said(part: string, more: Record<string, string> = {}) {
  const { code, out } = await doctor(more);
  const { findings } = JSON.parse(out) as {
    findings: { part: string; state: string; text: string; remedy?: string }[];
  };
  return { code, parts: findings.map((it) => it.part), found: findings.filter((it) => it.part === part) };
}

describe('the doctor', () => {
  it('finds a sound app sound, and ends with 0', async () => {
    const { code, out } = await runScript('doctor', [], env);
    expect([code, out]).toEqual([0, expect.stringMatching(/^\d+ looked at: 0 do not work, 0 to look at\.$/m)]);
    for (const part of [
      'configuration',
      'database',
      'isolation',
      'migrations',
      'clock',
      'storage',
      'disk',
      'probes',
      'cookie',
    ])
      expect(out).toMatch(new RegExp(`^ok +${part} `, 'm'));
  });

  it('says what is wrong with the configuration, and never a value of it', async () => {
    const { code, found } = await said('configuration', { SESSION_SECRET: 'too-short-to-be-told', PORT: 'x' });
    expect(code).toBe(2);
    expect(found.map(({ text }) => text).join()).toContain('PORT must be a whole number');
    expect(JSON.stringify(found)).not.toContain('too-short-to-be-told');
  });

  it('asks nothing more of a database that is away', async () => {
    const { code, parts, found } = await said('database', {
      DATABASE_URL: `postgres://mouse:not-told@${nowhere}/mouse`,
    });
    expect([code, found[0]?.state]).toEqual([2, 'fault']);
    expect(JSON.stringify(found)).not.toContain('not-told');
    expect(parts).not.toContain('isolation');
    expect(parts).toContain('storage');
  });

  it('finds tables without their fence, and migrations that are not applied', async () => {
    const broken = await copyDatabase(`alter table inventory_items disable row level security;
      delete from _prisma_migrations where migration_name = (select max(migration_name) from _prisma_migrations)`);
    const { code, out } = await doctor({ DATABASE_URL: broken.url });
    await broken.drop();
    expect(code).toBe(2);
    expect(out).toContain('inventory_items');
    expect(out).toContain('1 are not applied');
  });

  it('says how old the newest backup is', async () => {
    expect((await said('backup')).found).toMatchObject([{ state: 'off' }]);
    await db.rows(`insert into last_backup (taken_at, bytes) values (now() - interval '27 hours', 1)`);
    const { code, found } = await said('backup');
    await db.rows('delete from last_backup');
    expect([code, found]).toEqual([1, [expect.objectContaining({ state: 'warning' })]]);
    expect(found[0]?.text).toMatch(/^The newest was taken at .*, 27 h ago\.$/);
  });

  it.each([
    ['redis', 'takes no write', () => ({ RATE_LIMIT_REDIS_URL: `redis://${nowhere}` })],
    [
      'mail',
      'nothing listens there',
      () => ({ SMTP_HOST: '127.0.0.1', SMTP_PORT: nowhere.split(':')[1] ?? '', MAIL_FROM: 'a@b.example' }),
    ],
    ['storage', 'E', () => ({ STORAGE_PATH: '/sys/mouse-files' })],
    [
      'probes',
      'something else answers',
      () => ({ APP_URL: `http://127.0.0.1:${(other.address() as AddressInfo).port}` }),
    ],
    ['probes', 'REFUSED', () => ({ APP_URL: `http://${nowhere}` })],
  ])('finds %s that cannot be used: %s', async (part, words, more) => {
    const { code, found } = await said(part, more());
    expect([code, found[0]?.state]).toEqual([2, 'fault']);
    expect(found[0]?.text).toContain(words);
    expect(found[0]?.remedy).toBeTruthy();
  });
});

describe('smoke', () => {
  it('signs in, sees a page and signs out', async () => {
    const { code, out } = await runScript('smoke', [app.url, '--email', PEOPLE.alice.email], env, `${PASSWORD}\n`);
    expect([code, out]).toEqual([
      0,
      expect.stringContaining(`${PEOPLE.alice.email} signs in, sees a page and signs out.`),
    ]);
    expect(out).not.toContain(PASSWORD);
  });

  it('ends with 1 for a wrong password, another release, another site and a site that is none', async () => {
    const wrong = await runScript('smoke', [app.url, '--email', PEOPLE.alice.email], env, 'wrong\n');
    expect([wrong.code, wrong.out]).toEqual([1, expect.stringContaining('Email or password is not right.')]);
    const { port } = other.address() as AddressInfo;
    for (const [args, words] of [
      [[`http://127.0.0.1:${port}`], 'something else answers there'],
      [[`http://${nowhere}`], 'ECONNREFUSED'],
    ] as const) {
      const { code, out } = await runScript('smoke', [...args], env);
      expect([code, out]).toEqual([1, expect.stringContaining(words)]);
    }
    const { version } = (await (await fetch(`${app.url}/health`)).json()) as { version: string };
    const { code, out } = await runScript('smoke', [app.url, '--release', `${version}1`], env);
    expect([code, out]).toEqual([1, expect.stringContaining(`and not ${version}1`)]);
    const { version: own } = JSON.parse(await readFile('package.json', 'utf8'));
    for (const release of [version, own])
      expect((await runScript('smoke', [app.url, '--release', release], env)).code).toBe(0);
    expect(await runScript('smoke', ['mouse'], env)).toMatchObject({
      code: 1,
      err: 'URL must be an http or https address.\n',
    });
    expect(await runScript('smoke', [], env)).toMatchObject({ code: 1, err: 'URL must be given; see --help.\n' });
  });

  it('names TRUST_PROXY where the app does not believe that https was used', async () => {
    const port = String(await freePort());
    const proxied = await startProcess({ ...env, PORT: port, APP_URL: 'https://crm.example.org' });
    const { code, out } = await runScript('smoke', [proxied.url], env);
    const inside = await runScript('smoke', [proxied.url, '--inside'], env);
    await proxied.stop();
    expect([code, out]).toEqual([1, expect.stringContaining('Set TRUST_PROXY')]);
    expect([inside.code, inside.out]).toEqual([0, expect.stringContaining('scripts come with their types')]);
  });
});

it('a table and a column that are gone are told by db:status and by the doctor', async () => {
  const broken = await copyDatabase('alter table users drop column shortcuts; drop table site_texts');
  const status = await runScript('db-status', [], { ...env, DATABASE_URL: broken.url });
  const { code, found } = await said('migrations', { DATABASE_URL: broken.url });
  await broken.drop();
  expect(status.code).toBe(1);
  expect(status.out).toMatch(/^lacking +users\.shortcuts /m);
  expect(status.out).toMatch(/^lacking +site_texts /m);
  expect([code, found[0]?.text]).toEqual([2, expect.stringContaining('the database lacks')]);
  expect((await runScript('db-status', [], env)).code).toBe(0);
});

describe('config:print', () => {
  it('tells what is set and what stands by default, and no secret', async () => {
    const { code, out } = await runScript('config-print', [], {
      ...env,
      LOG_LEVEL: 'warn',
      SMTP_HOST: '',
      RATE_LIMIT_REDIS_URL: 'redis://:not-told@x',
    });
    expect(code).toBe(0);
    for (const line of [/^LOG_LEVEL +warn$/m, /^SESSION_IDLE_HOURS +24 \(the default\)$/m, /^SMTP_HOST +not set$/m])
      expect(out).toMatch(line);
    expect(out).toMatch(/^APP_URL +http:\/\/127\.0\.0\.1:\d+ \(the default\)$/m);
    for (const name of ['DATABASE_URL', 'SESSION_SECRET', 'ENCRYPTION_KEY', 'RATE_LIMIT_REDIS_URL'])
      expect(out).toMatch(new RegExp(`^${name} +\\(not shown\\)$`, 'm'));
    for (const secret of ['not-told', TEST_ENV.SESSION_SECRET, TEST_ENV.ENCRYPTION_KEY, db.url])
      expect(out).not.toContain(secret);
  });

  it('refuses what the start refuses', async () => {
    const { code, out, err } = await runScript('config-print', ['--json'], { ...env, PORT: 'x' });
    expect([code, out, err]).toEqual([1, '', expect.stringContaining('PORT must be')]);
  });
});

it('a finding is a line, its remedy the next', () => {
  const finding = { part: 'mail', state: 'fault', text: 'It is away.', remedy: 'Start it.' } as const;
  expect(lineOf(finding)).toBe(`fault    mail           It is away.\n${' '.repeat(24)}→ Start it.`);
});
