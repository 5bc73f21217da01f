import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { projectRoot } from '../project-root.js';

/** A migration as it lies in the repository; the checksum is Prisma's: SHA-256 of the file. */
export type Migration = { name: string; sql: string; checksum: string };

/** A row of Prisma's bookkeeping that has not been rolled back. */
export type Applied = { name: string; checksum: string; finished: boolean };

const MIGRATIONS = join(projectRoot, 'prisma', 'migrations');

/** The migrations in `directory`, in the order of their names. */
export function readMigrations(directory = MIGRATIONS): Migration[] {
  if (!existsSync(directory)) return [];
  const names = readdirSync(directory).filter((name) => existsSync(join(directory, name, 'migration.sql')));
  return names.sort().map((name) => {
    const file = readFileSync(join(directory, name, 'migration.sql'));
    return { name, sql: file.toString('utf8'), checksum: createHash('sha256').update(file).digest('hex') };
  });
}

/** What the database says was applied; nothing when it has no bookkeeping yet. */
export async function readApplied(client: pg.ClientBase): Promise<Applied[]> {
  const { rows } = await client.query(`select to_regclass('_prisma_migrations') is not null as there`);
  if (!rows[0].there) return [];
  const applied = await client.query<Applied>(
    `select migration_name as name, checksum, finished_at is not null as finished
      from _prisma_migrations where rolled_back_at is null order by migration_name`,
  );
  return applied.rows;
}
