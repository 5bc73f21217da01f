import { randomBytes } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import type { Log } from '../logger.js';
import { migrate, migrationStatus } from '../postgres/migrations.js';
import { checkIsolation } from '../postgres/roles.js';
import { BackupFault } from './fault.js';
import { type Masks, masked, type Way, waysOf } from './masks.js';
import { putAside } from './put-aside.js';
import { withBackupSession } from './session.js';
import { quoted, quotedList, type TableToRead, tablesToRead } from './tables.js';
import { emptyAgain, requireEmpty } from './target.js';

type MaskedCopyOptions = {
  /** The database that is read, and nothing else. */
  from: string;
  /** An empty one. */
  to: string;
  masks: Masks;
  /** Statements that make again what triggers write. */
  madeAgain: readonly string[];
  /** Everybody's. */
  passwordHash: string;
  log: Log;
};

type TableToCopy = TableToRead & { ways: Map<string, Way> };

/**
 * Copies what the masks let through of one database into an empty one, as it stands at one moment. Masking is done where the rows
 * are read, so that nothing else leaves that server. What breaks off on the way leaves the database empty again.
 */
export async function copyMasked(options: MaskedCopyOptions): Promise<{ tables: number; rows: number }> {
  const { from, to, log } = options;
  const { applied, unknown } = await migrationStatus(from);
  if (applied.length === 0) throw new BackupFault('There is no database of Mouse Domination at --from.');
  if (unknown.length > 0)
    throw new BackupFault(
      `The database is of a newer release (it has migration ${unknown[0]}): copy it with that one.`,
    );
  return withBackupSession(from, async (source) => {
    await beginReading(source, options);
    const tables = tablesToCopy(await tablesToRead(source), options.masks);
    await withBackupSession(to, requireEmpty);
    try {
      await migrate(to, { log, only: applied });
      const rows = await withBackupSession(to, (target) => lay(source, target, tables, options));
      await migrate(to, { log });
      await checkIsolation(to);
      await withBackupSession(to, (target) => target.query('analyze'));
      return { tables: tables.length, rows };
    } catch (error) {
      await withBackupSession(to, emptyAgain).catch(() => undefined);
      throw error;
    }
  });
}

async function beginReading(source: pg.Client, { passwordHash }: MaskedCopyOptions): Promise<void> {
  await source.query(
    `select set_config('mouse.mask_key', $1, false), set_config('mouse.mask_password_hash', $2, false)`,
    [randomBytes(32).toString('hex'), passwordHash],
  );
  await source.query('begin isolation level repeatable read read only');
}

/** What is to be read, each column with its mask: looked at before anything is. The queue's tables stay where they are. */
function tablesToCopy(tables: TableToRead[], masks: Masks): TableToCopy[] {
  const faults: string[] = [];
  const found = tables
    .filter(({ name }) => name.startsWith('public.'))
    .flatMap((table) => {
      const name = table.name.slice('public.'.length);
      const isNamed = name in masks;
      const ways = isNamed ? waysOf(masks, name) : undefined;
      if (!isNamed) faults.push(name);
      if (ways) faults.push(...table.columns.filter((it) => !ways.has(it)).map((it) => `${name}.${it}`));
      return ways ? [{ ...table, ways }] : [];
    });
  if (faults.length > 0)
    throw new BackupFault(
      `No mask says what is copied of ${faults.join(', ')}: prisma/masks.ts must. Nothing was read.`,
    );
  return found;
}

async function lay(
  source: pg.Client,
  target: pg.Client,
  tables: TableToCopy[],
  { madeAgain, log }: MaskedCopyOptions,
): Promise<number> {
  await target.query('begin');
  const putBack = await putAside(target);
  // Migrations lay some rows themselves; here they are the other database's.
  await target.query(`truncate ${tables.map(({ name }) => quoted(name)).join(', ')}`);
  let rows = 0;
  for (const table of tables) {
    const laid = await copyTable(source, target, table);
    log.info(`${table.name.slice('public.'.length)}: ${laid}`);
    rows += laid;
  }
  await copySequences(source, target);
  await putBack();
  await target.query('set local role mouse_system');
  for (const statement of madeAgain) await target.query(statement);
  await target.query('commit');
  return rows;
}

async function copyTable(source: pg.Client, target: pg.Client, table: TableToCopy): Promise<number> {
  const { name, columns, ways, isFenced } = table;
  await source.query(isFenced ? 'set local role mouse_system' : 'reset role');
  const read = columns.map((column) => masked(column, ways.get(column) as Way)).join(', ');
  const rows = source.query(copyTo(`copy (select ${read} from ${quoted(name)}) to stdout`));
  const laid = target.query(copyFrom(`copy ${quoted(name)} (${quotedList(columns)}) from stdin`));
  await pipeline(rows, laid);
  return laid.rowCount;
}

const SEQUENCES = `select schemaname || '.' || sequencename as name, last_value::text as value from pg_sequences
  where schemaname = 'public' and last_value is not null`;

async function copySequences(source: pg.Client, target: pg.Client): Promise<void> {
  await source.query('reset role');
  for (const { name, value } of (await source.query(SEQUENCES)).rows)
    await target.query('select setval($1::regclass, $2::bigint)', [quoted(name), value]);
}
