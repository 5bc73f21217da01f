import { writeFile } from 'node:fs/promises';
import { Agent } from 'node:http';
import type { Database } from '../src/platform/postgres/database.js';
import { commitIn, VERSION } from '../src/platform/version.js';
import { type Started, startBuilt, wantBuild } from './support/bench-app.js';
import { Client } from './support/bench-client.js';
import { postmasterOf, spentBy } from './support/bench-cpu.js';
import { GROWN, grownTo, PASSWORD, withLargeDatabase } from './support/bench-database.js';
import { machine } from './support/bench-report.js';
import { plainScript, ScriptFault } from './support/script.js';

const usage = `Measures how pages grow with what somebody has: the same pages of four people with 1,000, 10,000, 100,000 and 1,000,000 items of
their own, one request after the other, beside a million of others. Medians of the whole answer and CPU of Postgres, in milliseconds;
behind them the rate with 1,000,000 as a share of that with 10,000, by the medians. Prints each page as it is measured, in some five
minutes. Run npm run build first; the first run fills a database, which takes minutes.`;
const options = {
  keep: { type: 'string', help: 'a folder to keep the database in, for the next run (default: thrown away)' },
  seconds: {
    type: 'string',
    help: 'how long a page is asked for, all four together, unless a turn takes longer (default 12)',
  },
  json: { type: 'string', help: 'a file to keep the run in' },
} as const;

/** How many items a page of the list has. */
const PAGE = 25;
const FAR = 400;
const LIST = '/inventory';
const VIEWS: [name: string, path: string][] = [
  ['list', LIST],
  [`list, page ${FAR}`, ''],
  ['list, of two states', '/inventory?state=listed&state=sold'],
  ['list, by market value', '/inventory?sort=-fair_market_value'],
  ['list, by category', '/inventory?sort=category'],
  ['search, many found', '/inventory?q=trail'],
  ['search, one found', '/inventory?q=sku-0000500'],
  ['search, none found', '/inventory?q=zzzq'],
  ['search of all, many', '/search?q=trail'],
  ['totals of all', '/inventory/totals'],
];
/** They ask in turns, so many times each, so that what else a machine does strikes all of them; all of it stays under the limit of pages. */
const TURN = 10;
const TURNS = 10;

type Cell = { items: number; asked: number; median: number; database: number };
type Asker = { items: number; client: Client; far: string | undefined };

await plainScript({ usage, options }, async ({ keep, seconds = '12', json }) => {
  wantBuild();
  const longest = Number(seconds);
  if (!(longest > 0)) throw new ScriptFault('--seconds must be a number.');
  await withLargeDatabase({ keep, parts: new Set(['items', 'growth']) }, async (database, url) => {
    const app = await startBuilt(url, {}, ['--no-worker']);
    try {
      process.stdout.write(
        `${machine()}\n${row(
          'ms, CPU of Postgres',
          GROWN.map((it) => it.toLocaleString('en')),
          '',
        )}\n`,
      );
      const lines = await measureAll(database, app, longest);
      const run = {
        at: new Date().toISOString(),
        machine: machine(),
        commit: commitIn('dist/commit') ?? VERSION,
        lines,
      };
      if (json) await writeFile(json, `${JSON.stringify(run, null, 1)}\n`);
    } finally {
      await app.stop();
    }
  });
});

async function measureAll(database: Database, app: Started, seconds: number) {
  const askers = await Promise.all(GROWN.map((items, n) => askerOf(app, items, n)));
  const postmaster = await postmasterOf(database);
  const lines = [];
  for (const [name, path] of VIEWS) {
    const asking = askers.flatMap(({ items, client, far }) => {
      const at = path || far;
      return at ? [{ items, client, path: at, taken: [] as number[], spent: 0 }] : [];
    });
    for (const { client, path } of asking) await client.times(path, TURN / 2);
    for (let turn = 0, began = performance.now(); turn < TURNS && performance.now() - began < seconds * 1000; turn += 1)
      for (const it of asking) {
        const before = await spentBy(postmaster);
        it.taken.push(...(await it.client.times(it.path, TURN)).taken);
        it.spent += (await spentBy(postmaster)) - before;
      }
    const cells = asking.map(({ items, taken, spent }): Cell => {
      const median = taken.toSorted((a, b) => a - b)[taken.length >> 1] ?? Number.NaN;
      return { items, asked: taken.length, median, database: spent / taken.length };
    });
    print(name, cells);
    lines.push({ name, cells });
  }
  return lines;
}

async function askerOf(app: Started, items: number, n: number): Promise<Asker> {
  const client = new Client(app.url, new Agent({ keepAlive: true, maxSockets: 1 }), `10.0.2.${n + 1}`);
  await client.logIn(grownTo(items), PASSWORD);
  return { items, client, far: items < FAR * PAGE ? undefined : await client.page(LIST, FAR) };
}

function print(name: string, cells: readonly Cell[]): void {
  const of = (items: number) => cells.find((it) => it.items === items);
  const texts = GROWN.map(of).map((cell) => (cell ? `${cell.median.toFixed(1)} (${cell.database.toFixed(1)})` : '–'));
  const kept = (of(10_000)?.median ?? 0) / (of(1_000_000)?.median ?? 0);
  process.stdout.write(`${row(name, texts, kept.toFixed(2))}\n`);
}

function row(name: string, cells: readonly string[], kept: string): string {
  return `${name.padEnd(24)}${cells.map((cell) => cell.padStart(17)).join('')}${kept.padStart(8)}`;
}
