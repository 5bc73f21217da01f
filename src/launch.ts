import type { EventEmitter } from 'node:events';
import { statfs } from 'node:fs/promises';
import type { Express } from 'express';
import { type Config, readConfig } from './config.js';
import { jobs } from './features/jobs.js';
import { oldestUntried } from './features/webhooks/index.js';
import { createDrain } from './http/drain.js';
import { listenOn } from './http/listen.js';
import { serverOf } from './http/server.js';
import { answerUnread } from './http/unread-requests.js';
import { createViews, type Views } from './http/views.js';
import { lastBackup } from './platform/backup/last.js';
import { certificateEnds } from './platform/certificate.js';
import { disksBelow } from './platform/disks.js';
import { StartRefused } from './platform/errors.js';
import { createLogger, type Logger } from './platform/logger.js';
import { type Mail, openMail } from './platform/mail/mail.js';
import { createMetrics, type Metrics } from './platform/metrics.js';
import { openOutgoing } from './platform/outgoing/outgoing.js';
import { type Database, openDatabase } from './platform/postgres/database.js';
import { openPostgres, type Postgres } from './platform/postgres/open.js';
import { openQueue, type Queue } from './platform/queue/queue.js';
import { openSentry, type Sentry } from './platform/sentry.js';
import { openStorage, type Storage } from './platform/storage/storage.js';
import type { Member } from './processes/member.js';

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
  /** Undefined: it is not set up. */
  sentry: Sentry | undefined;
};
/** One of the two. */
type Served = {
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

/** What Sentry has not taken by then is lost. */
const TELLING_MS = 2_000;

// As process 1 of a container a signal does nothing that is not listened to; until there is something to drain, it ends us.
const leave = () => process.exit(1);

/** What a process stands on. */
type Ground = { config: Config; log: Logger; sentry: Sentry | undefined; member: Member | undefined };

/**
 * Runs a process of the product from its start to its end by a signal: config, Postgres, migrations, queue, then `serve`. `member` is
 * given where several processes serve one port.
 */
export async function launch(serve: Serve, config = readConfig(), member?: Member): Promise<void> {
  (member?.signals ?? process).on('SIGTERM', leave).on('SIGINT', leave);
  const { sentry, missing } = await tryToOpenSentry(config);
  const readable = config.env === 'development';
  const log = await createLogger(config.logLevel, {
    readable,
    file: config.logFile,
    process: member?.n,
    tell: sentry?.fault,
  });
  if (missing && isFirst(member)) log.warn(missing);
  if (sentry) tellOfTheEnd(log, sentry);
  await start({ config, log, sentry, member }, serve).catch(async (error: unknown) => {
    if (error instanceof StartRefused) process.stderr.write(`${error.message}\n`);
    else log.fatal({ err: error }, 'the start failed');
    await sentry?.flush(TELLING_MS);
    process.exit(1);
  });
}

/** Whether this process does what is done once for all that serve one port. */
export function isFirst(member: Member | undefined): boolean {
  return member === undefined || member.n === 1;
}

async function tryToOpenSentry({ sentry: settings }: Config): Promise<{ sentry?: Sentry; missing?: string }> {
  if (!settings) return {};
  try {
    return { sentry: await openSentry(settings) };
  } catch (error) {
    return { missing: (error as Error).message };
  }
}

// Node would end us at once, before it is told.
function tellOfTheEnd(log: Logger, sentry: Sentry): void {
  process.once('uncaughtException', (error) => {
    log.fatal({ err: error }, 'an uncaught fault ends the process');
    process.stderr.write(`${error?.stack ?? error}\n`);
    void sentry.flush(TELLING_MS).finally(() => process.exit(1));
  });
}

async function start(ground: Ground, serve: Serve): Promise<void> {
  const { config, log, member } = ground;
  if (isFirst(member)) for (const warning of config.warnings) log.warn(warning);
  const postgres = await openPostgres(config, log);
  try {
    await run(ground, postgres, serve);
  } catch (error) {
    await postgres.release();
    throw error;
  }
}

async function run(ground: Ground, postgres: Postgres, serve: Serve): Promise<void> {
  const { config, log, sentry, member } = ground;
  const drain = createDrain(log);
  const parts = await open(ground, postgres, drain.draining);
  const served = await serve(parts);
  const server = answerUnread(drain.watch(serverOf(served.app)), log);
  onceAsked(member?.signals ?? process, async (signal) => {
    void postgres.settle();
    const drained = drain.drain(server, signal === 'SIGINT', member?.closed);
    await Promise.all([drained, parts.queue.stop(JOBS_IN_HAND_MS)]);
    await parts.queue.close();
    await parts.database.close();
    served.close?.();
    parts.mail?.close();
    await Promise.all([postgres.release(), sentry?.flush(TELLING_MS)]);
    process.exit(0);
  });
  await (member ? member.listen(server) : listenOn(server, config));
  await served.begin();
}

async function open(
  { config, log, sentry, member }: Ground,
  { url, migrations }: Postgres,
  draining: () => boolean,
): Promise<Parts> {
  const metrics = createMetrics({ ofNode: config.metrics !== undefined, member });
  const settings = { ...config.database, url };
  const database = openDatabase(settings, log, metrics);
  await database.checkIsolation();
  const queue = await openQueue(settings, log, metrics);
  const storage = openStorage(config.storage, log);
  watchSurroundings(metrics, config, database, storage);
  metrics.watchWebhooks(() => oldestUntried(database));
  const mail = config.smtp && openMail(config.smtp);
  const outgoing = openOutgoing({ opened: config.webhookAllowlist });
  const views = createViews({ production: config.env === 'production' });
  await queue.declare(jobs({ config, database, queue, storage, mail, outgoing, views, metrics, log }));
  return { config, log, metrics, database, queue, storage, mail, views, migrations, draining, sentry };
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

function onceAsked(signals: EventEmitter, end: (signal: NodeJS.Signals) => Promise<void>): void {
  let ending = false;
  signals.off('SIGTERM', leave).off('SIGINT', leave);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    signals.on(signal, () => {
      if (!ending) void end(signal);
      ending = true;
    });
  }
}
