import { createHmac, hkdfSync } from 'node:crypto';
import { hash } from '@node-rs/argon2';
import { beforeAll, describe, expect, it } from 'vitest';
import { createLockout, type LoginFailure } from '../../src/features/auth/lockout.js';
import { type Credentials, logIn } from '../../src/features/auth/log-in.js';
import { createPasswords } from '../../src/platform/passwords.js';
import { type TestApp, useApp } from '../support/app.js';
import { PASSWORD, PEOPLE } from '../support/people.js';
import { type AppProcess, startProcess } from '../support/process.js';
import { textOf, Visitor } from '../support/visitor.js';

const AUTH = { maxAttempts: 5, lockoutMinutes: [5, 15, 60, 1440], attemptWindowMinutes: 15 };
const key = (id: string, byte: number) => ({ id, key: Buffer.alloc(32, byte) });
const lockout = createLockout({ auth: AUTH, encryptionKeys: [key('new', 7)] });

const fresh = useApp();
let app: TestApp;
beforeAll(() => {
  app = fresh.current;
});

let addresses = 0;
function anAddress(): string {
  addresses += 1;
  return `nobody-${addresses}@park.example`;
}

const fail = (address: string, by = lockout): Promise<LoginFailure> =>
  app.database.asSystem('a test', (tx) => by.failed(tx, address));
const lockedFor = (address: string, by = lockout) => app.database.asSystem('a test', (tx) => by.lockedFor(tx, address));
const pass = (address: string, by = lockout) => app.database.asSystem('a test', (tx) => by.passed(tx, address));

async function failTimes(times: number, address: string): Promise<LoginFailure[]> {
  const failures: LoginFailure[] = [];
  for (let time = 0; time < times; time += 1) failures.push(await fail(address));
  return failures;
}

/** Lets time pass for every row: they move back instead. */
async function later(minutes: number): Promise<void> {
  await app.db.rows(
    `update login_attempts set last_failed_at = last_failed_at - make_interval(mins => $1),
     locked_until = locked_until - make_interval(mins => $1)`,
    [minutes],
  );
}

async function rowOf(address: string) {
  const secret = Buffer.from(hkdfSync('sha256', Buffer.alloc(32, 7), '', 'login attempts', 32));
  const hidden = `id:${createHmac('sha256', secret).update(address).digest('base64url')}`;
  const [row] = await app.db.rows<{ failures: number; locked_until: Date | null }>(
    'select * from login_attempts where key = $1',
    [hidden],
  );
  return row;
}

describe('the lockout of an address', () => {
  it('begins with the 5th failure: 5 minutes, then 15, 60, 1440, and 1440 again', async () => {
    const address = anAddress();
    expect(await failTimes(4, address)).toEqual(Array(4).fill({ counted: true, minutes: undefined }));
    for (const minutes of [5, 15, 60, 1440, 1440]) {
      expect(await fail(address)).toEqual({ counted: true, minutes });
      await later(minutes);
    }
  });

  it('says the minutes left, rounded up, and never 0', async () => {
    const address = anAddress();
    await failTimes(5, address);
    expect(await lockedFor(address)).toBe(5);
    await later(3);
    expect(await lockedFor(address)).toBe(2);
    await app.db.rows(
      `update login_attempts set locked_until = now() + interval '300 milliseconds' where locked_until > now()`,
    );
    expect(await lockedFor(address)).toBe(1);
  });

  it('says 5 minutes also to whoever waited while it was being set', async () => {
    const address = anAddress();
    const minutes = await app.database.asSystem('a test', async (tx) => {
      await tx.$executeRaw`select pg_sleep(0.1)`;
      await failTimes(5, address);
      return lockout.lockedFor(tx, address);
    });
    expect(minutes).toBe(5);
  });

  it('counts nothing during a lock', async () => {
    const address = anAddress();
    await failTimes(5, address);
    expect(await fail(address)).toEqual({ counted: false, minutes: 5 });
    expect((await rowOf(address))?.failures).toBe(5);
  });

  it('starts again at 1 when a failure comes more than 15 minutes after the one before', async () => {
    const address = anAddress();
    await failTimes(4, address);
    await later(14);
    expect((await rowOf(address))?.failures).toBe(4);
    await fail(anAddress());
    expect(await fail(address)).toEqual({ counted: true, minutes: 5 });

    const other = anAddress();
    await failTimes(4, other);
    await later(16);
    expect(await fail(other)).toEqual({ counted: true, minutes: undefined });
    expect((await rowOf(other))?.failures).toBe(1);
  });

  it('remembers a lock for 24 hours after it ended, and no longer', async () => {
    const address = anAddress();
    await failTimes(5, address);
    await later(5 + 23 * 60);
    expect(await fail(address)).toEqual({ counted: true, minutes: 15 });
    await later(15 + 24 * 60 + 1);
    expect(await fail(address)).toEqual({ counted: true, minutes: undefined });
    expect(await rowOf(address)).toMatchObject({ failures: 1, locked_until: null });
  });

  it('is forgotten at success, but not during a lock', async () => {
    const address = anAddress();
    await failTimes(4, address);
    expect(await pass(address)).toBeUndefined();
    expect(await rowOf(address)).toBeUndefined();
    await failTimes(5, address);
    expect(await pass(address)).toBe(5);
    expect((await rowOf(address))?.failures).toBe(5);
  });

  it('is one row for every way of typing an address, and that row does not hold it', async () => {
    const address = anAddress();
    await failTimes(2, address);
    await fail(` ${address.toUpperCase()}`);
    expect((await rowOf(address))?.failures).toBe(3);
    expect(JSON.stringify(await app.db.rows('select * from login_attempts'))).not.toContain('park.example');
  });

  it('goes on under the key it began with when a newer one is listed first', async () => {
    const address = anAddress();
    await failTimes(4, address);
    const rotated = createLockout({ auth: AUTH, encryptionKeys: [key('newer', 9), key('new', 7)] });
    expect(await fail(address, rotated)).toEqual({ counted: true, minutes: 5 });
    expect(await lockedFor(address)).toBe(5);
    expect(await pass(address, rotated)).toBe(5);
    const begun = anAddress();
    await fail(begun, rotated);
    expect(await rowOf(begun)).toBeUndefined();
  });

  it('holds for other settings too', async () => {
    const strict = createLockout({
      auth: { maxAttempts: 1, lockoutMinutes: [2, 4], attemptWindowMinutes: 1 },
      encryptionKeys: [key('new', 7)],
    });
    const address = anAddress();
    expect(await fail(address, strict)).toEqual({ counted: true, minutes: 2 });
    await later(2);
    expect(await fail(address, strict)).toEqual({ counted: true, minutes: 4 });
  });

  it('lets no success slip past a lock that is being set', async () => {
    const address = anAddress();
    await failTimes(4, address);
    let commit = () => {};
    let counted = () => {};
    const isCounted = new Promise<void>((resolve) => (counted = resolve));
    const failing = app.database.asSystem('a test', async (tx) => {
      await lockout.failed(tx, address);
      counted();
      await new Promise<void>((resolve) => (commit = resolve));
    });
    await isCounted;
    const passing = pass(address);
    await app.db.rows(`select pg_sleep(0.2)`);
    commit();
    await failing;
    expect(await passing).toBe(5);
  });

  it('forgets rows that no longer mean anything, and no others', async () => {
    const [old, locked] = [anAddress(), anAddress()];
    await failTimes(1, old);
    await failTimes(5, locked);
    await later(24 * 60 + 1);
    await app.database.asSystem('a test', (tx) => lockout.forgetOld(tx));
    expect(await rowOf(old)).toBeUndefined();
    expect((await rowOf(locked))?.failures).toBe(5);
  });
});

describe('a login', () => {
  const counting = () => {
    const real = createPasswords();
    const hashes: string[] = [];
    const seen =
      <A extends unknown[], R>(name: string, work: (...args: A) => R) =>
      (...args: A): R => {
        hashes.push(name);
        return work(...args);
      };
    return {
      hashes,
      passwords: {
        ...real,
        hash: seen('hash', real.hash),
        verify: seen('verify', real.verify),
        verifyNobody: seen('verify', real.verifyNobody),
      },
    };
  };
  const tryLogin = async (typed: Credentials) => {
    const { hashes, passwords } = counting();
    const outcome = await logIn(
      { config: app.config, database: app.database, passwords },
      createLockout(app.config),
      typed,
      {},
    );
    return { outcome, hashes };
  };

  it('verifies exactly one hash, for an address that nobody owns, a wrong password, and during a lock', async () => {
    const unknown = anAddress();
    expect(await tryLogin({ email: unknown, password: 'wrong' })).toEqual({
      outcome: { kind: 'wrong' },
      hashes: ['verify'],
    });
    expect(await tryLogin({ email: PEOPLE.bob.email, password: 'wrong' })).toEqual({
      outcome: { kind: 'wrong' },
      hashes: ['verify'],
    });
    expect((await tryLogin({ email: PEOPLE.bob.email, password: PASSWORD })).hashes).toEqual(['verify']);
    for (const email of [unknown, PEOPLE.charlie.email]) {
      for (let time = 0; time < 5; time += 1) await tryLogin({ email, password: 'wrong' });
      expect(await tryLogin({ email, password: 'wrong' })).toEqual({
        outcome: { kind: 'locked', minutes: 5 },
        hashes: ['verify'],
      });
    }
    expect(await tryLogin({ email: PEOPLE.charlie.email, password: PASSWORD })).toEqual({
      outcome: { kind: 'locked', minutes: 5 },
      hashes: ['verify'],
    });
  });

  it('renews a hash of older parameters, but not for a locked address', async () => {
    const old = await hash(PASSWORD, { timeCost: 2, memoryCost: 8192, parallelism: 1 });
    await app.db.rows('update users set password_hash = $1 where id = $2', [old, PEOPLE.vera.id]);
    for (let time = 0; time < 5; time += 1) await tryLogin({ email: PEOPLE.vera.email, password: 'wrong' });
    expect((await tryLogin({ email: PEOPLE.vera.email, password: PASSWORD })).hashes).toEqual(['verify']);
    await later(5);
    expect((await tryLogin({ email: PEOPLE.vera.email, password: PASSWORD })).hashes).toEqual(['verify', 'hash']);
    const [row] = await app.db.rows<{ password_hash: string }>('select password_hash from users where id = $1', [
      PEOPLE.vera.id,
    ]);
    expect(row?.password_hash).toMatch(/m=65536,t=3,p=4/);
    expect((await tryLogin({ email: PEOPLE.vera.email, password: PASSWORD })).outcome).toMatchObject({
      kind: 'signed_in',
    });
  });
});

describe('50 guesses at once from 50 clients, over two processes', () => {
  const email = 'who-is-that@nowhere.example';
  const guess = async (process: AppProcess, clientAddress: string, password = 'Guess-number-1') => {
    const visitor = new Visitor(process.url, clientAddress);
    return textOf((await visitor.logIn(email, password)).text);
  };

  it('at an address that nobody owns leave exactly 5 and a lock that a restart keeps', async () => {
    // A busy machine must not turn a guess into a 503: what is counted is what this is about.
    const patient = {
      DATABASE_CONNECT_TIMEOUT_MS: '30000',
      DATABASE_SILENCE_TIMEOUT_MS: '30000',
      DATABASE_STATEMENT_TIMEOUT_MS: '30000',
    };
    const env = { DATABASE_URL: app.db.url, ...patient };
    const processes = await Promise.all([startProcess(env), startProcess(env)]);
    const before = await app.db.rows<{ key: string }>('select key from login_attempts');
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, client) =>
        guess(processes[client % 2] as AppProcess, `203.0.113.${client + 1}`, `Guess-number-${client}`),
      ),
    );
    const known = /Email or password is not right\.|Account locked\. Try again in 5 minutes\./;
    expect(answers.filter((text) => !known.test(text))).toEqual([]);
    expect(answers.filter((text) => text.includes('Email or password is not right.'))).toHaveLength(4);
    expect(answers.filter((text) => text.includes('Account locked. Try again in 5 minutes.'))).toHaveLength(46);

    const rows = await app.db.rows<{ failures: number; locked: boolean }>(
      'select failures, locked_until > now() as locked from login_attempts where key <> all($1)',
      [before.map((row) => row.key)],
    );
    expect(rows).toEqual([{ failures: 5, locked: true }]);
    const acts = await app.db.rows(
      'select act, count(*)::int as times from audit_log where client_address like $1 and subject_id is null group by 1 order by 1',
      ['203.0.113.%'],
    );
    expect(acts).toEqual([
      { act: 'lockout', times: 1 },
      { act: 'login_failed', times: 50 },
    ]);

    await Promise.all(processes.map((process) => process.stop('SIGKILL')));
    const restarted = await startProcess(env);
    expect(await guess(restarted, '203.0.113.99')).toContain('Account locked. Try again in 5 minutes.');
    await restarted.stop('SIGKILL');
  });
});
