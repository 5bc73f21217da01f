import type { Config } from '../../config.js';
import { within } from '../../http/in-time.js';
import { json, plainText } from '../../http/reply.js';
import { publicRoutes } from '../../http/routes.js';
import type { Logger } from '../../platform/logger.js';
import type { Mail } from '../../platform/mail/mail.js';
import type { Metrics } from '../../platform/metrics.js';
import type { Database } from '../../platform/postgres/database.js';
import type { Queue } from '../../platform/queue/queue.js';
import type { Redis } from '../../platform/redis.js';
import { shared } from '../../platform/shared.js';
import type { Storage } from '../../platform/storage/storage.js';
import { VERSION } from '../../platform/version.js';
import { createMetricsGuard } from './metrics-guard.js';

type Parts = {
  database: Database;
  queue: Queue;
  redis: Redis | undefined;
  storage: Storage;
  mail: Mail | undefined;
  metrics: Metrics;
  log: Logger;
  migrations: string[];
  draining: () => boolean;
};

const PROBE_MS = 800;
const HEALTH_MS = 1_000;

/** The probes and the metrics: they ask for no session, and answer whatever the database does. */
export function opsRoutes({ metrics: guard }: Pick<Config, 'metrics'>, parts: Parts) {
  const { database, metrics, log, migrations, draining } = parts;
  // Anybody may ask over and over: that writes to the disk and asks Postgres once a second at most.
  const health = shared(() => healthOf(parts), HEALTH_MS);
  const missing = shared(() => unready(database, migrations));
  return publicRoutes((routes) => {
    routes.get('/alive', () => plainText('ok'));

    routes.get('/health', async () => json(await health()));

    routes.get('/ready', async () => {
      const reason = draining() ? 'draining' : await missing();
      return reason ? plainText(reason, 503) : plainText('ready');
    });

    if (guard) {
      const admits = createMetricsGuard(guard, log);
      routes.get('/metrics', async (req) =>
        admits(req) ? plainText(await metrics.text(), 200, metrics.contentType) : plainText('forbidden', 403),
      );
    }
  });
}

async function healthOf({ database, queue, redis, storage, mail }: Parts) {
  const [postgresAnswers, ...others] = await Promise.all([
    inTime(database.answers(PROBE_MS)),
    redis && inTime(redis.answers()),
    inTime(queue.answers(PROBE_MS)),
    inTime(storage.answers(PROBE_MS)),
    mail && inTime(mail.answers(PROBE_MS)),
  ]);
  const [redisAnswers, queueAnswers, storageAnswers, mailAnswers] = others;
  return {
    status: postgresAnswers ? (others.includes(false) ? 'degraded' : 'healthy') : 'unhealthy',
    database: partOf(postgresAnswers),
    redis: partOf(redisAnswers),
    queue: partOf(queueAnswers),
    storage: partOf(storageAnswers),
    mail: partOf(mailAnswers),
    version: VERSION,
    uptime_s: Math.floor(process.uptime()),
  };
}

// No part is waited for longer, whatever it waits for itself: a new connection to a server that is stopped takes its own time.
function inTime(answers: Promise<boolean>): Promise<boolean> {
  return within(PROBE_MS, answers).catch(() => false);
}

function partOf(answers: boolean | undefined): 'connected' | 'unavailable' | 'disabled' {
  if (answers === undefined) return 'disabled';
  return answers ? 'connected' : 'unavailable';
}

async function unready(database: Database, migrations: string[]): Promise<string | undefined> {
  if (!(await database.answers(PROBE_MS))) return 'database unavailable';
  const applied = new Set(await database.appliedMigrations());
  return migrations.every((name) => applied.has(name)) ? undefined : 'migrations pending';
}
