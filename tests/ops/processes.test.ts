import { get } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRests } from '../../src/processes/rest.js';
import { TEST_ENV } from '../support/app.js';
import { copyDatabase, type TestDatabase } from '../support/database.js';
import { addPeople, keepDoing, peopleAtWork, tally, Worker } from '../support/load.js';
import { slowness } from '../support/pace.js';
import { PASSWORD } from '../support/people.js';
import { type AppProcess, HANGS_MS, PATIENT, runToEnd, startProcess, until } from '../support/process.js';
import { labelsOf } from '../support/prometheus.js';

type Line = { process?: number; pid?: number; msg: string; path?: string; job?: string };

const GUARDED = { METRICS_ENABLED: 'true', METRICS_GUARD: 'cidr', METRICS_GUARD_ALLOWLIST: '127.0.0.1/32' };
const TWO = { WEB_CONCURRENCY: '2', RATE_LIMIT_ALLOW_MEMORY: 'true' };

let db: TestDatabase;
let app: AppProcess;
let asked = 0;

beforeAll(async () => {
  db = await copyDatabase();
  // What is done by the clock is told at debug alone.
  app = await startProcess({ DATABASE_URL: db.url, LOG_LEVEL: 'debug', ...TWO, ...GUARDED, ...PATIENT });
  await until(async () => starts(2).length === 1, HANGS_MS);
});
afterAll(async () => {
  await app?.stop('SIGKILL');
  await db?.drop();
});

describe('two processes behind one port', () => {
  it('answer in turn, and are counted as one', async () => {
    for (let time = 0; time < 6; time += 1) expect(await ask('/auth/login')).toBe('200');
    await until(async () => answeredBy('/auth/login').length === 6, HANGS_MS);
    expect(tally(answeredBy('/auth/login'))).toEqual({ 1: 3, 2: 3 });
    const told = await metrics();
    expect(told('http_requests_total', { route: '/auth/login', status: '200' })).toEqual([6]);
    expect(told('http_request_duration_seconds_count', { route: '/auth/login' })).toEqual([6]);
  });

  it('are no sum where one figure stands for all, and each has its own memory', async () => {
    const told = await metrics();
    expect(told('build_info')).toEqual([1]);
    expect(told('storage_up')).toEqual([1]);
    const now = Date.now() / 1000;
    for (const at of [told('queue_worked_at'), told('process_start_time_seconds')].flat())
      expect(Math.abs(now - at)).toBeLessThan(600);
    const memory = ['1', '2'].map((process) => told('process_resident_memory_bytes', { process })[0] ?? 0);
    for (const bytes of memory) expect(bytes).toBeGreaterThan(50_000_000);
    expect(told('process_resident_memory_bytes')).toHaveLength(2);
  });

  it('leave the jobs to the first', async () => {
    const jobs = () => lines().filter((it) => it.msg === 'job done');
    await until(async () => jobs().length > 0, HANGS_MS);
    expect(jobs().filter((it) => it.process !== 1)).toEqual([]);
  });

  it('lose what one of them had in hand when it is killed, and nothing else; another one takes its place', async () => {
    const before = (await metrics())('http_requests_total', { route: '/auth/login', status: '200' });
    const [email = ''] = await addPeople(db.rows, 1, 'guest');
    const guests = [new Worker(app.url), new Worker(app.url)];
    for (const guest of guests) await guest.get('/auth/login');
    const forms = await Promise.all(guests.map((it) => it.begin('/auth/login', { email, password: PASSWORD })));
    process.kill(starts(2).at(-1) as number, 'SIGKILL');
    await until(async () => app.output().includes('a process has died'), HANGS_MS);
    const fates = await Promise.allSettled(forms.map((rest) => rest()));
    const told = fates.map((it) => (it.status === 'fulfilled' ? it.value.status : it.reason.code));
    expect(told.sort()).toEqual([303, 'ECONNRESET']);
    await until(async () => starts(2).length === 2, HANGS_MS);
    expect(new Set(starts(2)).size).toBe(2);
    expect(starts(1)).toHaveLength(1);
    for (let time = 0; time < 4; time += 1) expect(await ask('/alive')).toBe('200');
    const after = (await metrics())('http_requests_total', { route: '/auth/login', status: '200' });
    expect(after[0]).toBeGreaterThanOrEqual(before[0] as number);
    for (const guest of guests) guest.close();
  });

  it('say what they cannot have, and end with 1', async () => {
    const env = { ...TEST_ENV, ...TWO, DATABASE_URL: db.url, PORT: new URL(app.url).port };
    const { code, said } = await runToEnd(env);
    expect(said).toMatch(/PORT \d+ on 127\.0\.0\.1 cannot be listened on/);
    expect(code).toBe(1);
    const refused = await runToEnd({ ...env, DATABASE_URL: db.url.replace(/:[^:@/]+@/, ':wrong@') });
    expect(refused).toEqual({ code: 1, said: expect.stringContaining('refuses the login') });
  });

  it('fail no request when SIGTERM comes under load, and end with 0', async () => {
    const workers = await peopleAtWork(app.url, db.rows, 4);
    const outcomes: string[] = [];
    const comers = [1, 2, 3, 4].map(() => keepDoing(async () => outcomes.push(await ask('/auth/login'))));
    const kept = workers.map((it) => keepDoing(async () => outcomes.push(await outcomeOf(it.get('/inventory')))));
    await until(async () => outcomes.length > 40, HANGS_MS);
    const signalled = Date.now();
    app.child.kill('SIGTERM');
    expect(await app.stop()).toBe(0);
    expect(Date.now() - signalled).toBeLessThan(10_000 * (await slowness()));
    for (const load of [...comers, ...kept]) await load.stop();
    // Whoever comes when nobody listens any more is refused, and has sent nothing.
    expect(Object.keys(tally(outcomes)).sort()).toEqual(['200', 'ECONNREFUSED']);
    for (const worker of workers) worker.close();
  });
});

describe('a process that dies', () => {
  it('is started again at once, later each time it dies soon after, until that is of no use', () => {
    const rests = openRests();
    expect([1, 2, 3].map(() => rests.after(2, false))).toEqual([0, 1_000, 2_000]);
    expect(rests.isHopeless()).toBe(false);
    expect(rests.after(2, false)).toBe(4_000);
    expect(rests.isHopeless()).toBe(true);
    expect(rests.after(2, true)).toBe(0);
    expect(rests.isHopeless()).toBe(false);
    for (let time = 0; time < 9; time += 1) rests.after(1, false);
    expect(rests.after(1, false)).toBe(30_000);
  });
});

function lines(): Line[] {
  return (app.output().match(/^\{.*\}$/gm) ?? []).map((line) => JSON.parse(line));
}

/** The process ids that number `n` has had. */
function starts(n: number): number[] {
  return lines().flatMap(({ msg, pid }) => (pid && msg === `process ${n} of 2 serves` ? [pid] : []));
}

function answeredBy(path: string): number[] {
  return lines().flatMap((it) => (it.msg === 'request' && it.path === path && it.process ? [it.process] : []));
}

/** The values of a metric's series that have these labels. */
async function metrics() {
  const text = await (await fetch(`${app.url}/metrics`)).text();
  return (metric: string, labels: Record<string, string> = {}): number[] =>
    [...text.matchAll(/^(\w+)(\{.*\})? (\S+)$/gm)].flatMap(([line, name, , value]) => {
      const own = labelsOf(`${line}\n`)[0]?.labels ?? {};
      const fits = Object.entries(labels).every(([label, it]) => own[label] === it);
      return name === metric && fits ? [Number(value)] : [];
    });
}

/** The status of an answer on a connection of its own, or the code of its fault. */
function ask(path: string): Promise<string> {
  asked += 1;
  // As of many, so that no limit holds them up.
  const headers = { 'X-Forwarded-For': `198.51.100.${asked % 250}` };
  return new Promise((resolve) => {
    const sent = get(`${app.url}${path}`, { agent: false, headers }, (res) => {
      res.on('error', (error: NodeJS.ErrnoException) => resolve(`${error.code}`));
      res.resume().on('end', () => resolve(String(res.statusCode)));
    });
    sent.on('error', (error: NodeJS.ErrnoException) => resolve(`${error.code}`));
  });
}

async function outcomeOf(answer: Promise<{ status: number }>): Promise<string> {
  return answer.then(
    ({ status }) => String(status),
    (error: NodeJS.ErrnoException) => `${error.code}`,
  );
}
