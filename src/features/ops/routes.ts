import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { json, text } from '../../http/reply.js';
import { publicRoutes } from '../../http/routes.js';
import type { Database } from '../../platform/database.js';
import { projectRoot } from '../../platform/project-root.js';

type Parts = { database: Database; migrations: string[]; draining: () => boolean };

const PROBE_MS = 800;
const { version } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as { version: string };

/** The probes: they ask for no session, and answer whatever the database does. */
export function opsRoutes({ database, migrations, draining }: Parts) {
  return publicRoutes((routes) => {
    routes.get('/alive', () => text('ok'));

    routes.get('/health', async () => {
      const connected = await database.answers(PROBE_MS);
      return json({
        status: connected ? 'healthy' : 'unhealthy',
        database: connected ? 'connected' : 'unavailable',
        redis: 'disabled',
        queue: 'disabled',
        storage: 'disabled',
        version,
        uptime_s: Math.floor(process.uptime()),
      });
    });

    routes.get('/ready', async () => {
      const reason = draining() ? 'draining' : await unready(database, migrations);
      return reason ? text(reason, 503) : text('ready');
    });
  });
}

async function unready(database: Database, migrations: string[]): Promise<string | undefined> {
  if (!(await database.answers(PROBE_MS))) return 'database unavailable';
  const applied = new Set(await database.appliedMigrations());
  return migrations.every((name) => applied.has(name)) ? undefined : 'migrations pending';
}
