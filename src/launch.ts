import { statfs } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { Express } from 'express';
import { type Config, readConfig } from './config.js';
import { jobs } from './features/jobs.js';
import { createDrain } from './http/drain.js';
import { createViews, type Views } from './http/views.js';
import { lastBackup } from './platform/backup/last.js';
import { certificateEnds } from './platform/certificate.js';
import { disksBelow } from './platform/disks.js';
import { StartRefused } from './platform/errors.js';
import { createLogger, type Logger } from './platform/logger.js';
import { type Mail, openMail } from './platform/mail/mail.js';
import { createMetrics, type Metrics } from './platform/metrics.js';
import { type Database, openDatabase } from './platform/postgres/database.js';
import { openPostgres, type Postgres } from './platform/postgres/open.js';
import { openQueue, type Queue } from './platform/queue/queue.js';
import { openStorage, type Storage } from './platform/storage/storage.js';

/** What the app and the worker are both made of. */
export type Parts = {
  config: Config;
  log: Logger;
  metrics: Metrics;
  database: Database;
  queue: Queue;
  storage: Storage;
  /** Undefined: no mail server is set up. */
  mail: Mail | undefined;
  views: Views;
  migrations: string[];
  draining: () => boolean;
};
/** One of the two. */
export type Served = {
  app: Express;
  /** Once it listens, or cannot. */
  begin(): Promise<void>;
  close?(): void;
};
type Serve = (parts: Parts) => Promise<Served>;

/** Jobs in hand are stopped between two steps; what hangs is given back before a container is killed. */
const JOBS_IN_HAND_MS = 20_000;
/** A scrape waits no longer for the storage. */
const STORAGE_MS = 800;

// As process 1 of a container a signal does nothing that is not listened to; until there is something to drain, it ends us.
const leave = () => process.exit(1);

/** Runs a process of the product from its start to its end by a signal: config, Postgres, migrations, queue, then `serve`. */
export async function launch(serve: Serve): Promise<void> {
  process.on('SIGTERM', leave).on('SIGINT', leave);
  const config = readConfig();
  const log = await createLogger(config.logLevel, { readable: config.env === 'development', file: config.logFile });
  await start(config, log, serve).catch((error: unknown) => {
    if (error instanceof StartRefused) process.stderr.write(`${error.message}\n`);
    else log.fatal({ err: error }, 'the start failed');
    process.exit(1);
  });
}

async function start(config: Config, log: Logger, serve: Serve): Promise<void> {
  for (const warning of config.warnings) log.warn(warning);
  const postgres = await openPostgres(config, log);
  try {
    await run(config, log, postgres, serve);
  } catch (error) {
    await postgres.release();
    throw error;
  }
}

async function run(config: Config, log: Logger, postgres: Postgres, serve: Serve): Promise<void> {
  const drain = createDrain(log);
  const parts = await open(config, log, postgres, drain.draining);
  const served = await serve(parts);
  const server = drain.watch(createServer(served.app));
  onceAsked(async (signal) => {
    await Promise.all([drain.drain(server, signal === 'SIGINT'), parts.queue.stop(JOBS_IN_HAND_MS)]);
    await parts.queue.close();
    await parts.database.close();
    served.close?.();
    parts.mail?.close();
    await postgres.release();
    process.exit(0);
  });
  await listen(server, config);
  await served.begin();
}

async function open(
  config: Config,
  log: Logger,
  { url, migrations }: Postgres,
  draining: () => boolean,
): Promise<Parts> {
  const metrics = createMetrics({ ofNode: config.metrics !== undefined });
  const settings = { ...config.database, url };
  const database = openDatabase(settings, log, metrics);
  await database.checkIsolation();
  const queue = await openQueue(settings, log, metrics);
  const storage = openStorage(config.storage, log);
  watchSurroundings(metrics, config, database, storage);
  const mail = config.smtp && openMail(config.smtp);
  const views = createViews({ production: config.env === 'production' });
  await queue.declare(jobs({ config, database, queue, storage, mail, views, log }));
  return { config, log, metrics, database, queue, storage, mail, views, migrations, draining };
}

function watchSurroundings(metrics: Metrics, config: Config, database: Database, storage: Storage): void {
  metrics.watchStorage(() => storage.answers(STORAGE_MS));
  metrics.watchBackups(() => lastBackup(database));
  metrics.watchDisks(async () => [
    ...(await disksBelow({ data: () => statfs(config.dataDir) })),
    ...(await storage.disks()),
  ]);
  if (config.secureCookies) metrics.watchCertificate(() => certificateEnds(config.appUrl));
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
