import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startCluster } from '../../src/platform/postgres/embedded/own-cluster.js';
import { migrate, migrationStatus } from '../../src/platform/postgres/migrations.js';
import { checkIsolation } from '../../src/platform/postgres/roles.js';
import { waitForDatabase } from '../../src/platform/postgres/wait.js';

let cluster: Awaited<ReturnType<typeof startCluster>>;
let admin: pg.Client;
let directory: string;
let url: string;
let count = 0;
const root = mkdtempSync(join(tmpdir(), 'mouse-migrations-'));

beforeAll(async () => {
  cluster = await startCluster({ dir: join(root, 'cluster'), fast: true });
  admin = new pg.Client(cluster.url);
  await admin.connect();
  await admin.query(`create role login_a login createrole password 'x'`);
});
afterAll(async () => {
  await admin.end();
  await cluster.stop();
  rmSync(root, { recursive: true, force: true });
});
beforeEach(async () => {
  count += 1;
  directory = join(root, `m${count}`);
  await admin.query(`create database d${count} owner login_a`);
  url = `postgres://login_a:x@127.0.0.1:${cluster.port}/d${count}`;
});

function write(name: string, sql: string): void {
  const file = join(directory, name, 'migration.sql');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, sql);
}

async function rows(text: string, address = url): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(address);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

const TABLES = `select relname::text from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1`;

describe('migrate', () => {
  it('applies each once in the order of names, function bodies whole, with Prisma’s bookkeeping', async () => {
    write(
      '2_b',
      `create function f() returns int language plpgsql as $$ begin perform 1; return 2; end; $$;\nselect f();`,
    );
    write('1_a', 'create table a (id int);');
    expect(await migrate(url, { directory })).toEqual(['1_a', '2_b']);
    expect(await migrate(url, { directory })).toEqual([]);
    const kept = await rows(
      'select migration_name, length(checksum) as n, finished_at >= started_at as done, applied_steps_count as steps from _prisma_migrations order by 1',
    );
    expect(kept).toEqual([
      { migration_name: '1_a', n: 64, done: true, steps: 1 },
      { migration_name: '2_b', n: 64, done: true, steps: 1 },
    ]);
    expect(await migrationStatus(url, { directory })).toEqual({ applied: ['1_a', '2_b'], pending: [], unknown: [] });
  });

  // 2 s here; 15 s work the same, for no timeout but the database's own applies, and that is set to 1 s here.
  it('by two at once works once, also when it takes longer than the statement timeout', async () => {
    await admin.query(`alter database d${count} set statement_timeout = '1s'`);
    write('1_slow', 'create table slow (id int); select pg_sleep(2);');
    const said: string[] = [];
    const log = { info: (line: string) => said.push(line) };
    const done = await Promise.all([migrate(url, { directory, log }), migrate(url, { directory, log })]);
    expect(done.flat()).toEqual(['1_slow']);
    expect(said).toContain('another instance migrates the database: waiting for it');
  });

  // What is locked or set for longer than a transaction, a pooler hands on with its connection.
  it('takes no lock where nothing is to be done', async () => {
    write('1_a', 'create table a (id int);');
    await migrate(url, { directory });
    const other = new pg.Client(url);
    await other.connect();
    await other.query('select pg_advisory_lock(72707369)');
    const said: string[] = [];
    const info = (line: string) => {
      said.push(line);
      void other.query('select pg_advisory_unlock(72707369)');
    };
    expect(await migrate(url, { directory, log: { info } })).toEqual([]);
    expect(said).toEqual([]);
    await other.end();
  });

  it('that fails leaves the database as it was, and says where', async () => {
    write('1_bad', 'create table half (id int);\nselect 1;\nselect nonsense from half;');
    await expect(migrate(url, { directory })).rejects.toThrow(
      'Migration 1_bad failed: column "nonsense" does not exist (42703, line 3)',
    );
    expect(await rows(TABLES)).toEqual([]);
    write('1_bad', 'create table half (id int);');
    expect(await migrate(url, { directory })).toEqual(['1_bad']);
  });

  it('keeps the earlier ones when a later one fails', async () => {
    write('1_good', 'create table good (id int);');
    write('2_bad', 'nonsense;');
    await expect(migrate(url, { directory })).rejects.toThrow(/Migration 2_bad failed: syntax error/);
    expect(await migrationStatus(url, { directory })).toEqual({ applied: ['1_good'], pending: ['2_bad'], unknown: [] });
  });

  it('refuses an edited, a missing and a half applied one', async () => {
    write('1_a', 'select 1;');
    await migrate(url, { directory });
    write('1_a', 'select 2;');
    await expect(migrate(url, { directory })).rejects.toThrow(/Migration 1_a was edited/);
    await expect(migrate(url, { directory: join(root, 'none') })).rejects.toThrow(
      /has migration 1_a, which this release does not hold/,
    );
    await rows('update _prisma_migrations set finished_at = null');
    await expect(migrate(url, { directory })).rejects.toThrow(/Migration 1_a failed earlier/);
  });

  it('leaves nothing set for the next one', async () => {
    write('1_a', `create schema other; set search_path = other; set role mouse_app;`);
    write('2_b', 'create table b (id int);');
    await migrate(url, { directory });
    expect(await rows(TABLES)).toEqual([{ relname: '_prisma_migrations' }, { relname: 'b' }]);
  });
});

describe('roles', () => {
  const member = (
    login: string,
  ) => `select r.rolname::text as role, bool_or(m.inherit_option) as inherits, bool_or(m.set_option) as may_set
    from pg_auth_members m join pg_roles r on r.oid = m.roleid join pg_roles u on u.oid = m.member
    where u.rolname = '${login}' group by 1 order by 1`;

  it('are granted to be stepped into, and not inherited', async () => {
    await migrate(url, { directory });
    expect(await rows(member('login_a'))).toEqual([
      { role: 'mouse_app', inherits: false, may_set: true },
      { role: 'mouse_system', inherits: false, may_set: true },
    ]);
    await checkIsolation(url);
  });

  it('print the SQL where they may not be granted, and that SQL is enough', async () => {
    await migrate(url, { directory });
    await admin.query(`create role login_b login password 'x'`);
    const other = url.replace('login_a', 'login_b');
    const refusal = await migrate(other, { directory }).catch((error: Error) => error.message);
    expect(refusal).toMatch(
      /superuser must run, once:\n {2}grant mouse_app to "login_b" with inherit false, set true;/,
    );
    await admin.query(String(refusal).split('once:')[1] as string);
    expect(await migrate(other, { directory })).toEqual([]);
  });

  it('that are inherited are refused with the SQL, and a login that inherits does not pass the self-check', async () => {
    await migrate(url, { directory });
    await admin.query(`create role login_c login password 'x'; grant mouse_app, mouse_system to login_c`);
    const other = url.replace('login_a', 'login_c');
    await expect(checkIsolation(other)).rejects.toThrow(/inherits the rights of mouse_system/);
    const refusal = await migrate(other, { directory }).catch((error: Error) => error.message);
    await admin.query(String(refusal).split('once:')[1] as string);
    await migrate(other, { directory });
    await checkIsolation(other);
  });

  it('made by two databases of the cluster at once do not clash', async () => {
    await admin.query(`create role login_d login password 'x'`);
    await admin.query(`create database e${count} owner login_d`);
    await migrate(url, { directory });
    await admin.query('grant mouse_app, mouse_system to login_d with admin true, inherit false, set false');
    const both = [`d${count}`, `e${count}`].map((name) => `postgres://login_d:x@127.0.0.1:${cluster.port}/${name}`);
    expect(await Promise.all(both.map((address) => migrate(address, { directory })))).toEqual([[], []]);
  });
});

describe('the self-check', () => {
  it('refuses an owned table whose policies do not hold, unless it is excepted', async () => {
    write(
      '1_a',
      'create table open (user_id uuid); create table fenced (user_id uuid); alter table fenced enable row level security;',
    );
    await migrate(url, { directory });
    await expect(checkIsolation(url)).rejects.toThrow(/Row level security does not hold mouse_app on: open\./);
    await checkIsolation(url, { except: ['open'] });
    const pool = new pg.Pool({ connectionString: url });
    await expect(checkIsolation(pool)).rejects.toThrow(/open/);
    await pool.end();
  });
});

describe('the wait', () => {
  it('ends when the time is up, with a line in between', async () => {
    const said: string[] = [];
    const wait = waitForDatabase('postgres://x@127.0.0.1:1/x', {
      timeoutMs: 600,
      log: { info: (line) => said.push(line) },
    });
    await expect(wait).rejects.toThrow(/did not answer within 1 s: connect ECONNREFUSED/);
    expect(said[0]).toMatch(/^waiting up to 1 s for the database: connect ECONNREFUSED/);
  });

  it('does not wait where waiting mends nothing', async () => {
    await expect(waitForDatabase(url.replace(':x@', ':y@'))).rejects.toThrow(/refuses the login/);
    await waitForDatabase(url);
  });
});
