import express from 'express';
import request from 'supertest';
import { describe, expect, it } from 'vitest';
import { errorHandler } from '../../src/http/error-handler.js';
import { requestId } from '../../src/http/middleware/request-id.js';
import { mount } from '../../src/http/mount.js';
import { text } from '../../src/http/reply.js';
import { userRoutes } from '../../src/http/routes.js';
import { createViews } from '../../src/http/views.js';
import { createLogger } from '../../src/platform/logger.js';
import { useApp } from '../support/app.js';
import { PEOPLE } from '../support/people.js';
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
        return text('all of it');
      };
      stream('/download', held, async () => undefined);
    });
    const site = express();
    site.locals.views = createViews({ production: true });
    site.use(requestId);
    site.use((req, _res, next) => {
      Object.assign(req, { person: { ...PEOPLE.alice } });
      next();
    });
    site.use(mount(routes, app.current.database));
    site.use(errorHandler(await createLogger('silent')));

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
});

// Promise.withResolvers came after Node 20.
function withResolvers() {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
