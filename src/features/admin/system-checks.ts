import { statfs } from 'node:fs/promises';
import type { Config } from '../../config.js';
import { count, plural } from '../../http/format.js';
import { BACKUP_FRESH_MS, lastBackup } from '../../platform/backup/last.js';
import type { Mail } from '../../platform/mail/mail.js';
import type { Database } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import type { Queue } from '../../platform/queue/queue.js';
import type { Redis } from '../../platform/redis.js';
import type { Storage } from '../../platform/storage/storage.js';
import { mailStanding } from '../mail/index.js';

export type SystemParts = {
  config: Config;
  database: Database;
  queue: Queue;
  redis: Redis | undefined;
  storage: Storage;
  mail: Mail | undefined;
  migrations: string[];
};
export type State = 'working' | 'look' | 'failing' | 'off';
export type Part = { name: string; icon: string; state: State; text: string; figure?: string; used?: number };
type Found = Omit<Part, 'name' | 'icon'>;

/** No part is waited for longer than this: what is away says so, and the page comes all the same. */
const LIMIT_MS = 1_500;
const PROBE_MS = 800;
const FULL = 90;

/** How each part of the server stands, asked all at once. */
export function checkSystem(parts: SystemParts): Promise<Part[]> {
  const checks: [string, string, () => Promise<Found>][] = [
    ['Database', 'database', () => databaseFound(parts)],
    ['Redis', 'memory-stick', () => redisFound(parts)],
    ['Mail', 'mail', () => mailFound(parts)],
    ['Queue', 'layers', () => queueFound(parts)],
    ['File storage', 'folder-open', () => storageFound(parts)],
    ['Disk', 'hard-drive', () => diskFound(parts)],
    ['Backup', 'archive', () => backupFound(parts)],
  ];
  return Promise.all(checks.map(async ([name, icon, check]) => ({ name, icon, ...(await inTime(check)) })));
}

async function inTime(check: () => Promise<Found>): Promise<Found> {
  const late = new Promise<Found>((resolve) => {
    setTimeout(resolve, LIMIT_MS, { state: 'failing', text: 'It did not answer in time.' }).unref();
  });
  const found = check().catch((): Found => ({ state: 'failing', text: 'It does not answer.' }));
  return Promise.race([found, late]);
}

async function databaseFound({ database, migrations }: SystemParts): Promise<Found> {
  const began = performance.now();
  const row = await database.readAsSystem('an admin page', (db) =>
    db.row<{ version: string; used: number; most: number; bytes: number }>(sql`
      select current_setting('server_version') as version, current_setting('max_connections')::int as most,
        (select count(*)::int from pg_stat_activity) as used, pg_database_size(current_database())::float8 as bytes`),
  );
  const ms = Math.round(performance.now() - began);
  const applied = new Set(await database.appliedMigrations());
  const pending = migrations.filter((name) => !applied.has(name)).length;
  const size = `PostgreSQL ${row?.version.split(' ')[0]} answers. ${row?.used} of ${row?.most} connections, ${sizeText(row?.bytes ?? 0)}`;
  if (pending > 0)
    return {
      state: 'failing',
      text: `${size}. ${plural(pending, 'migration', 'migrations')} not applied yet.`,
      figure: `${ms} ms`,
    };
  return { state: 'working', text: `${size}, all ${migrations.length} migrations applied.`, figure: `${ms} ms` };
}

async function redisFound({ redis }: SystemParts): Promise<Found> {
  if (!redis) return { state: 'off', text: 'Not set up: limits are counted in each process by itself.' };
  const began = performance.now();
  if (!(await redis.answers()))
    return { state: 'failing', text: 'Redis is away. Limits are counted in this process meanwhile.' };
  return {
    state: 'working',
    text: 'Redis takes what is counted.',
    figure: `${Math.round(performance.now() - began)} ms`,
  };
}

async function mailFound({ config, mail, database }: SystemParts): Promise<Found> {
  if (!config.sendsMail) return { state: 'off', text: 'Not set up: nobody is sent a mail.' };
  const { waiting, failed, fault } = await database.readAsSystem('an admin page', mailStanding);
  const figure = `${count(waiting)} wait`;
  if (!mail) return { state: 'off', text: 'Not set up: mails stand at /dev/mail.', figure };
  if (!(await mail.answers(PROBE_MS)))
    return {
      state: 'failing',
      text: `The mail server does not answer. ${fault ?? ''} Mails wait and go by themselves.`,
      figure,
    };
  if (fault) return { state: 'look', text: `The server answers, and a mail that waits met this: ${fault}`, figure };
  const given = failed > 0 ? ` ${plural(failed, 'mail was', 'mails were')} given up in the last day.` : '';
  return { state: failed > 0 ? 'look' : 'working', text: `The mail server answers.${given}`, figure };
}

async function queueFound({ queue }: SystemParts): Promise<Found> {
  const [isWorked, lengths] = await Promise.all([queue.answers(PROBE_MS), queue.lengths()]);
  const sum = (of: 'waiting' | 'running' | 'failed') => lengths.reduce((n, it) => n + it[of], 0);
  const figure = `${count(sum('waiting'))} wait`;
  if (!isWorked)
    return { state: 'failing', text: 'Nobody does the jobs. Start a worker; they wait until then.', figure };
  const text = `A worker does the jobs. ${count(sum('running'))} run, ${count(sum('failed'))} failed.`;
  return { state: sum('failed') > 0 ? 'look' : 'working', text, figure };
}

async function storageFound({ config, storage }: SystemParts): Promise<Found> {
  const what = config.storage.driver === 's3' ? 'bucket' : 'folder';
  if (await storage.answers(PROBE_MS)) return { state: 'working', text: `The ${what} for files takes a file.` };
  return {
    state: 'failing',
    text: `The ${what} for files does not answer. New files are kept on this machine and moved later.`,
  };
}

async function diskFound({ config }: SystemParts): Promise<Found> {
  const { blocks, bavail, bsize } = await statfs(config.dataDir);
  const used = Math.round(100 * (1 - bavail / blocks));
  const text = `${sizeText((blocks - bavail) * bsize)} of ${sizeText(blocks * bsize)} used.`;
  return { state: used >= FULL ? 'look' : 'working', text, figure: `${used} %`, used };
}

async function backupFound({ database }: SystemParts): Promise<Found> {
  const last = await lastBackup(database);
  if (!last) return { state: 'off', text: 'None was made yet with npm run db:backup.' };
  const age = Date.now() - last.takenAt.getTime();
  const text = `The newest was taken ${ageText(age)} ago, ${sizeText(last.bytes)}.`;
  if (age <= BACKUP_FRESH_MS) return { state: 'working', text };
  return { state: 'look', text: `${text} One a day was to be made: see what kept it.` };
}

function ageText(ms: number): string {
  const hours = Math.max(0, Math.floor(ms / 3_600_000));
  if (hours < 1) return 'less than an hour';
  return hours < 48 ? plural(hours, 'hour', 'hours') : plural(Math.floor(hours / 24), 'day', 'days');
}

function sizeText(bytes: number): string {
  const gb = bytes / 1e9;
  return gb >= 1 ? `${gb.toFixed(1)} GB` : `${Math.round(bytes / 1e6)} MB`;
}
