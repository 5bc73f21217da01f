import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seedLarge } from '../prisma/seed.js';
import { createPasswords } from '../src/platform/passwords.js';
import { openDatabase } from '../src/platform/postgres/database.js';
import { embeddedPostgres } from '../src/platform/postgres/embedded.js';
import { migrate } from '../src/platform/postgres/migrations.js';
import { Client } from './support/bench-client.js';
import { log, plainScript, ScriptFault } from './support/script.js';

const usage = `Times the lists and the search: the built app on loopback, one request after the other, a person with 10,000 of
1,000,000 items, 5,000 notes and 5,000 tasks, beside 100,000 contacts. What is measured is the whole answer as a client sees it, so the server's own time is below it.
Run npm run build first. The first run fills a database, which takes minutes.`;
const options = {
  keep: { type: 'string', help: 'a folder to keep the database in, for the next run (default: thrown away)' },
  requests: { type: 'string', help: 'how many of each (default 300)' },
} as const;

const APP = 'dist/src/main.js';
const PERSON = 'person001@large.example';
const PASSWORD = 'Measured-lantern9';
/** What it is called, where it is, and the frame that asks, where it is no whole page. */
const VIEWS: [name: string, path: string, frame?: string][] = [
  ['page 1', '/inventory'],
  ['listed and sold', '/inventory?state=listed&state=sold'],
  ['sold in a month', '/inventory?sold_on_from=2026-03-01&sold_on_to=2026-03-31'],
  ['worth 300.00 and more', '/inventory?fair_market_value_from=300&currency=USD'],
  ['search, many found', '/inventory?q=trail'],
  ['search, none found', '/inventory?q=zzzq'],
  ['totals of all', '/inventory/totals'],
  ['contacts, page 1', '/contacts'],
  ['contacts, next touch', '/contacts?sort=next_touch_on'],
  ['contacts, many found', '/contacts?q=quilgate'],
  ['contacts, first name', '/contacts?q=ana'],
  ['contacts, one found', '/contacts?q=ana.53412'],
  ['contacts, none found', '/contacts?q=zzzq'],
  ['companies, page 1', '/companies'],
  ['search for a word', '/search?q=trail'],
  ['search for two letters', '/search?q=an'],
  ['search with a slip', '/search?q=microfone'],
  ['search, a name slipped', '/search?q=quilgaet'],
  ['search, two words', '/search?q=northgate+bgas'],
  ['search for nothing', '/search?q=zzzqx'],
  ['search, in most notes', '/search?q=the'],
  ['search, in few notes', '/search?q=xylograph'],
  ['search, Chinese', '/search?q=%E5%B0%8F%E6%98%8E'],
  ['palette, in most notes', '/search?q=the', 'search-results'],
  ['palette, one letter more', '/search?q=quilg', 'search-results'],
];

await plainScript({ usage, options }, async ({ keep, requests }) => {
  if (!existsSync(APP)) throw new ScriptFault('There is no build. Run npm run build first.');
  const times = Number(requests ?? 300);
  if (!Number.isInteger(times) || times < 1) throw new ScriptFault('--requests must be a whole number.');
  const folder = keep ?? (await mkdtemp(join(tmpdir(), 'mouse-bench-')));
  const postgres = await embeddedPostgres(folder, { log });
  try {
    await fill(postgres.url);
    await measure(postgres.url, times);
  } finally {
    await postgres.release();
    if (!keep) await rm(folder, { recursive: true, force: true });
  }
});

async function fill(url: string): Promise<void> {
  await migrate(url, { log });
  const settings = { poolSize: 2, connectTimeoutMs: 5_000, idleTimeoutMs: 5_000, silenceTimeoutMs: 600_000 };
  const database = openDatabase(
    { ...settings, url, statementTimeoutMs: 600_000 },
    { warn: (_, message) => log.info(message) },
  );
  const passwords = createPasswords();
  try {
    const why = 'the bench needs its person';
    const seeded = await database.asSystem(why, (tx) => tx.user.count({ where: { email: PERSON } }));
    if (seeded === 0) {
      log.info('making 1,000,000 rows');
      await seedLarge(database, url, passwords);
      // As a database is that has been in use for a while: without it the server would do this on its own, during the measuring.
      await database.sessionStore.query(
        'vacuum (analyze) inventory_items, contacts, contact_points, contact_companies, notes, tasks',
      );
    }
    const passwordHash = await passwords.hash(PASSWORD);
    await database.asSystem(why, (tx) => tx.user.update({ where: { email: PERSON }, data: { passwordHash } }));
  } finally {
    await database.close();
  }
}

async function measure(url: string, times: number): Promise<void> {
  const app = await startApp(url);
  const client = new Client(app.url, new Agent({ keepAlive: true, maxSockets: 1 }));
  try {
    await client.logIn(PERSON, PASSWORD);
    process.stdout.write(
      `${'view'.padEnd(24)}${'median ms'.padStart(10)}${'p95 ms'.padStart(10)}${'HTML bytes'.padStart(12)}\n`,
    );
    for (const [name, view, frame] of VIEWS) {
      await client.report(name, view, times, frame);
      if (name === 'page 1') await client.report('page 400', await client.page('/inventory', 400), times);
    }
  } finally {
    await app.stop();
  }
}

async function startApp(url: string) {
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, [APP], {
    env: {
      PATH: process.env['PATH'] ?? '',
      NODE_ENV: 'production',
      APP_URL: address,
      PORT: String(port),
      DATABASE_URL: url,
      SESSION_SECRET: 'of the bench alone and long enough for what it is',
      ENCRYPTION_KEY: `bench:${Buffer.alloc(32, 1).toString('base64')}`,
      RATE_LIMIT_ALLOW_MEMORY: 'true',
      LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  for (let tries = 0; !(await answers(address)); tries += 1) {
    if (child.exitCode !== null || tries > 300) throw new ScriptFault('The app does not start.');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const ended = once(child, 'exit');
  return {
    url: address,
    async stop(): Promise<void> {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function answers(address: string): Promise<boolean> {
  return fetch(`${address}/ready`).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}
