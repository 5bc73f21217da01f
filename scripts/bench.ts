import { mkdtemp, rm } from 'node:fs/promises';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fillLarge, type LargePart } from '../prisma/seed.js';
import { createPasswords } from '../src/platform/passwords.js';
import { type Database, openDatabase } from '../src/platform/postgres/database.js';
import { embeddedPostgres } from '../src/platform/postgres/embedded.js';
import { migrate } from '../src/platform/postgres/migrations.js';
import { startBuilt, wantBuild } from './support/bench-app.js';
import { Client } from './support/bench-client.js';
import { spentBetween, spentBy, spentByDatabase } from './support/bench-cpu.js';
import { PARTS, type View } from './support/bench-views.js';
import { log, plainScript, ScriptFault } from './support/script.js';

const usage = `Times pages: the built app on loopback, one request after the other, of a person with 10,000 of 1,000,000 items, 2,000
of 202,000 deals, 500 of 50,500 collabs and 120 of 12,000 affiliate months, 5,000 notes and 5,000 tasks, beside 100,000 contacts. What is measured is the whole answer
as a client sees it, so the server's own time is below it; how often the database was asked, six of them around every page; and what
a page costs in CPU of the database and of the server (on Linux), which a busy machine changes little. Run npm run build first. The
first run fills a database, which takes minutes.`;
const options = {
  keep: { type: 'string', help: 'a folder to keep the database in, for the next run (default: thrown away)' },
  requests: { type: 'string', help: 'how many of each (default 300)' },
  only: {
    type: 'string',
    help: `parts of it, with commas, for which alone rows are made: ${Object.keys(PARTS).join(', ')}`,
  },
} as const;

const PERSON = 'person001@large.example';
const PASSWORD = 'Measured-lantern9';
const WHY = 'the bench needs its person';
await plainScript({ usage, options }, async ({ keep, requests, only }) => {
  wantBuild();
  const times = Number(requests ?? 300);
  if (!Number.isInteger(times) || times < 1) throw new ScriptFault('--requests must be a whole number.');
  const parts = (only?.split(',') ?? Object.keys(PARTS)).map((name) => {
    const part = PARTS[name.trim()];
    if (!part) throw new ScriptFault(`--only takes ${Object.keys(PARTS).join(', ')}.`);
    return part;
  });
  const folder = keep ?? (await mkdtemp(join(tmpdir(), 'mouse-bench-')));
  const postgres = await embeddedPostgres(folder, { log });
  try {
    await migrate(postgres.url, { log });
    const settings = { poolSize: 2, connectTimeoutMs: 5_000, idleTimeoutMs: 5_000, silenceTimeoutMs: 600_000 };
    const database = openDatabase(
      { ...settings, url: postgres.url, statementTimeoutMs: 600_000 },
      { warn: (_, message) => log.info(message) },
    );
    try {
      await fill(database, postgres.url, new Set(parts.flatMap(({ rows }) => rows)));
      await measure(
        database,
        postgres.url,
        parts.flatMap((part) => part.views),
        times,
      );
    } finally {
      await database.close();
    }
  } finally {
    await postgres.release();
    if (!keep) await rm(folder, { recursive: true, force: true });
  }
});

// What is there stays, so that a kept database is filled in with what another run wants.
async function fill(database: Database, url: string, wanted: ReadonlySet<LargePart>): Promise<void> {
  const passwordHash = await createPasswords().hash(PASSWORD);
  const there = await database.asSystem(WHY, async (tx) => ({
    common: (await tx.user.count({ where: { email: PERSON } })) > 0,
    items: (await tx.$queryRaw<unknown[]>`select from inventory_items limit 1`).length > 0,
    deals: (await tx.$queryRaw<unknown[]>`select from deals limit 1`).length > 0,
    affiliates: (await tx.$queryRaw<unknown[]>`select from affiliate_months limit 1`).length > 0,
  }));
  const parts = (['common', 'items', 'deals', 'affiliates'] as const).filter(
    (part) => !there[part] && (part === 'common' || wanted.has(part)),
  );
  if (parts.length > 0) {
    log.info(`making rows: ${parts.join(', ')}`);
    await fillLarge(url, parts, passwordHash);
    // As a database is that has been in use for a while: without it the server would do this on its own, during the measuring.
    await database.sessionStore.query('vacuum (analyze)');
  }
  await database.asSystem(WHY, (tx) => tx.user.update({ where: { email: PERSON }, data: { passwordHash } }));
}

async function measure(database: Database, url: string, views: View[], times: number): Promise<void> {
  const app = await startBuilt(url);
  const client = new Client(app.url, new Agent({ keepAlive: true, maxSockets: 1 }));
  try {
    await client.logIn(PERSON, PASSWORD);
    const heads = ['median ms', 'p95 ms', 'HTML bytes', 'asked', 'database ms', 'server ms'];
    process.stdout.write(`${'view'.padEnd(26)}${heads.map((head) => head.padStart(12)).join('')}\n`);
    for (const [name, view, frame] of views) {
      const path = typeof view === 'string' ? view : await view(client);
      // The first ones warm the caches of both sides.
      await client.times(path, 10, frame);
      const read = async () => ({
        asked: await client.statements(),
        database: await spentByDatabase(database),
        server: await spentBy([app.pid]),
      });
      const before = await read();
      const { median, p95, bytes } = await client.times(path, times, frame);
      const after = await read();
      const a = (total: number) => (total / times).toFixed(1);
      const cpu = [spentBetween(before.database, after.database), spentBetween(before.server, after.server)];
      const cells = [median.toFixed(1), p95.toFixed(1), bytes, a(after.asked - before.asked), ...cpu.map(a)];
      process.stdout.write(`${name.padEnd(26)}${cells.map((cell) => String(cell).padStart(12)).join('')}\n`);
    }
  } finally {
    await app.stop();
  }
}
