import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { StartRefused } from '../errors.js';
import { type Log, SILENT } from '../logger.js';
import { type Applied, type Migration, readApplied, readMigrations } from './migration-files.js';
import { ensureRoles, haveRoles } from './roles.js';

type PgError = Error & { code?: string; position?: string; where?: string };

/** Prisma's own, so that its engine and this runner never work at once. */
const LOCK = 72707369;

// Prisma's table to the letter, so that `prisma migrate status` and `deploy` stay usable on the same database.
const BOOKKEEPING = `create table if not exists _prisma_migrations (
  id varchar(36) primary key not null,
  checksum varchar(64) not null,
  finished_at timestamptz,
  migration_name varchar(255) not null,
  logs text,
  rolled_back_at timestamptz,
  started_at timestamptz not null default now(),
  applied_steps_count integer not null default 0
)`;

// A role or a database may carry limits of its own, and a migration may leave settings behind.
const FRESH = `reset role; reset all; set statement_timeout = 0; set lock_timeout = 0;
  set idle_in_transaction_session_timeout = 0;
  select set_config(name, '0', false) from pg_settings where name = 'transaction_timeout'`;

/**
 * Applies what is pending, each migration in one transaction with its row of bookkeeping, and returns the names. Of
 * several runners one works and the others wait, however long it takes. Refuses edited, missing and failed migrations.
 * `only` names those beyond which it does not go.
 */
export async function migrate(
  url: string,
  { directory, log = SILENT, only }: { directory?: string; log?: Log; only?: string[] } = {},
): Promise<string[]> {
  return withClient(url, async (client) => {
    const migrations = readMigrations(directory).filter(({ name }) => !only || only.includes(name));
    if (await isDone(client, migrations)) return [];
    await client.query(FRESH);
    await lock(client, log);
    try {
      await ensureRoles(client);
      return await applyPending(client, migrations, log);
    } finally {
      // When the connection is gone the lock is, too.
      await client.query(`select pg_advisory_unlock(${LOCK})`).catch(() => undefined);
    }
  });
}

// Locks and settings would stay with a connection that a pooler hands on: where there is nothing to do, there are none.
async function isDone(client: pg.Client, migrations: Migration[]): Promise<boolean> {
  const applied = await readApplied(client);
  if (pendingOf(migrations, applied).length > 0 || applied.some(({ finished }) => !finished)) return false;
  refuseDoubtful(migrations, applied);
  return haveRoles(client);
}

async function lock(client: pg.Client, log: Log): Promise<void> {
  const { rows } = await client.query(`select pg_try_advisory_lock(${LOCK}) as got`);
  if (rows[0].got) return;
  log.info('another instance migrates the database: waiting for it');
  await client.query(`select pg_advisory_lock(${LOCK})`);
}

async function applyPending(client: pg.Client, migrations: Migration[], log: Log): Promise<string[]> {
  const applied = await readApplied(client);
  refuseDoubtful(migrations, applied);
  const pending = pendingOf(migrations, applied);
  for (const migration of pending) {
    const started = Date.now();
    await apply(client, migration);
    log.info(`migration ${migration.name} applied in ${Date.now() - started} ms`);
  }
  return pending.map((migration) => migration.name);
}

function pendingOf(migrations: Migration[], applied: Applied[]): Migration[] {
  return migrations.filter((migration) => !applied.some((row) => row.name === migration.name));
}

function refuseDoubtful(migrations: Migration[], applied: Applied[]): void {
  for (const { name, checksum, finished } of applied) {
    const file = migrations.find((migration) => migration.name === name);
    if (!finished)
      throw new StartRefused(
        `Migration ${name} failed earlier and is half applied: resolve it with Prisma's engine first.`,
      );
    if (!file)
      throw new StartRefused(
        `The database has migration ${name}, which this release does not hold: it is older than its database.`,
      );
    if (file.checksum !== checksum) {
      throw new StartRefused(
        `Migration ${name} was edited after it was applied: put the file back, and write a new migration.`,
      );
    }
  }
}

async function apply(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  const startedAt = new Date();
  try {
    await client.query('begin');
    await client.query(BOOKKEEPING);
    await client.query(sql);
    await client.query('reset role; reset search_path');
    await client.query(
      `insert into _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
        values ($1, $2, $3, $4, clock_timestamp(), 1)`,
      [randomUUID(), checksum, name, startedAt],
    );
    await client.query('commit');
    await client.query(FRESH);
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw new StartRefused(`Migration ${name} failed: ${describe(error as PgError, sql)}`, { cause: error });
  }
}

function describe({ message, position, code, where }: PgError, sql: string): string {
  const line = position === undefined ? '' : `, line ${sql.slice(0, Number(position)).split('\n').length}`;
  return `${message}${code === undefined ? '' : ` (${code}${line})`}${where === undefined ? '' : `; ${where}`}`;
}

/** Which migrations are applied, which are pending, and which the database has that this release does not hold. */
export async function migrationStatus(
  url: string,
  { directory }: { directory?: string } = {},
): Promise<{ applied: string[]; pending: string[]; unknown: string[] }> {
  return withClient(url, async (client) => {
    const [migrations, applied] = [readMigrations(directory), await readApplied(client)];
    const known = (row: Applied) => migrations.some((migration) => migration.name === row.name);
    return {
      applied: applied.filter((row) => row.finished && known(row)).map((row) => row.name),
      pending: pendingOf(migrations, applied).map((migration) => migration.name),
      unknown: applied.filter((row) => !known(row)).map((row) => row.name),
    };
  });
}

/** Work on a connection of its own, which is closed after it. */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'mouse-domination migrations',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  });
  // The statement in hand reports a broken connection.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
