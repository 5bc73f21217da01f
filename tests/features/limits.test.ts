import type { Server } from 'node:http';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { serve } from '../support/browser.js';
import { waitingForLocks } from '../support/load.js';
import { until } from '../support/process.js';
import { Visitor } from '../support/visitor.js';

const app = useApp();
let url: string;
let server: Server;
let users: pg.Client;
beforeAll(async () => {
  ({ url, server } = await serve(app.current.app));
  users = new pg.Client(app.current.db.superuserUrl);
  await users.connect();
});
afterAll(async () => {
  await users.end();
  server.close();
});

it('who asks for an account and leaves before the answer has asked: 3 an hour all the same', async () => {
  const made = async () => (await app.current.db.rows(`select from users where email like 'left-%'`)).length;
  for (const n of [1, 2, 3]) {
    await askAndLeave(n);
    await until(async () => (await made()) === n, 2000);
  }
  const visitor = new Visitor(app.current.app, '203.0.113.1');
  await visitor.get('/auth/register');
  const fourth = await visitor.post('/auth/register', formOf(4));
  expect([fourth.status, await made()]).toEqual([429, 3]);
});

/** Sends the form, and cuts the connection while the account is being written. */
async function askAndLeave(n: number): Promise<void> {
  const client = { 'X-Forwarded-For': '203.0.113.1' };
  const page = await fetch(`${url}/auth/register`, { headers: client });
  const token = /name="csrf_token" value="([^"]*)"/.exec(await page.text())?.[1] ?? '';
  const leave = new AbortController();
  await users.query('begin; lock table users in share mode');
  const answer = fetch(`${url}/auth/register`, {
    method: 'POST',
    headers: { ...client, Cookie: page.headers.getSetCookie()[0]?.split(';')[0] ?? '' },
    body: new URLSearchParams({ ...formOf(n), csrf_token: token }),
    signal: leave.signal,
  });
  await until(async () => (await waitingForLocks(app.current.db.rows)) === 1, 3000);
  leave.abort();
  await expect(answer).rejects.toThrow();
  await until(async () => (await left()) === n, 2000);
  await users.query('commit');
}

async function left(): Promise<number> {
  const { values } = await app.current.metrics.requests.get();
  return values.find(({ labels }) => labels.route === '/auth/register' && labels.status === 499)?.value ?? 0;
}

function formOf(n: number) {
  return { email: `left-${n}@park.example`, name: '', password: 'Kettle-of-kites7' };
}
