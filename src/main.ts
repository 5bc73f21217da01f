import { createServer, type Server } from 'node:http';
import { createApp } from './app.js';
import { type Config, readConfig } from './config.js';
import { ensureSetupLink } from './features/auth/index.js';
import { keepHouse } from './features/ops/housekeeping.js';
import { createDrain } from './http/drain.js';
import { createViews } from './http/views.js';
import { openDatabase } from './platform/database.js';
import { StartRefused } from './platform/errors.js';
import { createLogger } from './platform/logger.js';
import { createMetrics } from './platform/metrics.js';
import { openPostgres, type Postgres } from './platform/open-postgres.js';
import { createPasswords } from './platform/passwords.js';
import { openRedis } from './platform/redis.js';

// As process 1 of a container a signal does nothing that is not listened to; until there is something to drain, it ends us.
const leave = () => process.exit(1);
process.on('SIGTERM', leave).on('SIGINT', leave);
const config = readConfig();
const log = await createLogger(config.logLevel, config.env === 'development');
await start(config).catch((error: unknown) => {
  if (error instanceof StartRefused) process.stderr.write(`${error.message}\n`);
  else log.fatal({ err: error }, 'the start failed');
  process.exit(1);
});

async function start(config: Config): Promise<void> {
  for (const warning of config.warnings) log.warn(warning);
  const postgres = await openPostgres(config, log);
  try {
    await serve(config, postgres);
  } catch (error) {
    await postgres.release();
    throw error;
  }
}

async function serve(config: Config, postgres: Postgres): Promise<void> {
  const metrics = createMetrics({ ofNode: config.metrics !== undefined });
  const database = openDatabase({ ...config.database, url: postgres.url }, log, metrics);
  await database.checkIsolation();
  const redis = config.redisUrl ? await openRedis(config.redisUrl, log) : undefined;
  const drain = createDrain(log);
  const app = createApp(config, {
    database,
    redis,
    metrics,
    log,
    passwords: createPasswords(),
    views: createViews({ production: config.env === 'production' }),
    migrations: postgres.migrations,
    draining: drain.draining,
  });
  const server = drain.watch(createServer(app));
  onceAsked(async (signal) => {
    await drain.drain(server, signal === 'SIGINT');
    await database.close();
    redis?.close();
    await postgres.release();
    process.exit(0);
  });
  await listen(server, config);
  log.info(`Mouse Domination runs at ${config.appUrl}`);
  const link = await ensureSetupLink(database, config);
  if (link) process.stdout.write(`\nNobody is admin yet. Open this link once to become the first:\n${link}\n\n`);
  keepHouse(config, database, log);
}

function onceAsked(end: (signal: NodeJS.Signals) => Promise<void>): void {
  let ending = false;
  process.off('SIGTERM', leave).off('SIGINT', leave);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (!ending) void end(signal);
      ending = true;
    });
  }
}

async function listen(server: Server, { host, port }: Config): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE' || error.code === 'EACCES';
      reject(
        taken
          ? new StartRefused(`PORT ${port} on ${host} cannot be listened on (${error.code}). Set PORT to a free one.`)
          : error,
      );
    });
    server.listen(port, host, resolve);
  });
}
