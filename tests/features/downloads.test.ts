import express, { type RequestHandler } from 'express';
import request from 'supertest';
import { describe, expect, it } from 'vitest';
import { errorHandler } from '../../src/http/error-handler.js';
import { countRequests } from '../../src/http/middleware/count-requests.js';
import { requestId } from '../../src/http/middleware/request-id.js';
import { mount } from '../../src/http/mount.js';
import { file, plainText } from '../../src/http/reply.js';
import { type Route, userRoutes } from '../../src/http/routes.js';
import { createViews } from '../../src/http/views.js';
import { createLogger } from '../../src/platform/logger.js';
import { createMetrics } from '../../src/platform/metrics.js';
import { useApp } from '../support/app.js';
import { serve } from '../support/browser.js';
import { PEOPLE } from '../support/people.js';
import { until } from '../support/process.js';
import { textOf } from '../support/visitor.js';

const app = useApp();

describe('downloads', () => {
  it('run three at once; the next is told so, and runs once one has ended', async () => {
    const gate = withResolvers();
    const three = withResolvers();
    let begun = 0;
    const routes = userRoutes(({ stream }) => {
      const held = async () => {
        begun += 1;
        if (begun === 3) three.resolve();
        await gate.promise;
        return plainText('all of it');
      };
      stream('/download', held, async () => undefined);
    });
    const site = await siteOf(routes);
    const running = [1, 2, 3].map(() =>
      request(site)
        .get('/download')
        .then((answer) => answer.text),
    );
    await three.promise;
    const next = await request(site).get('/download').set('Accept', 'text/html');
    expect(next.status).toBe(503);
    expect(next.headers['retry-after']).toBe('10');
    expect(textOf(next.text)).toContain('Other downloads are still running');
    gate.resolve();
    expect(await Promise.all(running)).toEqual(['all of it', 'all of it', 'all of it']);
    expect((await request(site).get('/download')).text).toBe('all of it');
  });

  it('that break off are counted as 500, those that the reader leaves as 499', async () => {
    const metrics = createMetrics();
    async function* broken() {
      yield 'the beginning';
      throw new Error('the database went away');
    }
    async function* endless() {
      for (;;) yield 'x'.repeat(10_000);
    }
    const routes = userRoutes(({ stream }) => {
      stream(
        '/broken',
        async () => file('broken.csv', 'text/csv', broken()),
        async () => undefined,
      );
      stream(
        '/endless',
        async () => file('endless.csv', 'text/csv', endless()),
        async () => undefined,
      );
    });
    const { url, server } = await serve(await siteOf(routes, countRequests(metrics)));
    for (const path of ['/broken', '/endless']) {
      const reader = (await fetch(url + path)).body?.getReader();
      expect((await reader?.read())?.value?.length).toBeGreaterThan(10);
      if (path === '/endless') await reader?.cancel();
      else await expect(reader?.read()).rejects.toThrow();
    }
    await until(async () => (await metrics.requests.get()).values.length === 2, 2000);
    const counted = (await metrics.requests.get()).values.map(({ labels }) => [labels.route, labels.status]);
    expect(counted).toEqual([
      ['/broken', 500],
      ['/endless', 499],
    ]);
    server.close();
  });
});

/** Those routes for alice, with what stands in front of them. */
async function siteOf(routes: Route[], ...before: RequestHandler[]) {
  const site = express();
  site.locals.views = createViews({ production: true });
  site.use(requestId, ...before);
  site.use((req, _res, next) => {
    Object.assign(req, { person: { ...PEOPLE.alice } });
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
