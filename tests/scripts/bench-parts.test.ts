import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dashboardStatement } from '../../scripts/support/bench-floor-dashboard.js';
import { load } from '../../scripts/support/bench-load.js';
import { compared, type Line } from '../../scripts/support/bench-report.js';
import { countingWay } from '../../scripts/support/bench-trips.js';
import { useApp } from '../support/app.js';
import { PEOPLE } from '../support/people.js';

describe('the round trips that the bench counts', () => {
  const app = useApp();

  it('are turns of a connection, and statements the messages that have one carried out', async () => {
    const way = await countingWay(app.current.db.url);
    const client = new pg.Client(way.url);
    await client.connect();
    const since = (before: ReturnType<typeof way.counted>) => {
      const now = way.counted();
      return { trips: now.trips - before.trips, statements: now.statements - before.statements };
    };
    const before = way.counted();
    await client.query('begin; set local role mouse_app; select 1');
    expect(since(before)).toEqual({ trips: 1, statements: 1 });
    await client.query('select $1::text', ['x'.repeat(200_000)]);
    expect(since(before)).toEqual({ trips: 2, statements: 2 });
    await client.query({ name: 'planned', text: 'select $1::int', values: [1] });
    await client.query({ name: 'planned', text: 'select $1::int', values: [2] });
    expect(since(before)).toEqual({ trips: 4, statements: 4 });
    Object.assign(client, { pipeline: true });
    await Promise.all([1, 2, 3].map((n) => client.query('select $1::int', [n])));
    expect(since(before)).toEqual({ trips: 5, statements: 7 });
    await client.end();
    way.close();
  });

  it('can be held against a floor that reads the dashboard by one statement', async () => {
    const { text, values } = await dashboardStatement();
    const client = new pg.Client(app.current.db.url);
    await client.connect();
    await client.query(`begin; set local role mouse_app; set local app.user_id = '${PEOPLE.alice.id}'`);
    const { rows } = await client.query(text, values);
    await client.end();
    expect(rows).toHaveLength(1);
    expect(Object.keys(rows[0]).length).toBeGreaterThan(0);
    expect(text.match(/json_agg\(r\)/g)?.length).toBeGreaterThanOrEqual(8);
  });
});

describe('the load of the bench', () => {
  let asked = 0;
  const server = createServer((req, res) => {
    asked += 1;
    res.statusCode =
      req.url === '/odd' && asked % 2 === 0 ? 503 : req.url === '/form' ? 200 : req.url === '/sent' ? 303 : 200;
    res.end('x'.repeat(1000));
  });
  let url = '';

  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });

  it('asks exactly as often as it is told, and tells rate, times and bytes', async () => {
    asked = 0;
    const found = await load(
      url,
      { name: 'it', requests: [{ path: '/a' }, { path: '/b' }] },
      { connections: 3, amount: 50 },
    );
    expect(asked).toBe(50);
    expect(found).toMatchObject({ all: 50, faults: [] });
    expect(found.bytes).toBeGreaterThan(1000);
    expect(found.p50).toBeGreaterThan(0);
    expect(found.p99).toBeGreaterThanOrEqual(found.p50);
    expect(found.rate).toBeGreaterThan(0);
  });

  it('tells what is no 2xx or 3xx, by name and status', async () => {
    asked = 0;
    const found = await load(url, { name: 'it', requests: [{ path: '/odd' }] }, { connections: 1, amount: 10 });
    expect(found.faults).toEqual(['it answered 503, 5 times over 1 connections']);
    expect(found.all).toBe(10);
  });

  it('counts what a form leads to, not the form', async () => {
    const requests = [{ path: '/form' }, { path: '/sent' }];
    const found = await load(url, { name: 'it', requests, counts: 303 }, { connections: 1, amount: 10 });
    expect(found).toMatchObject({ all: 5, faults: [] });
  });
});

describe('two runs of the bench', () => {
  it('are held against each other line by line', () => {
    const line: Line = {
      ...{ name: 'list', connections: 16, processes: 1, rate: 200, p50: 10, p99: 20, appCpu: 2, databaseCpu: 1 },
      ...{ bytes: 1000, memory: 100, trips: 8, statements: 8, faults: [] },
    };
    const before = { at: 'then', machine: 'this one', commit: 'abc', lines: [line] };
    const now = [
      { ...line, rate: 300, appCpu: 1, trips: 4 },
      { ...line, connections: 64 },
    ];
    const told = compared(now, before).split('\n');
    expect(told).toHaveLength(3);
    expect(told[2]?.split(/\s{2,}/)).toEqual([
      'list',
      '16',
      '1',
      '+50 %',
      '+0 %',
      '+0 %',
      '−50 %',
      '+0 %',
      '−50 %',
      '+0 %',
      '+0 %',
    ]);
  });
});
