import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { inject } from 'vitest';
import { TEST_ENV, type TestApp } from './app.js';
import { address } from './database.js';

type Ended = { code: number | null; out: string; err: string };

/** Another place to restore into: an empty database of the tests' login, and folders of its own. */
export async function elsewhere() {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const folder = await mkdtemp(join(tmpdir(), 'mouse-elsewhere-'));
  const admin = new pg.Client(inject('clusterUrl'));
  await admin.connect();
  await admin.query(`create database ${name} owner mouse_login`);
  const look = new pg.Client(address(name));
  await look.connect();
  return {
    name,
    url: address(name, 'mouse_login'),
    folder,
    rows: async <T = Record<string, unknown>>(text: string, values: unknown[] = []) =>
      (await look.query(text, values)).rows as T[],
    files: () => filesUnder(join(folder, 'files')),
    async remove(): Promise<void> {
      await look.end();
      await admin.query(`drop database if exists ${name} with (force)`);
      await admin.end();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
export type Elsewhere = Awaited<ReturnType<typeof elsewhere>>;

/** Runs a script of the database as an operator does, for the test's app. */
export function runDatabaseScript(
  { config, db }: { config: Pick<TestApp['config'], 'dataDir'>; db: Pick<TestApp['db'], 'url'> },
  name: string,
  args: string[] = [],
  env: Record<string, string> = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [`dist/scripts/db-${name}.js`, ...args], {
    env: { ...TEST_ENV, PATH: process.env['PATH'] ?? '', DATABASE_URL: db.url, DATA_DIR: config.dataDir, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (data) => (out += data));
  child.stderr.on('data', (data) => (err += data));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err })));
}

type Look = { rows<T>(text: string): Promise<T[]> };

/** What each table holds, told by a superuser and by nothing of ours: its rows, and a checksum of all of them in order. */
export async function tableSums(db: Look): Promise<Record<string, string>> {
  const tables = await db.rows<{ name: string }>(
    `select oid::regclass::text as name from pg_class where relkind in ('r', 'p') and not relispartition
      and relnamespace::regnamespace::text in ('public', 'pgboss') and relname <> '_prisma_migrations' order by 1`,
  );
  const sums: Record<string, string> = {};
  for (const { name } of tables) {
    const [row] = await db.rows<{ sum: string }>(
      `select count(*) || ' ' || coalesce(md5(string_agg(t::text, chr(10) order by t::text collate "C")), '') as sum from ${name} t`,
    );
    sums[name] = row?.sum ?? '';
  }
  return sums;
}

/** All that holds the rows: who owns what, who may what, policies, triggers, constraints, indexes and functions. */
export async function schemaOf(db: Look): Promise<string[]> {
  const ours = `in ('public', 'pgboss')`;
  const rows = await db.rows<{ line: string }>(`
    select 'relation ' || oid::regclass || ' ' || relowner::regrole || ' ' || relrowsecurity || relforcerowsecurity || ' '
        || coalesce((select string_agg(a::text, ',' order by a::text collate "C") from unnest(relacl) a), '') as line
      from pg_class where relnamespace::regnamespace::text ${ours} and relkind in ('r', 'p', 'v', 'S')
    union all select 'policy ' || polrelid::regclass || polname || polroles::regrole[]::text || polcmd::text
        || coalesce(pg_get_expr(polqual, polrelid), '') || coalesce(pg_get_expr(polwithcheck, polrelid), '') from pg_policy
    union all select 'trigger ' || tgenabled::text || pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
    union all select 'constraint ' || conrelid::regclass || conname || convalidated || pg_get_constraintdef(oid) from pg_constraint
      where connamespace::regnamespace::text ${ours} and conrelid <> 0
    union all select 'index ' || indisvalid || pg_get_indexdef(indexrelid) from pg_index i join pg_class c on c.oid = indrelid
      where c.relnamespace::regnamespace::text ${ours} and pg_get_indexdef(indexrelid) !~ 'job_waiting|WHERE .state < .active.'
    union all select 'function ' || oid::regprocedure || proowner::regrole || prosecdef || md5(prosrc) from pg_proc
      where pronamespace::regnamespace::text ${ours}
    union all select 'column ' || attrelid::regclass || '.' || attname || format_type(atttypid, atttypmod) || attnotnull
        || attidentity::text || attgenerated::text from pg_attribute join pg_class c on c.oid = attrelid
      where c.relnamespace::regnamespace::text ${ours} and c.relkind in ('r', 'p') and attnum > 0 and not attisdropped`);
  return rows.map(({ line }) => line).sort();
}

/** Every stored file under the folder, by its name, with its bytes. */
export async function filesUnder(folder: string): Promise<Record<string, string>> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const kept = names.filter((name) => /^[0-9a-f]{2}\/[0-9a-f]{2}\/./.test(name)).sort();
  const files: Record<string, string> = {};
  for (const name of kept) files[name] = (await readFile(join(folder, name))).toString('base64');
  return files;
}
