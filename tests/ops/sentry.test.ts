import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import packages from '../../package.json' with { type: 'json' };
import { createLogger } from '../../src/platform/logger.js';
import { openQueue } from '../../src/platform/queue/queue.js';
import { openThrottle } from '../../src/platform/sentry/throttle.js';
import { openSentry, SENTRY_PACKAGE } from '../../src/platform/sentry.js';
import { copyDatabase, type TestDatabase } from '../support/database.js';
import { peopleAtWork, type Worker } from '../support/load.js';
import { slowness } from '../support/pace.js';
import { type AppProcess, HANGS_MS, PATIENT, startProcess, until } from '../support/process.js';

type Told = {
  type?: string;
  level?: string;
  release?: string;
  environment?: string;
  transaction?: string;
  tags?: Record<string, string>;
  contexts?: { trace?: { trace_id?: string } };
  exception?: { values: { type: string; value: string; stacktrace: { frames: { filename: string }[] } }[] };
};

/** What nobody but the log may learn, as a person types it or is known by. */
const PRIVATE = ['203.0.113.77', 'nobody@private.example', 'query-of-hers', 'typed-into-a-form', 'cookie'];

let sink: Awaited<ReturnType<typeof startSink>>;
let db: TestDatabase;
beforeAll(async () => {
  [sink, db] = await Promise.all([startSink(), copyDatabase()]);
});
afterAll(async () => {
  sink?.server.close();
  await db?.drop();
});

describe('the app with a Sentry', () => {
  let app: AppProcess;
  let alice: Worker;
  beforeAll(async () => {
    // Node runs this before the app: a fault that nobody catches, on demand.
    const thrower = `process.on('SIGUSR2', () => { throw new TypeError('typed-into-a-form') })`;
    app = await startProcess({
      DATABASE_URL: db.url,
      ...PATIENT,
      SENTRY_DSN: sink.dsn,
      SENTRY_TRACES_SAMPLE_RATE: '1',
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(thrower)}`,
    });
    [alice] = (await peopleAtWork(app.url, db.rows, 1)) as [Worker];
    await db.rows('alter table inventory_items rename to put_aside');
  });
  afterAll(async () => {
    alice?.close();
    await app?.stop('SIGKILL');
  });

  it('tells of a fault where it was thrown and in which request, and nothing of whose it was', async () => {
    const answer = await alice.get('/inventory?q=query-of-hers&tag=nobody%40private.example');
    expect(answer.status).toBe(500);
    const id = answer.headers['x-request-id'] as string;
    const [event] = await sink.told(({ level, tags }) => level === 'error' && tags?.['request_id'] === id);
    const { version } = (await (await fetch(`${app.url}/health`)).json()) as { version: string };
    expect(event).toMatchObject({
      release: `mouse-domination@${version}`,
      environment: 'test',
      tags: { request_id: id, method: 'GET', route: '/inventory', code: '42P01' },
      contexts: { trace: { trace_id: id.replaceAll('-', '') } },
    });
    const [thrown] = event?.exception?.values ?? [];
    expect(thrown?.value).toBe('Something broke on our side');
    const files = thrown?.stacktrace.frames.map(({ filename }) => filename) ?? [];
    // Where the packages are a link to another folder, theirs lie elsewhere.
    expect(files.length).toBeGreaterThan(0);
    expect(files.filter((it) => !/^(dist\/src|node_modules)\/|^node:|^elsewhere$/.test(it))).toEqual([]);
  });

  it('tells how long requests took, by pattern', async () => {
    const { headers } = await alice.get('/account?q=query-of-hers');
    const [event] = await sink.told(
      (it) => it.type === 'transaction' && it.tags?.['request_id'] === headers['x-request-id'],
    );
    expect(event).toMatchObject({ transaction: 'GET /account', tags: { status: '200' } });
  });

  it('tells of what nobody caught, and ends with 1', async () => {
    app.child.kill('SIGUSR2');
    expect(await app.stop('SIGCONT')).toBe(1);
    const [event] = await sink.told(({ level }) => level === 'fatal');
    expect(event?.exception?.values[0]).toMatchObject({
      type: 'TypeError',
      value: 'an uncaught fault ends the process',
    });
    expect(app.output()).toContain('an uncaught fault ends the process');
  });

  it('has sent no address, no query, no cookie and nothing typed', () => {
    const sent = sink.raw().toLowerCase();
    expect(sent.length).toBeGreaterThan(1_000);
    for (const text of [...PRIVATE, '127.0.0.1', '@park.example']) expect(sent).not.toContain(text);
  });
});

describe('a job that is given up', () => {
  it('is told of by its name, without what its fault quotes', async () => {
    const sentry = await openSentry({ dsn: sink.dsn, traces: 0, environment: 'test' });
    const log = await createLogger('fatal', { tell: sentry.fault });
    log.level = 'error';
    const queue = await openQueue({ ...SETTINGS, url: db.url }, log);
    const work = async () => {
      throw new RangeError('typed-into-a-form\n    at nobody@private.example (cookie:1:1)');
    };
    await queue.declare([{ name: 'unlucky', retries: 0, work }]);
    await queue.send('unlucky');
    await queue.runDue();
    await queue.close();
    await sentry.flush(HANGS_MS);
    const [event] = await sink.told(({ tags }) => tags?.['job'] === 'unlucky');
    expect(event?.exception?.values[0]).toMatchObject({ type: 'RangeError', value: 'job failed' });
    expect(sink.raw()).not.toMatch(/typed-into-a-form|private\.example/);
  });
});

describe('a Sentry that does not answer', () => {
  it('costs nobody time, and is left at a stop', async () => {
    const deaf = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(deaf, 'listening');
    for (const port of [(deaf.address() as AddressInfo).port, 1]) {
      const sentry = await openSentry({ dsn: `http://key@127.0.0.1:${port}/1`, traces: 1, environment: 'test' });
      const began = Date.now();
      for (let n = 0; n < 1_000; n += 1)
        sentry.fault({ sentence: `fault ${n}`, isFatal: false, error: new Error('x') });
      expect(Date.now() - began).toBeLessThan(1_000 * (await slowness()));
      const asked = Date.now();
      await sentry.flush(200);
      expect(Date.now() - asked).toBeLessThan(1_000 * (await slowness()));
    }
    deaf.closeAllConnections();
    deaf.close();
  });

  it('is told ten of a kind in a minute, and others besides', () => {
    let now = 0;
    const isNew = openThrottle(() => now);
    const fault = { sentence: 'The database is not answering', route: '/inventory' };
    const told = () => Array.from({ length: 20 }, () => isNew(fault)).filter(Boolean).length;
    expect([told(), isNew({ ...fault, route: '/' })]).toEqual([10, true]);
    now = 60_000;
    expect(told()).toBe(10);
  });
});

describe('without its package', () => {
  it('the app starts, and says what is missing', async () => {
    const gone = `export async function resolve(name, context, next) {
      if (name.startsWith('@sentry/')) throw Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' });
      return next(name, context);
    }`;
    const register = `import { register } from 'node:module'; register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(gone)}`)});`;
    const app = await startProcess({
      DATABASE_URL: db.url,
      SENTRY_DSN: sink.dsn,
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(register)}`,
    });
    expect(app.output()).toMatch(
      /"level":40,.*SENTRY_DSN is set, but @sentry\/core@[\d.]+ cannot be loaded \(ERR_MODULE_NOT_FOUND\)/,
    );
    await app.stop('SIGKILL');
  });

  it('names the release that this one was tried with', () => {
    expect(SENTRY_PACKAGE).toBe(`@sentry/core@${packages.devDependencies['@sentry/core']}`);
  });
});

const SETTINGS = {
  poolSize: 2,
  connectTimeoutMs: HANGS_MS,
  statementTimeoutMs: HANGS_MS,
  idleTimeoutMs: HANGS_MS,
  silenceTimeoutMs: HANGS_MS,
};

/** Takes what a Sentry would, and keeps it. */
async function startSink() {
  const bodies: string[] = [];
  const server: Server = createServer(async (req, res) => {
    let body = `${req.method} ${req.url}\n`;
    for await (const piece of req) body += piece;
    bodies.push(body);
    res.end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const events = () =>
    bodies.flatMap((body) =>
      body
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line) as Told),
    );
  return {
    server,
    dsn: `http://key@127.0.0.1:${(server.address() as AddressInfo).port}/7`,
    raw: () => bodies.join('\n').replaceAll(/"dsn":"[^"]*"/g, ''),
    /** The events that fit, once there is one. */
    async told(fits: (event: Told) => boolean): Promise<Told[]> {
      await until(async () => events().some(fits), HANGS_MS);
      return events().filter(fits);
    },
  };
}
