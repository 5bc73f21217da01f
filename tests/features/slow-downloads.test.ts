import { get, type IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { parse } from 'csv-parse/sync';
import express from 'express';
import type { Test } from 'supertest';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { errorHandler } from '../../src/http/error-handler.js';
import { requestId } from '../../src/http/middleware/request-id.js';
import { mount } from '../../src/http/mount.js';
import { file } from '../../src/http/reply.js';
import { userRoutes } from '../../src/http/routes.js';
import { createLogger } from '../../src/platform/logger.js';
import { type DatabaseSettings, openDatabase, type StreamDoor } from '../../src/platform/postgres/database.js';
import { sql } from '../../src/platform/postgres/sql.js';
import { useApp } from '../support/app.js';
import { serve } from '../support/browser.js';
import { SETTINGS } from '../support/database.js';
import { PEOPLE } from '../support/people.js';
import { until } from '../support/process.js';
import { views } from '../support/views.js';

const PAGE = { statementTimeoutMs: 500, givenUpMs: 1000 };
const ROWS = 100_000;
const LONG = { rows: 10_000_000, bytes: 1000 };

const app = useApp({ DATABASE_STATEMENT_TIMEOUT_MS: String(PAGE.statementTimeoutMs) });

describe('the export of 100,000 rows', () => {
  beforeAll(async () => {
    await app.current.db.rows(
      `insert into inventory_items (id, user_id, name, source, currency, state)
        select gen_random_uuid(), $1, 'Mug ' || n, 'gift', 'USD', 'kept' from generate_series(1, ${ROWS}) n`,
      [PEOPLE.alice.id],
    );
  });

  it('comes whole to who reads slowly, long after a statement of a page would have been given up', async () => {
    const began = performance.now();
    const { text, whole } = await slowly((await app.current.as('alice')).agent.get('/inventory/export.csv'));
    expect(performance.now() - began).toBeGreaterThan(3 * PAGE.givenUpMs);
    expect(whole).toBe(true);
    const rows = parse(text, { columns: true }) as { id: string }[];
    expect(rows).toHaveLength(ROWS);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(ROWS);
  });
});

describe('a download', () => {
  it.each([
    ['sent', { rows: 400, sendMs: 50 }],
    ['read', { rows: 400, readMs: 50 }],
  ])('is not held to a page’s limit while its rows are %s', async (_, asked) => {
    const began = performance.now();
    const { lines, whole } = await readAll(await opened(asked));
    expect(performance.now() - began).toBeGreaterThan(2 * PAGE.givenUpMs);
    expect([lines, whole]).toEqual([400, true]);
  });

  it('is broken off once its whole time is over, though each batch came in time', async () => {
    const began = performance.now();
    const { lines, whole } = await readAll(await opened({ ...LONG, sendMs: 20 }, { wholeMs: 2000, batchMs: 1000 }));
    expect(performance.now() - began).toBeGreaterThan(1900);
    expect(lines).toBeGreaterThan(10);
    expect(whole).toBe(false);
  });

  it('is broken off once its whole time is over, though nobody reads it; its connection is free again', async () => {
    const answer = await opened(LONG, { wholeMs: 1000, batchMs: 1000 });
    expect((await streaming()).length).toBe(1);
    await until(async () => (await streaming()).length === 0, 5000);
    expect((await readAll(answer)).whole).toBe(false);
  });

  it('is broken off by one batch that takes too long', async () => {
    const { lines, whole } = await readAll(await opened({ rows: 30, readMs: 5000 }, { wholeMs: 60_000, batchMs: 500 }));
    expect([lines, whole]).toEqual([0, false]);
  });

  it.each([
    ['sent', { ...LONG, sendMs: 20 }],
    ['read', { ...LONG, readMs: 500 }],
  ])(
    'is broken off when its backend is killed while its rows are %s, and leaves its place to others',
    async (_, asked) => {
      for (let times = 0; times < 4; times++) {
        const answer = await opened(asked);
        expect(answer.statusCode).toBe(200);
        expect((await streaming('pg_terminate_backend(pid)')).length).toBe(1);
        expect((await readAll(answer)).whole).toBe(false);
      }
    },
  );
});

type Lines = { rows: number; bytes?: number; sendMs?: number; readMs?: number };

/** The answer of a site of its own that sends so many lines, ten at a time; it has begun. */
async function opened(lines: Lines, stream?: DatabaseSettings['stream']): Promise<IncomingMessage> {
  const log = await createLogger('silent');
  const { statementTimeoutMs } = PAGE;
  const database = openDatabase(
    { ...SETTINGS, statementTimeoutMs, url: app.current.db.url, ...(stream && { stream }) },
    log,
  );
  const site = express();
  site.locals.views = views;
  site.use(requestId, (req, _res, next) => {
    Object.assign(req, { person: { ...PEOPLE.alice } });
    next();
  });
  const routes = userRoutes(({ stream }) => {
    const numbers = async (db: StreamDoor) => file('numbers.csv', 'text/csv', numbersOf(db, lines));
    stream('/numbers', numbers, async () => undefined);
  });
  site.use(mount(routes, database), errorHandler(log));
  const { url, server } = await serve(site);
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await database.close();
  });
  return new Promise((resolve, reject) => get(`${url}/numbers`, resolve).once('error', reject));
}

async function* numbersOf(db: StreamDoor, { rows, bytes = 1, sendMs = 0, readMs = 0 }: Lines): AsyncGenerator<string> {
  yield 'head';
  const query = sql`select repeat('x', ${bytes}::int) as line, pg_sleep(${readMs / 10_000}) from (select generate_series(1, ${rows}::int)) n`;
  for await (const batch of db.batches<{ line: string }>(query, 10)) {
    yield batch.map(({ line }) => `\n${line}`).join('');
    if (sendMs) await pause(sendMs);
  }
}

/** The transactions that read for a download. */
function streaming(what = 'pid') {
  return app.current.db.rows(
    `select ${what} from pg_stat_activity
      where datname = current_database() and usename = 'mouse_login' and xact_start is not null`,
  );
}

async function slowly(asked: Test): Promise<Read> {
  const { status, body } = await asked.buffer(true).parse((answer, done) => {
    readAll(answer as unknown as IncomingMessage, 5).then(
      (read) => done(null, read),
      (error) => done(error, undefined),
    );
  });
  expect(status).toBe(200);
  return body;
}

type Read = { text: string; lines: number; whole: boolean };

/** What arrived, how many lines stand under its head, and whether it ended as an answer ends. */
async function readAll(answer: IncomingMessage, pauseMs = 0): Promise<Read> {
  const pieces: Buffer[] = [];
  try {
    for await (const piece of answer) {
      pieces.push(piece);
      if (pauseMs) await pause(pauseMs);
    }
  } catch {
    // Cut off, which `complete` tells as well.
  }
  const text = Buffer.concat(pieces).toString();
  return { text, lines: text.split('\n').length - 1, whole: answer.complete };
}
