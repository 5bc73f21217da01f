import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { SMTPServer } from 'smtp-server';
import { type Database, openDatabase } from '../src/platform/postgres/database.js';
import { type Sql, sql } from '../src/platform/postgres/sql.js';
import { Client } from './support/bench-client.js';
import { log, ScriptFault, script } from './support/script.js';
import { typedPassword } from './support/typed-password.js';

const usage = `Measures how long so many mails take through an SMTP server on loopback, with a worker that is killed with -9 in
their middle, and what pages take meanwhile. It writes mails to nobody into the database and removes them again; build first, and
let no other worker run on this database.`;
const options = {
  mails: { type: 'string', help: 'how many (default 10000)' },
  email: { type: 'string', help: 'whose pages are asked; the password comes on standard input' },
  page: { type: 'string', help: 'which page (default /)' },
} as const;

const WHY = 'the bench of mails';
const PAGES = 200;
const LIMIT_MS = 600_000;

await script({ usage, options }, async ({ args, config, url }) => {
  const count = Number(args.mails ?? 10_000);
  if (!Number.isInteger(count) || count < 10) throw new ScriptFault('--mails must be a whole number, 10 or more.');
  const server = await takeMails();
  const database = openDatabase({ ...config.database, url }, { warn: (_data, words) => log.info(words) });
  const env = { ...process.env, DATABASE_URL: url, ...server.env, LOG_LEVEL: 'error' };
  const app = args.email ? run(['dist/src/main.js', '--no-worker'], env, config.port) : undefined;
  const workers: ChildProcess[] = [];
  const startWorker = () => workers.push(run(['dist/src/worker.js'], env, config.port + 1));
  try {
    const pages = args.email ? await pagesOf(args.email, `http://127.0.0.1:${config.port}`) : undefined;
    const ask = async (when: string) => {
      const taken = await pages?.times(args.page ?? '/', PAGES);
      if (taken)
        console.log(
          `While ${when}, a page takes ${taken.median.toFixed(1)} ms (median), ${taken.p95.toFixed(1)} ms (95th).`,
        );
    };
    await ask('no mail leaves');
    await clear(database);
    await write(database, count);
    const began = Date.now();
    startWorker();
    await until(async () => server.arrived.length >= count / 4);
    await ask('mails leave');
    await until(async () => server.arrived.length >= count / 2);
    workers[0]?.kill('SIGKILL');
    startWorker();
    await until(async () => (await counted(database, sql`sent_at is not null`)) === count);
    const seconds = (Date.now() - began) / 1_000;
    const distinct = new Set(server.arrived).size;
    const marked = await counted(database, sql`in_doubt`);
    console.log(`${count} mails in ${seconds.toFixed(1)} s with one kill -9: ${count - distinct} lost,`);
    console.log(`${server.arrived.length - distinct} came twice, ${marked} marked as mails that may have.`);
  } finally {
    for (const child of [app, ...workers]) child?.kill('SIGKILL');
    await clear(database);
    await database.close();
    server.close();
  }
});

async function takeMails() {
  const arrived: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    async onData(stream, _session, done) {
      arrived.push(/^Message-ID: (.*)$/im.exec(await text(stream))?.[1] ?? '');
      done();
    },
  });
  server.on('error', () => undefined);
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const { port } = listening.address() as AddressInfo;
  const env = { SMTP_HOST: '127.0.0.1', SMTP_PORT: String(port), MAIL_FROM: 'bench@localhost' };
  return { arrived, env, close: () => server.close() };
}

function run(program: string[], env: NodeJS.ProcessEnv, port: number): ChildProcess {
  return spawn(process.execPath, program, {
    env: { ...env, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

async function pagesOf(email: string, base: string): Promise<Client> {
  const client = new Client(base, new Agent({ keepAlive: true, maxSockets: 1 }));
  const password = await typedPassword();
  await until(() =>
    fetch(`${base}/ready`).then(
      ({ ok }) => ok,
      () => false,
    ),
  );
  await client.logIn(email, password);
  return client;
}

// Written and never sent, as when an app was killed between the two: the worker finds them.
async function write(database: Database, count: number): Promise<void> {
  await database.asSystem(
    WHY,
    (tx) => tx.$executeRaw`
      insert into mails (id, user_id, about, to_address, subject, body_text, body_html, message_id, written_at)
      select id, (select min(id::text)::uuid from users), 'bench', 'nobody@localhost', 'Number ' || n, repeat('Words of a mail. ', 100),
        '<p>' || repeat('Words of a mail. ', 100) || '</p>', '<' || id || '@bench>', now() - interval '2 minutes'
      from (select gen_random_uuid() as id, n from generate_series(1, ${count}::int) n) made`,
  );
}

async function clear(database: Database): Promise<void> {
  await database.asSystem(WHY, (tx) => tx.$executeRaw`delete from mails where about = 'bench'`);
}

async function counted(database: Database, what: Sql): Promise<number> {
  const row = await database.readAsSystem(WHY, (db) =>
    db.row<{ n: number }>(sql`select count(*) as n from mails where about = 'bench' and ${what}`),
  );
  return row?.n ?? 0;
}

async function until(met: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + LIMIT_MS; !(await met()); await pause(200))
    if (Date.now() > end) throw new ScriptFault('It took more than ten minutes.');
}
