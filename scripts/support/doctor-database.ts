import type { Config } from '../../src/config.js';
import { BACKUP_FRESH_MS, lastBackup } from '../../src/platform/backup/last.js';
import { type Database, openDatabase } from '../../src/platform/postgres/database.js';
import { migrationStatus } from '../../src/platform/postgres/migrations.js';
import { sql } from '../../src/platform/postgres/sql.js';
import { structureLacking } from '../../src/platform/postgres/structure.js';
import { type Check, type Finding, fault, off, ok, warning } from './finding.js';

/** How far two clocks may be apart: codes of a second factor bear 30 s, and what is due is told by ours. */
const APART_S = { much: 2, tooMuch: 20 };
/** Of the connections that Postgres takes: from there on it refuses some soon. */
const FULL = 0.9;
/** Somebody who is nobody. */
const NOBODY = '00000000-0000-0000-0000-000000000000';
const WHY = 'the doctor looks';

/** The database: whether it answers, fences what belongs to whom, has the tables of this release, and knows what time it is. */
export function databaseChecks(settings: Config['database'], url: string): Check[] {
  const asked = (part: string, remedy: string, look: (database: Database) => Promise<Finding[]>): Check => ({
    part,
    remedy,
    async look() {
      const database = openDatabase({ ...settings, url, poolSize: 1 }, { warn: () => undefined });
      return look(database).finally(() => database.close());
    },
  });
  return [
    asked(
      'database',
      'RUNBOOK.md, "Postgres gone"; DATABASE_URL or POSTGRES_… must name it and its login.',
      answerFound,
    ),
    asked('isolation', 'Do as it says, and do not let anybody in before.', isolationFound),
    { part: 'migrations', remedy: 'RUNBOOK.md, "A column is missing".', look: () => migrationsFound(url) },
    asked('backup', 'RUNBOOK.md, "No backup was made".', backupFound),
    asked('clock', 'Let this machine and that of Postgres ask a time server.', clockFound),
  ];
}

async function answerFound(database: Database): Promise<Finding[]> {
  const row = await database.readAsSystem(WHY, (db) =>
    db.row<{ version: string; login: string; used: number; most: number }>(sql`
      select current_setting('server_version') as version, session_user::text as login,
        current_setting('max_connections')::int as most,
        (select count(*)::int from pg_stat_activity where backend_type = 'client backend') as used`),
  );
  if (!row) throw new Error('It answers nothing.');
  const { version, login, most, used } = row;
  const text = `PostgreSQL ${version.split(' ')[0]} answers ${login}; ${used} of ${most} connections are used.`;
  if (used < most * FULL) return [ok('database', text)];
  return [
    warning(
      'database',
      text,
      'Raise max_connections, or lower DATABASE_POOL_SIZE or WEB_CONCURRENCY: RUNBOOK.md, "How many processes".',
    ),
  ];
}

async function isolationFound(database: Database): Promise<Finding[]> {
  await database.checkIsolation();
  const seen = await database.readAsUser(NOBODY, (db) =>
    db.row<{ items: number }>(sql`select count(*)::int as items from inventory_items`),
  );
  const text = `Somebody who is nobody sees ${seen?.items} items of others.`;
  if (seen?.items === 0) return [ok('isolation', text)];
  return [
    fault(
      'isolation',
      text,
      'Stop the app: its policies are gone. Ask whoever altered the tables, or restore a backup.',
    ),
  ];
}

async function migrationsFound(url: string): Promise<Finding[]> {
  const { applied, pending, unknown } = await migrationStatus(url);
  if (unknown.length > 0)
    return [
      fault(
        'migrations',
        `The database is newer than this release: it has ${unknown.join(', ')}.`,
        'Start the newer release, or restore the backup of before the upgrade.',
      ),
    ];
  if (pending.length > 0)
    return [
      fault(
        'migrations',
        `${pending.length} are not applied: ${pending.join(', ')}.`,
        'npm run db:migrate, or start the app, which does it.',
      ),
    ];
  const lacking = await structureLacking(url);
  if (lacking.length > 0)
    return [
      fault(
        'migrations',
        `All are applied, and the database lacks ${lacking.join(', ')}.`,
        'Somebody has dropped it, or a dump without it was restored: restore a backup.',
      ),
    ];
  return [ok('migrations', `All ${applied.length} are applied.`)];
}

async function clockFound(database: Database): Promise<Finding[]> {
  const began = Date.now();
  const row = await database.readAsSystem(WHY, (db) =>
    db.row<{ now: number }>(sql`select extract(epoch from clock_timestamp())::float8 as now`),
  );
  const apart = Math.abs((row?.now ?? Number.NaN) - (began + Date.now()) / 2000);
  const text = `The clocks of this machine and of the database are ${apart.toFixed(1)} s apart.`;
  const remedy = 'Let both ask a time server: timedatectl set-ntp true.';
  if (apart > APART_S.tooMuch) return [fault('clock', text, remedy)];
  return [apart > APART_S.much ? warning('clock', text, remedy) : ok('clock', text)];
}

async function backupFound(database: Database): Promise<Finding[]> {
  const last = await lastBackup(database);
  if (!last) return [off('backup', 'None was made yet: npm run db:backup makes one, RUNBOOK.md says how each night.')];
  const hours = Math.floor((Date.now() - last.takenAt.getTime()) / 3_600_000);
  const text = `The newest was taken at ${last.takenAt.toISOString()}, ${hours} h ago.`;
  if (hours * 3_600_000 < BACKUP_FRESH_MS) return [ok('backup', text)];
  return [warning('backup', text, 'RUNBOOK.md, "No backup was made".')];
}
