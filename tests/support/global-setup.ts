import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { createPasswords } from '../../src/platform/passwords.js';
import { startCluster } from '../../src/platform/postgres/embedded/own-cluster.js';
import { migrate } from '../../src/platform/postgres/migrations.js';
import { PASSWORD } from './people.js';
import { searchLogs } from './search-logs.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The superuser's address of the run's cluster. */
    clusterUrl: string;
    /** One real hash of the password that all people of the tests share: hashing is slow on purpose. */
    passwordHash: string;
  }
}

/** One real Postgres a run, with a migrated template; each test file works in a copy of it. */
export default async function setup(project: TestProject) {
  const dir = await mkdtemp(join(tmpdir(), 'mouse-tests-'));
  const cluster = await startCluster({ dir, fast: true });
  const client = new pg.Client(cluster.url);
  await client.connect();
  // Neither superuser nor owner of the fenced roles: as a careful operator's login would be.
  await client.query(`create role mouse_login login createrole password 'mouse_login'`);
  await client.query('create database mouse_template owner mouse_login');
  await client.end();
  await migrate(loginUrl(cluster.url, 'mouse_template'));
  project.provide('clusterUrl', cluster.url);
  project.provide('passwordHash', await createPasswords().hash(PASSWORD));
  const logs = join(dir, 'logs');
  await mkdir(logs);
  project.provide('logs', logs);
  return async () => {
    await cluster.stop();
    const { lines, faults } = searchLogs(logs);
    await rm(dir, { recursive: true, force: true });
    if (faults.length === 0) return;
    // Vitest tells of what a teardown throws, and fails no run for it.
    process.exitCode = 1;
    throw new Error(
      `${faults.length} of ${lines} lines that this run logged hold what none may:\n${faults.slice(0, 20).join('\n')}`,
    );
  };
}

function loginUrl(clusterUrl: string, database: string): string {
  const url = new URL(clusterUrl);
  url.username = 'mouse_login';
  url.password = 'mouse_login';
  url.pathname = `/${database}`;
  return url.href;
}
