import { Agent } from 'node:http';
import type { Database } from '../src/platform/postgres/database.js';
import { type Started, startBuilt, wantBuild } from './support/bench-app.js';
import { Client } from './support/bench-client.js';
import { postmasterOf, spentBy } from './support/bench-cpu.js';
import { GROWN, grownTo, PASSWORD, withLargeDatabase } from './support/bench-database.js';
import { plainScript, ScriptFault } from './support/script.js';

const usage = `Measures how pages grow with what somebody has: the same pages of four people with 1,000, 10,000, 100,000 and 1,000,000 items of
their own, one request after the other, beside a million of others. Medians of the whole answer and CPU of Postgres, in milliseconds.
Run npm run build first; the first run fills a database, which takes minutes.`;
const options = {
  keep: { type: 'string', help: 'a folder to keep the database in, for the next run (default: thrown away)' },
  requests: { type: 'string', help: 'how many of each (default 100)' },
} as const;

const VIEWS: [name: string, path: string][] = [
  ['list', '/inventory'],
  ['list, of two states', '/inventory?state=listed&state=sold'],
  ['list, by market value', '/inventory?sort=-fair_market_value'],
  ['search, many found', '/inventory?q=trail'],
  ['search, one found', '/inventory?q=sku-0000500'],
  ['search, none found', '/inventory?q=zzzq'],
  ['search of all, many', '/search?q=trail'],
  ['totals of all', '/inventory/totals'],
];
const WARM = 10;

type Measured = { median: number; database: number };

await plainScript({ usage, options }, async ({ keep, requests = '100' }) => {
  wantBuild();
  const times = Number(requests);
  if (!Number.isInteger(times) || times < 1) throw new ScriptFault('--requests must be a whole number.');
  await withLargeDatabase({ keep, parts: new Set(['items', 'growth']) }, async (database, url) => {
    const app = await startBuilt(url, {}, ['--no-worker']);
    try {
      const columns = [];
      for (const items of GROWN) columns.push(await measureOf(database, app, items, times));
      print(columns);
    } finally {
      await app.stop();
    }
  });
});

async function measureOf(database: Database, app: Started, items: number, times: number): Promise<Measured[]> {
  const client = new Client(app.url, new Agent({ keepAlive: true, maxSockets: 1 }), '10.0.2.1');
  await client.logIn(grownTo(items), PASSWORD);
  const postmaster = await postmasterOf(database);
  const found: Measured[] = [];
  for (const [, path] of VIEWS) {
    await client.times(path, WARM);
    const before = await spentBy(postmaster);
    const { median } = await client.times(path, times);
    found.push({ median, database: ((await spentBy(postmaster)) - before) / times });
  }
  return found;
}

function print(columns: Measured[][]): void {
  const heads = GROWN.map((items) => items.toLocaleString('en').padStart(20));
  process.stdout.write(`${'ms, and of it CPU of Postgres'.padEnd(30)}${heads.join('')}\n`);
  for (const [n, [name]] of VIEWS.entries()) {
    const cells = columns.map((column) => `${column[n]?.median.toFixed(1)} (${column[n]?.database.toFixed(1)})`);
    process.stdout.write(`${name.padEnd(30)}${cells.map((cell) => cell.padStart(20)).join('')}\n`);
  }
}
