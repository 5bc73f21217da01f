import { mkdtemp, rm } from 'node:fs/promises';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fillLarge } from '../prisma/seed.js';
import { createPasswords } from '../src/platform/passwords.js';
import { type Database, openDatabase } from '../src/platform/postgres/database.js';
import { embeddedPostgres } from '../src/platform/postgres/embedded.js';
import { migrate } from '../src/platform/postgres/migrations.js';
import { startBuilt, startWorker, wantBuild } from './support/bench-app.js';
import { Client } from './support/bench-client.js';
import { postmasterOf, spentBy } from './support/bench-cpu.js';
import { peakOf } from './support/bench-memory.js';
import { TABLES, type TableOf } from './support/bench-tables.js';
import { log, plainScript, ScriptFault } from './support/script.js';

const usage = `Measures tables that are brought in, through the pages and by a worker: how long their check, bringing them in, changing all
of it by a second file, and taking it back take, how much the app and the worker grow, and what a list takes meanwhile. It makes a database of its own.
Run npm run build first.`;
const options = {
  only: { type: 'string', help: `which tables, with commas: ${Object.keys(TABLES).join(', ')}` },
  rows: { type: 'string', help: 'how many rows (default: 100000 of inventory, 10000 of others)' },
} as const;

const PERSON = 'person001@large.example';
const PASSWORD = 'Measured-lantern9';
const LIMIT_MS = 1_800_000;

await plainScript({ usage, options }, async ({ only, rows }) => {
  wantBuild();
  const names = only?.split(',').map((it) => it.trim()) ?? Object.keys(TABLES);
  const folder = await mkdtemp(join(tmpdir(), 'mouse-bench-'));
  const postgres = await embeddedPostgres(folder, { log });
  try {
    await migrate(postgres.url, { log });
    await fillLarge(postgres.url, ['common'], await createPasswords().hash(PASSWORD));
    const settings = { poolSize: 1, connectTimeoutMs: 5_000, idleTimeoutMs: 5_000, silenceTimeoutMs: 600_000 };
    const database = openDatabase(
      { ...settings, url: postgres.url, statementTimeoutMs: 600_000 },
      { warn: (_, message) => log.info(message) },
    );
    await database.sessionStore.query('vacuum (analyze)');
    for (const name of names) {
      const table = TABLES[name];
      if (!table) throw new ScriptFault(`--only takes ${Object.keys(TABLES).join(', ')}.`);
      await measure(postgres.url, name, table, Number(rows ?? table.rows), database);
    }
    await database.close();
  } finally {
    await postgres.release();
    await rm(folder, { recursive: true, force: true });
  }
});

async function measure(url: string, module: string, table: TableOf, rows: number, database: Database): Promise<void> {
  const app = await startBuilt(url, {}, ['--no-worker']);
  const worker = await startWorker(url, app.url);
  const client = () => new Client(app.url, new Agent({ keepAlive: true, maxSockets: 1 }));
  try {
    const [person, reader] = [client(), client()];
    for (const it of [person, reader]) await it.logIn(PERSON, PASSWORD);
    await reader.times(`/${module}`, 20);
    const idle = (await reader.times(`/${module}`, 100)).median;
    process.stdout.write(
      `${module}, ${rows} rows: a list takes ${idle.toFixed(1)} ms (median) while nothing is brought in\n`,
    );
    const run = (what: string, work: () => Promise<void>) =>
      timed(what, work, { reader, module, app, worker, database });
    const path = await sent(person, module, table.csv(rows));
    await run('check', () => check(person, path, {}, rows));
    let batch = '';
    await run('bring in', async () => {
      batch = await broughtIn(person, path, rows);
    });
    if (table.key) {
      const second = await sent(person, module, table.csv(rows, true));
      await run('check of changes', () => check(person, second, { key: table.key ?? '', does: 'update' }, rows));
      let changed = '';
      await run('change', async () => {
        changed = await broughtIn(person, second, rows);
      });
      await run('undo of changes', () => undone(person, changed));
    }
    await run('undo', () => undone(person, batch));
  } finally {
    await worker.stop();
    await app.stop();
  }
}

type Beside = { reader: Client; module: string; app: { pid: number }; worker: { pid: number }; database: Database };

/** Does something, and tells how long it took, by how much the processes grew, and what a list took meanwhile. */
async function timed(
  what: string,
  work: () => Promise<void>,
  { reader, module, app, worker, database }: Beside,
): Promise<void> {
  const grown = await peakOf({ app: app.pid, worker: worker.pid });
  const pids = [app.pid, worker.pid, await postmasterOf(database)];
  const spent = () => Promise.all(pids.map(spentBy));
  const before = await spent();
  const began = Date.now();
  let isOver = false;
  const working = work().finally(() => {
    isOver = true;
  });
  const medians: number[] = [];
  while (!isOver) {
    medians.push((await reader.times(`/${module}`, 10)).median);
    // Person and reader are one: whoever asks for more than 1,200 pages a minute waits for the next.
    await pause(1_000);
  }
  await working;
  const seconds = (Date.now() - began) / 1_000;
  const after = await spent();
  const cpu = after.map((it, n) => ((it - (before[n] ?? 0)) / 1_000).toFixed(1));
  const median = medians.sort((one, other) => one - other)[Math.floor(medians.length / 2)] ?? 0;
  const { app: a, worker: w } = await grown();
  const cells = [
    what.padEnd(18),
    `${seconds.toFixed(1)} s`.padStart(9),
    `a list ${median.toFixed(1)} ms`.padStart(18),
    `app +${a} MB, worker +${w} MB`.padStart(28),
    `CPU: app ${cpu[0]} s, worker ${cpu[1]} s, database ${cpu[2]} s`,
  ];
  process.stdout.write(`${cells.join('  ')}\n`);
}

async function sent(person: Client, module: string, csv: string): Promise<string> {
  const answer = await person.sendFile('/import', { module }, 'bench.csv', Buffer.from(csv));
  if (answer.status !== 303) throw new ScriptFault(`Sending the table answered ${answer.status}.`);
  return String(answer.headers.location);
}

async function check(person: Client, path: string, said: Record<string, string>, rows: number): Promise<void> {
  const answer = await person.post(path, path, { go: 'check', ...said });
  if (answer.status !== 303) throw new ScriptFault(`The columns of the table answered ${answer.status}.`);
  const found = `Bring in ${rows.toLocaleString('en')} rows`;
  const page = await until(person, path, (body) => !body.includes('rows so far'));
  if (!page.includes(found)) throw new ScriptFault(`The check did not end with “${found}”.`);
}

async function broughtIn(person: Client, path: string, rows: number): Promise<string> {
  const answer = await person.post(path, `${path}/bringing-in`, {});
  const batch = String(answer.headers.location);
  const said = await until(person, batch, (body) => body.includes('brought in of') || body.includes('was given up'));
  if (!said.includes(`${rows.toLocaleString('en')} `)) throw new ScriptFault('Not all rows were brought in.');
  return batch;
}

async function undone(person: Client, batch: string): Promise<void> {
  await person.post(batch, `${batch}/undo`, {});
  await until(person, batch, (body) => body.includes('Undone: '));
}

async function until(person: Client, path: string, met: (body: string) => boolean): Promise<string> {
  for (const end = Date.now() + LIMIT_MS; Date.now() < end; await pause(500)) {
    const { body } = await person.get(path);
    if (met(body)) return body;
  }
  throw new ScriptFault('It took more than half an hour.');
}
