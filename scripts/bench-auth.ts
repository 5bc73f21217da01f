import { randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLockout } from '../src/features/auth/index.js';
import { createPasswords } from '../src/platform/passwords.js';
import { type Database, openDatabase } from '../src/platform/postgres/database.js';
import { embeddedPostgres } from '../src/platform/postgres/embedded.js';
import { migrate } from '../src/platform/postgres/migrations.js';
import { startBuilt, wantBuild } from './support/bench-app.js';
import { log, plainScript, ScriptFault } from './support/script.js';

const usage = `Measures logging in: whether the time of an answer tells which addresses have an account (medians of tries in turns; they
stay within 5 ms of each other), and what is left of a list's rate while clients log in over and over (a quarter at least). The built
app on loopback; it wants an idle machine. Run npm run build first.`;
const options = {
  tries: { type: 'string', help: 'how many of each answer (default 200)' },
  clients: { type: 'string', help: 'how many log in over and over (default 16)' },
  seconds: { type: 'string', help: 'how long the list is asked for (default 10)' },
} as const;

const PASSWORD = 'Measured-lantern9';
const WHY = 'the bench needs its people';
/** So many read that the limit of pages stops none of them. */
const READERS = 60;
const AT_ONCE = 4;

await plainScript({ usage, options }, async ({ tries = '200', clients = '16', seconds = '10' }) => {
  wantBuild();
  const folder = await mkdtemp(join(tmpdir(), 'mouse-bench-'));
  const postgres = await embeddedPostgres(folder, { log });
  try {
    await migrate(postgres.url, { log });
    await withDatabase(postgres.url, makePeople);
    // No wrong password of the bench sets a lock: the one that is measured is there already.
    const app = await startBuilt(postgres.url, {
      AUTH_LOGIN_MAX_ATTEMPTS: '1000',
      // Nobody takes the mails: what is measured is the answer, which waits for none.
      SMTP_HOST: '127.0.0.1',
      SMTP_PORT: '9',
      MAIL_FROM: 'bench@bench.example',
    });
    try {
      await measureAnswers(app.url, Number(tries));
      await measureRate(app.url, Number(clients), Number(seconds));
    } finally {
      await app.stop();
    }
  } finally {
    await postgres.release();
    await rm(folder, { recursive: true, force: true });
  }
});

async function withDatabase(url: string, work: (database: Database) => Promise<void>): Promise<void> {
  const settings = { poolSize: 2, connectTimeoutMs: 5_000, idleTimeoutMs: 5_000, silenceTimeoutMs: 60_000 };
  const database = openDatabase({ ...settings, url, statementTimeoutMs: 60_000 }, { warn: () => undefined });
  await work(database).finally(() => database.close());
}

async function makePeople(database: Database): Promise<void> {
  const hash = await createPasswords().hash(PASSWORD);
  const lockout = createLockout({
    auth: { maxAttempts: 1, lockoutMinutes: [1440], attemptWindowMinutes: 15 },
    encryptionKeys: [{ id: 'bench', key: Buffer.alloc(32, 1) }],
  });
  await database.asSystem(WHY, async (tx) => {
    const names = ['known', 'locked', 'waiting', ...Array.from({ length: READERS }, (_, n) => `reader${n}`)];
    await tx.$executeRaw`
      insert into users (id, email, password_hash, is_approved)
      select gen_random_uuid(), name || '@bench.example', ${hash}, name <> 'waiting' from unnest(${names}::text[]) as name`;
    await lockout.failed(tx, 'locked@bench.example');
  });
}

async function measureAnswers(base: string, tries: number): Promise<void> {
  const login = (email: string, password: string) => () =>
    send(base, '/auth/login', { email: `${email}@bench.example`, password });
  const forgot = (email: string) => () => send(base, '/auth/forgot-password', { email: `${email}@bench.example` });
  const answers = {
    'login, unknown address': login('nobody', PASSWORD),
    'login, wrong password': login('known', 'Wrong-lantern9'),
    'login, locked account': login('locked', PASSWORD),
    'login, waiting for approval': login('waiting', PASSWORD),
    'forgotten password, an account': forgot('known'),
    'forgotten password, none': forgot('nobody'),
  };
  const taken = new Map<string, number[]>(Object.keys(answers).map((name) => [name, []]));
  // In turns, each of them first as often, so that what else the machine does is alike for all: a mail that was asked for is still written.
  const all = Object.entries(answers);
  for (let n = 0; n < tries; n += 1)
    for (const [name, ask] of [...all.slice(n % all.length), ...all.slice(0, n % all.length)])
      taken.get(name)?.push(await ask());
  for (const [name, times] of taken) log.info(`${name.padEnd(32)} median ${median(times).toFixed(1)} ms`);
}

async function measureRate(base: string, clients: number, seconds: number): Promise<void> {
  const cookies: string[] = [];
  for (let n = 0; n < READERS; n += 1) cookies.push((await logIn(base, `reader${n}@bench.example`)).cookie);
  const alone = await rate(base, cookies, seconds);
  let over = false;
  let logins = 0;
  const loggingIn = Array.from({ length: clients }, async () => {
    while (!over) {
      if ((await logIn(base, 'known@bench.example')).status === 303) logins += 1;
    }
  });
  const beside = await rate(base, cookies, seconds);
  over = true;
  await Promise.all(loggingIn);
  log.info(`the list alone                   ${alone.toFixed(1)} a second`);
  log.info(`while ${clients} clients log in          ${beside.toFixed(1)} a second`);
  log.info(`which is ${((100 * beside) / alone).toFixed(0)} %; ${(logins / seconds).toFixed(1)} logins a second`);
}

/** How often a second the list is answered to a few who ask at once. */
async function rate(base: string, cookies: string[], seconds: number): Promise<number> {
  const end = Date.now() + seconds * 1000;
  let answered = 0;
  const asking = Array.from({ length: AT_ONCE }, async () => {
    while (Date.now() < end) {
      const cookie = cookies[answered % cookies.length] ?? '';
      const headers = { cookie, accept: 'text/html', 'x-forwarded-for': anyClient() };
      const answer = await fetch(`${base}/inventory`, { headers });
      await answer.text();
      if (answer.status !== 200) throw new ScriptFault(`The list answered ${answer.status}.`);
      answered += 1;
    }
  });
  await Promise.all(asking);
  return answered / seconds;
}

async function logIn(base: string, email: string): Promise<{ status: number; cookie: string }> {
  const { cookie, token } = await formOf(base, '/auth/login');
  const answer = await post(base, '/auth/login', cookie, { csrf_token: token, email, password: PASSWORD });
  return { status: answer.status, cookie: cookieOf(answer) };
}

/** How long the answer to a form takes, in milliseconds. */
async function send(base: string, path: string, fields: Record<string, string>): Promise<number> {
  const { cookie, token } = await formOf(base, path);
  const began = performance.now();
  const answer = await post(base, path, cookie, { csrf_token: token, ...fields });
  const ms = performance.now() - began;
  if (![303, 422].includes(answer.status)) throw new ScriptFault(`${path} answered ${answer.status}.`);
  return ms;
}

async function formOf(base: string, path: string): Promise<{ cookie: string; token: string }> {
  const answer = await fetch(base + path, { headers: { accept: 'text/html', 'x-forwarded-for': anyClient() } });
  if (answer.status !== 200) throw new ScriptFault(`${path} answered ${answer.status}.`);
  const token = /name="csrf_token" value="([^"]+)"/.exec(await answer.text())?.[1] ?? '';
  return { cookie: cookieOf(answer), token };
}

async function post(base: string, path: string, cookie: string, fields: Record<string, string>): Promise<Response> {
  const headers = { cookie, accept: 'text/html', 'x-forwarded-for': anyClient() };
  const body = new URLSearchParams(fields);
  const answer = await fetch(base + path, { method: 'POST', headers, body, redirect: 'manual' });
  await answer.arrayBuffer();
  return answer;
}

// Each request from an address of its own, so that no limit of a client is met.
function anyClient(): string {
  return `10.${randomInt(256)}.${randomInt(256)}.${randomInt(1, 255)}`;
}

function cookieOf(answer: Response): string {
  return answer.headers
    .getSetCookie()
    .map((it) => it.split(';')[0])
    .join('; ');
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
