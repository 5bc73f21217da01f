import { get, type IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import express, { type Express, type RequestHandler } from 'express';
import request from 'supertest';
import { describe, expect, it } from 'vitest';
import { errorHandler } from '../../src/http/error-handler.js';
import { accessLog } from '../../src/http/middleware/access-log.js';
import { countRequests } from '../../src/http/middleware/count-requests.js';
import { requestId } from '../../src/http/middleware/request-id.js';
import { mount } from '../../src/http/mount.js';
import { file, plainText } from '../../src/http/reply.js';
import { type Route, userRoutes } from '../../src/http/routes.js';
import { createTurns } from '../../src/http/turns.js';
import { Busy } from '../../src/platform/errors.js';
import { createLogger, type Logger } from '../../src/platform/logger.js';
import { createMetrics } from '../../src/platform/metrics.js';
import { useApp } from '../support/app.js';
import { serve } from '../support/browser.js';
import { PEOPLE, type PersonName } from '../support/people.js';
import { until } from '../support/process.js';
import { views } from '../support/views.js';
import { textOf } from '../support/visitor.js';

const app = useApp();

describe('downloads', () => {
  it('run two at once for each person, whose third is told so, and runs once one has ended', async () => {
    const { routes, open, begun } = held();
    const site = await siteOf(routes);
    const mine = [1, 2].map(() => asked(site, 'alice'));
    await begun(2);
    const third = await asked(site, 'alice');
    expect([third.status, third.headers['retry-after']]).toEqual([429, '10']);
    expect(textOf(third.text)).toContain('Two downloads of yours are still running');
    const his = asked(site, 'bob');
    await begun(3);
    open();
    expect((await Promise.all([...mine, his])).map(({ text }) => text)).toEqual(Array(3).fill('all of it'));
    expect((await asked(site, 'alice')).text).toBe('all of it');
  });

  it('of all leave most connections to the pages: the fifth is told to wait', async () => {
    const { routes, open, begun } = held();
    const site = await siteOf(routes);
    const four = (['alice', 'alice', 'bob', 'bob'] as const).map((name) => asked(site, name));
    await begun(4);
    const fifth = await asked(site, 'charlie');
    expect([fifth.status, fifth.headers['retry-after']]).toEqual([503, '10']);
    expect(textOf(fifth.text)).toContain('Other downloads are still running');
    open();
    expect((await Promise.all(four)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect((await asked(site, 'charlie')).text).toBe('all of it');
  });

  it.each([
    [1, 1],
    [2, 1],
    [5, 2],
    [10, 4],
    [100, 4],
  ])('of a pool of %d are %d at once', async (poolSize, most) => {
    const turns = createTurns(poolSize);
    const gate = withResolvers();
    const running = Array.from({ length: most }, (_, n) => turns.take(`person ${n}`, () => gate.promise));
    await expect(turns.take('one more', async () => 'runs')).rejects.toThrow(Busy);
    gate.resolve();
    await Promise.all(running);
    expect(await turns.take('one more', async () => 'runs')).toBe('runs');
  });

  // These two wait, one for as long as nobody takes anything: at the same time.
  it.concurrent('that break off here, that the reader leaves or takes no more of, are counted as 499 and as no error, in the log too', async () => {
    const metrics = createMetrics();
    const lines: Line[] = [];
    async function* broken() {
      yield 'the beginning';
      throw new Error('the database went away');
    }
    const routes = userRoutes(({ stream }) => {
      stream('/broken', async () => csv(broken()), nothing);
      stream('/left', async () => csv(endless()), nothing);
      stream('/unread', async () => csv(endless()), nothing);
    });
    const { url, server } = await serve(await siteOf(routes, accessLog(noting(lines)), countRequests(metrics)));
    for (const path of ['/broken', '/left']) {
      const reader = (await fetch(url + path)).body?.getReader();
      expect((await reader?.read())?.value?.length).toBeGreaterThan(10);
      if (path === '/left') await reader?.cancel();
      else await expect(reader?.read()).rejects.toThrow();
    }
    const unread = await opened(`${url}/unread`);
    await until(async () => (await metrics.requests.get()).values.length === 3, 120_000);
    const counted = (await metrics.requests.get()).values.map(({ labels }) => [labels.route, labels.status]);
    expect(counted).toEqual([
      ['/broken', 499],
      ['/left', 499],
      ['/unread', 499],
    ]);
    expect(lines.map(({ path, status }) => [path, status])).toEqual(counted);
    expect(lines[2]?.ms).toBeGreaterThan(10_000);
    unread.destroy();
    server.close();
  }, 150_000);

  it.concurrent('go on for whoever reads slowly and steadily, or waits for us: longer than one is waited for who takes nothing', async () => {
    async function* late() {
      yield 'the beginning';
      await pause(17_000);
      yield ', the end';
    }
    const routes = userRoutes(({ stream }) => {
      stream('/slow', async () => csv(endless()), nothing);
      stream('/late', async () => csv(late()), nothing);
    });
    const { url, server } = await serve(await siteOf(routes));
    const began = performance.now();
    const whole = fetch(`${url}/late`).then((answer) => answer.text());
    const slow = await opened(`${url}/slow`);
    let bytes = 0;
    for await (const piece of slow) {
      bytes += (piece as Buffer).length;
      if (performance.now() - began > 22_000) break;
      await pause(300);
    }
    expect(bytes).toBeGreaterThan(1_000_000);
    expect(performance.now() - began).toBeGreaterThan(22_000);
    expect(await whole).toBe('the beginning, the end');
    server.closeAllConnections();
    server.close();
  }, 150_000);
});

type Line = { path: string; status: number; ms: number };

const nothing = async () => undefined;
const csv = (body: AsyncIterable<string>) => file('rows.csv', 'text/csv', body);

async function* endless() {
  for (;;) yield 'x'.repeat(10_000);
}

function noting(lines: Line[]): Logger {
  return { info: (line: Line) => void lines.push(line) } as unknown as Logger;
}

/** A download that waits until it is let go, and whoever asks for it. */
function held() {
  const gate = withResolvers();
  let count = 0;
  const routes = userRoutes(({ stream }) => {
    stream(
      '/download',
      async () => {
        count += 1;
        await gate.promise;
        return plainText('all of it');
      },
      nothing,
    );
  });
  return { routes, open: gate.resolve, begun: (n: number) => until(async () => count === n, 60_000) };
}

function asked(site: Express, name: PersonName) {
  return request(site)
    .get('/download')
    .set('Accept', 'text/html')
    .set('X-Person', name)
    .then((answer) => answer);
}

/** An answer that has begun, and of which nothing is read. */
function opened(url: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => get(url, resolve).once('error', reject));
}

/** Those routes for alice, or whoever is named, with what stands in front of them. */
async function siteOf(routes: Route[], ...before: RequestHandler[]) {
  const site = express();
  site.locals.views = views;
  site.use(requestId, ...before);
  site.use((req, _res, next) => {
    Object.assign(req, { person: { ...PEOPLE[(req.get('x-person') ?? 'alice') as PersonName] } });
    next();
  });
  site.use(mount(routes, app.current.database));
  site.use(errorHandler(await createLogger('silent')));
  return site;
}

// Promise.withResolvers came after Node 20.
function withResolvers() {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
