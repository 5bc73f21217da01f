import type { Config } from '../../config.js';
import type { Logger } from '../logger.js';
import { embeddedPostgres } from './embedded.js';
import { readMigrations } from './migration-files.js';
import { migrate } from './migrations.js';
import { waitForDatabase } from './wait.js';

export type Postgres = Awaited<ReturnType<typeof openPostgres>>;

const START_LIMIT_MS = 60_000;

/**
 * A Postgres that is up and migrated: the one of DATABASE_URL, or else an embedded one in `dataDir`.
 * `settle` and `release` are of the embedded one: before a stop, and at it; who leaves last stops it. Throws `StartRefused` with what to do.
 */
export async function openPostgres(config: Config, log: Logger) {
  const embedded = config.database.url ? undefined : await embeddedPostgres(config.dataDir, { log });
  const url = config.database.url ?? embedded?.url ?? '';
  const settle = async () => embedded?.settle();
  const release = async () => embedded?.release();
  try {
    await waitForDatabase(url, { timeoutMs: START_LIMIT_MS, log });
    await migrate(url, { log });
  } catch (error) {
    await release();
    throw error;
  }
  return { url, migrations: readMigrations().map(({ name }) => name), settle, release };
}
