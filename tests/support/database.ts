import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { inject } from 'vitest';
import { PEOPLE } from './people.js';

export type TestDatabase = Awaited<ReturnType<typeof copyDatabase>>;

/**
 * A fresh copy of the migrated template with the cast in it: the login role's address, and a superuser's client to look with.
 * `migration` is SQL that the tables' owner runs first.
 */
export async function copyDatabase(migration = '') {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const admin = new pg.Client(inject('clusterUrl'));
  await admin.connect();
  // Its files at once: page by page through the log, as is usual, takes four times as long.
  await admin.query(`create database ${name} template mouse_template owner mouse_login strategy file_copy`);
  if (migration) await migrateCopy(name, migration);
  const look = new pg.Client(address(name));
  await look.connect();
  await insertPeople(look);
  return {
    name,
    url: address(name, 'mouse_login'),
    superuserUrl: address(name),
    /** Rows as a superuser sees them, past every policy: for looking and for laying out a scene. */
    rows: async <T = Record<string, unknown>>(text: string, values: unknown[] = []) =>
      (await look.query(text, values)).rows as T[],
    async drop(): Promise<void> {
      await look.end();
      await admin.query(`drop database ${name} with (force)`);
      await admin.end();
    },
  };
}

/** The address of a database of the run's cluster, as superuser or as `login` (whose password is its name). */
export function address(database: string, login?: string): string {
  const url = new URL(inject('clusterUrl'));
  url.pathname = `/${database}`;
  if (login) {
    url.username = login;
    url.password = login;
  }
  return url.href;
}

async function migrateCopy(name: string, migration: string): Promise<void> {
  const owner = new pg.Client(address(name, 'mouse_login'));
  await owner.connect();
  await owner.query(migration);
  await owner.end();
}

async function insertPeople(client: pg.Client): Promise<void> {
  for (const { id, email, name, role } of Object.values(PEOPLE)) {
    await client.query(
      'insert into users (id, email, name, role, is_approved, password_hash) values ($1, $2, $3, $4, true, $5)',
      [id, email, name, role, inject('passwordHash')],
    );
  }
}

/** How a test opens a database of its own, with the product's defaults and few connections. */
export const SETTINGS = {
  poolSize: 2,
  connectTimeoutMs: 1500,
  statementTimeoutMs: 5000,
  idleTimeoutMs: 30_000,
  silenceTimeoutMs: 1000,
};

/**
 * Lets Postgres know how large a table has become, as autovacuum does in production; here nothing vacuums. Without that a foreign
 * key is looked for in the whole table, as when it was empty.
 */
export async function counted(db: Pick<TestDatabase, 'rows'>, table: string): Promise<void> {
  await db.rows(`analyze ${table}`);
}

/** Lays a row into a table, past every form; answers its id. */
export async function insert(
  db: Pick<TestDatabase, 'rows'>,
  table: string,
  fields: Record<string, unknown>,
): Promise<string> {
  const row: Record<string, unknown> = { id: uuidv7(), ...fields };
  const names = Object.keys(row);
  await db.rows(
    `insert into ${table} (${names.join(', ')}) values (${names.map((_, i) => `$${i + 1}`).join(', ')})`,
    Object.values(row),
  );
  return row.id as string;
}
