import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, unlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadConfig } from '../../src/config.js';
import { createLogger } from '../../src/platform/logger.js';
import { findBinaries } from '../../src/platform/postgres/embedded/binaries.js';
import { embeddedPostgres } from '../../src/platform/postgres/embedded.js';
import { openPostgres } from '../../src/platform/postgres/open.js';
import { TEST_ENV } from '../support/app.js';

// A dozen clusters are made and removed with fsync on: on a busy disk that takes its time.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 180_000 });

const root = mkdtempSync(join(tmpdir(), 'mouse-embedded-'));
const servers: { release(): Promise<void> }[] = [];
let data: string;

beforeEach(() => {
  data = mkdtempSync(join(root, 'home-'));
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.release();
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

async function open() {
  const server = await embeddedPostgres(data);
  servers.push(server);
  return server;
}

async function ask(url: string, text: string): Promise<Record<string, unknown>> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query(text)).rows[0];
  } finally {
    await client.end();
  }
}

function postmaster(): number | undefined {
  try {
    return Number(readFileSync(join(data, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);
  } catch {
    return undefined;
  }
}

/** The server held by another process, as the app holds it. */
async function holdElsewhere(): Promise<ChildProcess> {
  const code = `import('./src/platform/postgres/embedded.ts').then(async (m) => {
    const server = await m.embeddedPostgres(${JSON.stringify(data)});
    process.on('SIGTERM', () => server.release().then(() => process.exit(0)));
    console.log('held'); setInterval(() => {}, 1000); })`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout as NodeJS.ReadableStream, 'data');
  return child;
}

describe('the embedded Postgres', () => {
  it('has a login that is no superuser, UTF-8, and passwords for the owner’s eyes alone', async () => {
    const { url } = await open();
    expect(
      await ask(
        url,
        `select rolsuper, rolcreaterole, getdatabaseencoding() as encoding, lower('ÄÉ') as lower from pg_roles where rolname = session_user`,
      ),
    ).toEqual({ rolsuper: false, rolcreaterole: true, encoding: 'UTF8', lower: 'äé' });
    expect(statSync(join(data, 'postgres.json')).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(join(data, 'postgres.json'), 'utf8')).url).toBe(url);
  });

  it('keeps what was written, and is gone once the last has left', async () => {
    const first = await open();
    await ask(first.url, 'create table kept as select 42 as answer');
    await first.release();
    expect(postmaster()).toBeUndefined();
    const second = await open();
    expect(second.url).toBe(first.url);
    expect(await ask(second.url, 'select answer from kept')).toEqual({ answer: 42 });
  });

  it('started four times at once runs once, and four leaving at once stop it', async () => {
    const all = await Promise.all([open(), open(), open(), open()]);
    expect(new Set(all.map((server) => server.url)).size).toBe(1);
    await Promise.all(all.map((server) => server.release()));
    expect(postmaster()).toBeUndefined();
  });

  it('stays for another process, and for a client that is not ours', async () => {
    const holder = await holdElsewhere();
    const pid = postmaster();
    const beside = await open();
    await beside.release();
    expect(postmaster()).toBe(pid);
    holder.kill('SIGTERM');
    await once(holder, 'exit');
    expect(postmaster()).toBeUndefined();

    const server = await open();
    const visitor = new pg.Client(server.url);
    await visitor.connect();
    await server.release();
    expect((await visitor.query('select 1 as n')).rows).toEqual([{ n: 1 }]);
    await visitor.end();
    await (await open()).release();
    expect(postmaster()).toBeUndefined();
  });

  it('outlives a kill -9 of its app, and the next start goes on with it', async () => {
    const holder = await holdElsewhere();
    const pid = postmaster();
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    const { url, release } = await open();
    expect(postmaster()).toBe(pid);
    await ask(url, 'select 1');
    await release();
    expect(postmaster()).toBeUndefined();
  });

  it('recovers from its own kill -9', async () => {
    const first = await open();
    await ask(first.url, 'create table kept as select 7 as answer');
    process.kill(postmaster() as number, 'SIGKILL');
    await first.release();
    const second = await open();
    expect(await ask(second.url, 'select answer from kept')).toEqual({ answer: 7 });
  });

  it('takes another port when its own is taken', async () => {
    const first = await open();
    await first.release();
    const squatter = createServer().listen(Number(new URL(first.url).port), '127.0.0.1');
    await once(squatter, 'listening');
    const second = await open();
    expect(second.url).not.toBe(first.url);
    await ask(second.url, 'select 1');
    squatter.close();
  });

  it('is left behind by no start that is refused', async () => {
    const config = loadConfig({ ...TEST_ENV, DATA_DIR: data });
    const log = await createLogger('silent');
    const first = await openPostgres(config, log);
    await ask(first.url, `update _prisma_migrations set checksum = 'of another file'`);
    await first.release();
    await expect(openPostgres(config, log)).rejects.toThrow('was edited after it was applied');
    expect(postmaster()).toBeUndefined();
  });

  it('says so when its passwords are lost', async () => {
    await (await open()).release();
    unlinkSync(join(data, 'postgres.json'));
    await expect(open()).rejects.toThrow(/postgres\.json with its passwords/);
  });

  it('makes the symlinks that its package’s install script would have made', () => {
    const link = join(findBinaries(), 'lib/libpq.so');
    if (process.platform !== 'linux') return;
    unlinkSync(link);
    findBinaries();
    expect(statSync(link).isFile()).toBe(true);
  });
});
