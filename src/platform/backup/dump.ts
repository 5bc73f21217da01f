import type pg from 'pg';
import { type Applied, readApplied } from '../postgres/migration-files.js';
import type { ArchiveWriter } from './archive-writer.js';
import type { Manifest } from './manifest.js';
import { tablePiece } from './names.js';
import { readRows, sumOf, tablesToRead } from './tables.js';

type FromDatabase = Pick<Manifest, 'taken_at' | 'postgres' | 'migrations' | 'queue' | 'tables' | 'sequences'>;

const SNAPSHOT = `select now() as taken_at, current_setting('server_version') as postgres,
  to_regclass('pgboss.version') is not null as has_queue`;
const SEQUENCES = `select schemaname || '.' || sequencename as name, last_value::text as value from pg_sequences
  where schemaname in ('public', 'pgboss') and last_value is not null order by 1`;

/** Writes every table into the archive, each in pieces; without an archive, only adds up what they hold. Within one snapshot. */
export async function dumpTables(client: pg.ClientBase, archive: ArchiveWriter | undefined): Promise<FromDatabase> {
  const { rows } = await client.query(SNAPSHOT);
  const { taken_at: takenAt, postgres, has_queue: hasQueue } = rows[0];
  const migrations = await readApplied(client);
  const tables: Manifest['tables'] = [];
  for (const table of await tablesToRead(client)) {
    const { name, columns } = table;
    const sum = await readRows(client, table, (it) =>
      archive ? archive.pieces((number) => tablePiece(name, number), it) : sumOf(it),
    );
    tables.push({ name, columns, ...sum });
  }
  return {
    taken_at: takenAt.toISOString(),
    postgres,
    migrations: migrations.filter(isDone).map(({ name, checksum }) => ({ name, checksum })),
    queue: hasQueue ? await queueOf(client) : null,
    tables,
    sequences: (await client.query(SEQUENCES)).rows,
  };
}

async function queueOf(client: pg.ClientBase): Promise<Manifest['queue']> {
  const { rows } = await client.query(
    `select (select version from pgboss.version) as version,
      array(select name from pgboss.queue order by name collate "C") as names`,
  );
  return rows[0];
}

const isDone = ({ finished }: Applied) => finished;
