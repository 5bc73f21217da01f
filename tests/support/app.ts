import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { createApp } from '../../src/app.js';
import { loadConfig, SECRETS } from '../../src/config.js';
import { jobs } from '../../src/features/jobs.js';
import { MODULES } from '../../src/features/modules.js';
import { featureRoutes } from '../../src/features/routes.js';
import type { Route } from '../../src/http/routes.js';
import { createLogger } from '../../src/platform/logger.js';
import { openMail } from '../../src/platform/mail/mail.js';
import { createMetrics } from '../../src/platform/metrics.js';
import { openOutgoing } from '../../src/platform/outgoing/outgoing.js';
import { createPasswords, type Passwords } from '../../src/platform/passwords.js';
import { openDatabase } from '../../src/platform/postgres/database.js';
import { readMigrations } from '../../src/platform/postgres/migration-files.js';
import { openQueue } from '../../src/platform/queue/queue.js';
import { openRedis } from '../../src/platform/redis.js';
import type { Fault } from '../../src/platform/sentry.js';
import { openStorage } from '../../src/platform/storage/storage.js';
import type { Module } from '../../src/records/module.js';
import { copyDatabase, type TestDatabase } from './database.js';
import { keptLines, noteSecrets } from './logs.js';
import { passwordsOfTests } from './passwords.js';
import { PASSWORD, PEOPLE, type PersonName } from './people.js';
import { views } from './views.js';
import { patiently, Visitor } from './visitor.js';

export type TestApp = Awaited<ReturnType<typeof startApp>>;

export const TEST_ENV = {
  NODE_ENV: 'test',
  LOG_LEVEL: 'silent',
  SESSION_SECRET: 'a session secret for tests alone and long enough',
  ENCRYPTION_KEY: `test:${Buffer.alloc(32, 7).toString('base64')}`,
};

/** What a test's app has beside the product's. */
type AppOptions = {
  /** The modules of records; the product's unless others are given. */
  modules?: readonly Module[];
  /** SQL for the copied database before the app starts, run by the tables' owner as a migration is. */
  migration?: string;
  /** How webhooks are sent, where not as the product does. */
  sending?: Partial<Parameters<typeof openOutgoing>[0]>;
  /** A way to the database of that address. */
  way?: (url: string) => Promise<string>;
  /** What hashes passwords; the product's unless another is given. */
  passwords?: Passwords;
};

/** The real app on a fresh copy of the database. */
export async function startApp(
  env: Record<string, string> = {},
  { modules = MODULES, migration = '', sending = {}, way, passwords = passwordsOfTests() }: AppOptions = {},
) {
  const db = await copyDatabase(migration);
  const files = await mkdtemp(join(tmpdir(), 'mouse-files-'));
  const all: Record<string, string> = { ...TEST_ENV, DATABASE_URL: db.url, DATA_DIR: files, ...env };
  const config = loadConfig(all);
  noteSecrets([PASSWORD, ...SECRETS.map((name) => all[name])]);
  const errors: Fault[] = [];
  const log = await createLogger('trace', { out: keptLines(), tell: (it) => void errors.push(it) });
  const metrics = createMetrics();
  const database = openDatabase({ ...config.database, url: (await way?.(db.url)) ?? db.url }, log, metrics);
  const queue = await openQueue({ ...config.database, url: db.url }, log, metrics);
  const storage = openStorage(config.storage, log);
  const mail = config.smtp && openMail(config.smtp, { connectMs: 2_000, silentMs: 2_000, restMs: 0 });
  const outgoing = openOutgoing({ opened: config.webhookAllowlist, ...sending });
  await queue.declare(jobs({ config, database, queue, storage, mail, outgoing, views, metrics, log }, modules));
  const redis = config.redisUrl ? await openRedis(config.redisUrl, log) : undefined;
  const platform = {
    database,
    queue,
    redis,
    storage,
    metrics,
    log,
    mail,
    views,
    passwords,
    migrations: readMigrations().map(({ name }) => name),
    draining: () => false,
  };
  const app = createApp(config, platform, modules);
  const signedIn = new Map<PersonName, Promise<Visitor>>();
  return {
    app,
    config,
    db,
    database,
    queue,
    storage,
    views,
    metrics,
    modules,
    /** What the log was told of as an error, where LOG_LEVEL lets it be told. */
    errors,
    /** Sends the named jobs, then runs all that is due, one after another; says how each ended. */
    async runJobs(...names: string[]) {
      for (const name of names) await queue.send(name);
      return queue.runDue();
    },
    visitor: () => new Visitor(app),
    /** One of the cast, logged in through the login page; the same visitor each time. */
    as(name: PersonName): Promise<Visitor> {
      const known = signedIn.get(name) ?? logIn(new Visitor(app), name);
      signedIn.set(name, known);
      return known;
    },
    async stop(): Promise<void> {
      noteSecrets(await secretsOf(db));
      await queue.close();
      await database.close();
      redis?.close();
      mail?.close();
      await db.drop();
      await rm(files, { recursive: true, force: true });
    },
  };
}

/** What lets somebody in: sessions, and what went out by mail. */
async function secretsOf(db: TestDatabase): Promise<string[]> {
  const found = await db.rows<{ secret: string }>(
    `select sid as secret from sessions
      union select (regexp_matches(body_text, '[?&/](?:token|code)=([\\w-]+)', 'g'))[1] from mails`,
  );
  return found.map(({ secret }) => secret);
}

/** An app for all tests of a file; read it inside tests alone. */
export function useApp(env: Record<string, string> = {}, options: AppOptions = {}): { readonly current: TestApp } {
  let app: TestApp | undefined;
  beforeAll(async () => {
    app = await startApp(env, options);
  });
  afterAll(async () => app?.stop());
  return {
    get current() {
      if (!app) throw new Error('the app is there once the tests run');
      return app;
    },
  };
}

async function logIn(visitor: Visitor, name: PersonName): Promise<Visitor> {
  const login = await patiently(() => visitor.logIn(PEOPLE[name].email, PASSWORD));
  if (login.status !== 303) throw new Error(`${name} could not log in: ${login.status}`);
  // The token of the login page is worth nothing any more: the first form needs that of a page.
  const home = await patiently(() => visitor.get('/'));
  if (home.status !== 200) throw new Error(`${name} was let in but shown no page: ${home.status}`);
  return visitor;
}

/** Every route of the product, as it is mounted. */
export function routesOf({ config, database, queue, storage, views, metrics, modules }: TestApp): Route[] {
  return featureRoutes(
    config,
    {
      database,
      queue,
      storage,
      views,
      metrics,
      passwords: createPasswords(),
      redis: undefined,
      mail: undefined,
      migrations: [],
    },
    modules,
  );
}
