import { readFile, writeFile } from 'node:fs/promises';
import { LARGE_PARTS } from '../prisma/seed.js';
import type { Database } from '../src/platform/postgres/database.js';
import { VERSION } from '../src/platform/version.js';
import { type Started, startBuilt, startFloor, wantBuild } from './support/bench-app.js';
import { withLargeDatabase } from './support/bench-database.js';
import { dashboardStatement } from './support/bench-floor-dashboard.js';
import { type Figures, measure, tripsOf } from './support/bench-measure.js';
import { logInAll, type Person } from './support/bench-people.js';
import { CREATED, type Floor, type Measured, measuredOf, NAMES, viewOf } from './support/bench-product.js';
import { compared, head, type Line, machine, printed, type Run } from './support/bench-report.js';
import type { Trips } from './support/bench-trips.js';
import { PARTS } from './support/bench-views.js';
import { log, plainScript, ScriptFault } from './support/script.js';

const usage = `Measures how fast the product is: the built app as production runs it, on loopback, on the large seed, asked by all of its
hundred people at once, beside a floor of node:http and pg that answers the same rows in as many bytes. Times are in milliseconds, as
a client sees them; CPU is that of one answer, of the app's processes and of all of Postgres's (on Linux), which a busy machine
changes little. Ends with 1 where an answer is no 2xx or 3xx. Run npm run build first; the first run fills a database, which takes
minutes. docs/performance.md says what each figure means.`;
const options = {
  keep: { type: 'string', help: 'a folder to keep the database in, for the next run (default: thrown away)' },
  quick: { type: 'boolean', help: 'what has a floor, over 16 connections: less than two minutes' },
  only: { type: 'string', help: `what alone is measured, with commas: ${NAMES.join(', ')}` },
  views: { type: 'string', help: `pages of these parts instead, with commas: ${Object.keys(PARTS).join(', ')}` },
  connections: { type: 'string', help: 'over how many connections at once, with commas (default 1,16,64)' },
  processes: { type: 'string', help: 'WEB_CONCURRENCY, with commas (default 1)' },
  seconds: { type: 'string', help: 'about how long each is asked (default 3)' },
  json: { type: 'string', help: 'a file to keep the run in' },
  compare: { type: 'string', help: 'a file that a run was kept in, to hold this one against' },
} as const;

const WITH_FLOOR = ['list', 'item', 'dashboard', 'health', 'static'];
/** As many as the app has connections to its database. */
const FLOOR_PEOPLE = 10;
/** About what the floor's own head takes of an answer. */
const HEAD_BYTES = 200;
const WHY = 'what the bench created goes';

type Settings = { connections: number[]; processes: number[]; seconds: number };

await plainScript({ usage, options }, async (args) => {
  wantBuild();
  const settings: Settings = {
    connections: numbersOf('connections', args.connections ?? (args.quick ? '16' : '1,16,64')),
    processes: numbersOf('processes', args.processes ?? '1'),
    seconds: numbersOf('seconds', args.seconds ?? '3')[0] ?? 3,
  };
  const before = args.compare ? (JSON.parse(await readFile(args.compare, 'utf8')) as Run) : undefined;
  const chosen = chosenOf(args);
  const run: Run = { at: new Date().toISOString(), machine: machine(), commit: VERSION, lines: [] };
  await withLargeDatabase({ keep: args.keep, parts: chosen.rows }, async (database, url) => {
    await measureAll(database, url, settings, chosen.measured, (line) => {
      run.lines.push(line);
      process.stdout.write(`${printed(line)}\n`);
    });
  });
  if (args.json) await writeFile(args.json, `${JSON.stringify(run, null, 1)}\n`);
  if (before) process.stdout.write(`\n${compared(run.lines, before)}\n`);
  const faults = run.lines.flatMap((line) => [...line.faults, ...(line.floor?.faults ?? [])]);
  if (faults.length > 0) throw new ScriptFault(`\nNot everything was answered:\n${faults.join('\n')}`);
});

function chosenOf({ only, views, quick }: { only?: string | undefined; views?: string | undefined; quick: boolean }) {
  if (views) {
    const parts = listOf('views', views, Object.keys(PARTS)).flatMap((name) => PARTS[name] ?? []);
    return {
      rows: new Set(parts.flatMap(({ rows }) => rows)),
      measured: (people: Person[]) =>
        Promise.all(parts.flatMap((part) => part.views).map((view) => viewOf(view, people))),
    };
  }
  const names = only ? listOf('only', only, NAMES) : quick ? WITH_FLOOR : NAMES;
  return { rows: new Set(LARGE_PARTS), measured: (people: Person[]) => measuredOf(names, people) };
}

async function measureAll(
  database: Database,
  url: string,
  { connections, processes, seconds }: Settings,
  measuredBy: (people: Person[]) => Promise<Measured[]>,
  tell: (line: Line) => void,
): Promise<void> {
  let ready: Awaited<ReturnType<typeof prepare>> | undefined;
  const floors = new Map<string, Figures>();
  try {
    for (const each of processes) {
      const app = await startBuilt(url, { WEB_CONCURRENCY: String(each) }, ['--no-worker']);
      try {
        log.info(
          `${each} of ${processes.join(', ')} processes: the first answer came after ${app.startMs.toFixed(0)} ms`,
        );
        ready ??= await prepare(database, url, app, measuredBy);
        process.stdout.write(`${head()}\n`);
        for (const asked of ready.measured) {
          for (const over of connections) {
            const how = { connections: over, seconds };
            const key = `${asked.floor} ${over}`;
            if (asked.floor && ready.floor && !floors.has(key))
              floors.set(key, await measure(database, ready.floor, floorAsked(asked.floor), how));
            const figures = await measure(database, app, asked, how);
            const line = { name: asked.name, connections: over, processes: each, ...figures };
            tell({ ...line, ...ready.trips.get(asked.name), bytes: figures.bytes, floor: floors.get(key) });
          }
        }
      } finally {
        await app.stop();
      }
    }
  } finally {
    await ready?.floor?.stop();
    await database.asSystem(WHY, (tx) => tx.$executeRaw`delete from inventory_items where name = ${CREATED}`, 60_000);
  }
}

async function prepare(
  database: Database,
  url: string,
  app: Started,
  measuredBy: (people: Person[]) => Promise<Measured[]>,
) {
  const people = await logInAll(database, app.url);
  const measured = await measuredBy(people);
  const trips = await tripsOf(url, measured);
  const floor = measured.some((it) => it.floor) ? await floorFor(url, people, trips) : undefined;
  return { measured, trips, floor };
}

async function floorFor(
  url: string,
  people: Person[],
  trips: Map<string, Trips & { bytes: number }>,
): Promise<Started> {
  const bytes = (name: string) => Math.max(0, Math.round((trips.get(name)?.bytes ?? 0) - HEAD_BYTES));
  const some = people.slice(0, FLOOR_PEOPLE);
  const records = await Promise.all(some.map(({ client }) => client.first('/inventory')));
  return startFloor({
    url,
    dashboard: await dashboardStatement(),
    people: some.map(({ id }, n) => ({ id, record: records[n]?.split('/').at(-1) ?? '' })),
    bytes: {
      list: bytes('list'),
      record: bytes('item'),
      dashboard: bytes('dashboard'),
      health: 0,
      static: bytes('static'),
    },
  });
}

function floorAsked(floor: Floor) {
  return { name: `the floor of ${floor}`, requests: [{ path: `/${floor}` }] };
}

function listOf(option: string, text: string, known: readonly string[]): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.some((name) => !known.includes(name))) throw new ScriptFault(`--${option} takes ${known.join(', ')}.`);
  return names;
}

function numbersOf(option: string, text: string): number[] {
  const numbers = text.split(',').map(Number);
  if (numbers.some((it) => !Number.isInteger(it) || it < 1))
    throw new ScriptFault(`--${option} takes whole numbers from 1.`);
  return numbers;
}
