import { readFile, writeFile } from 'node:fs/promises';
import { LARGE_PARTS } from '../prisma/seed.js';
import { commitIn, VERSION } from '../src/platform/version.js';
import { wantBuild } from './support/bench-app.js';
import { withLargeDatabase } from './support/bench-database.js';
import type { Person } from './support/bench-people.js';
import { measuredOf, NAMES, viewOf } from './support/bench-product.js';
import { compared, machine, type Run } from './support/bench-report.js';
import { measureAll, type Settings } from './support/bench-run.js';
import { PARTS } from './support/bench-views.js';
import { plainScript, ScriptFault } from './support/script.js';

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
  long: {
    type: 'string',
    help: 'so many requests more of all that is measured, to see whether memory grows, such as 100000',
  },
  seconds: { type: 'string', help: 'about how long each is asked (default 3)' },
  json: { type: 'string', help: 'a file to keep the run in' },
  compare: { type: 'string', help: 'a file that a run was kept in, to hold this one against' },
} as const;

const WITH_FLOOR = ['list', 'item', 'dashboard', 'health', 'static'];
await plainScript({ usage, options }, async (args) => {
  wantBuild();
  const settings: Settings = {
    connections: numbersOf('connections', args.connections ?? (args.quick ? '16' : '1,16,64')),
    processes: numbersOf('processes', args.processes ?? '1'),
    seconds: numbersOf('seconds', args.seconds ?? '3')[0] ?? 3,
    long: args.long ? numbersOf('long', args.long)[0] : undefined,
  };
  const before = args.compare ? (JSON.parse(await readFile(args.compare, 'utf8')) as Run) : undefined;
  const chosen = chosenOf(args);
  const run: Run = {
    at: new Date().toISOString(),
    machine: machine(),
    commit: commitIn('dist/commit') ?? VERSION,
    lines: [],
  };
  await withLargeDatabase({ keep: args.keep, parts: chosen.rows }, async (database, url) => {
    run.lines = await measureAll(database, url, settings, chosen.measured);
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
