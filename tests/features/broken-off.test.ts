import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { insertItem } from '../support/items.js';
import { PEOPLE } from '../support/people.js';
import { until } from '../support/process.js';
import { keptIn, tokenOf } from '../support/uploads.js';

const app = useApp({ LOG_LEVEL: 'error' });
const MB = 1024 * 1024;
const BOUNDARY = 'parted';

let server: Server;
let port: number;
let cookies: string;
let token: string;
beforeAll(async () => {
  server = createServer(app.current.app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
  const alice = await app.current.as('alice');
  const { jar } = alice.agent as unknown as { jar: { getCookies(of: object): { toValueString(): string } } };
  cookies = jar.getCookies({ domain: '127.0.0.1', path: '/', secure: false, script: false }).toValueString();
  token = await tokenOf(alice);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

it.each([
  ['before the token', () => 20],
  ['behind the token', () => typed().length],
  ['in the head of a file', () => typed().length + 40],
  ['in the first file', () => typed().length + MB],
  ['between two files', () => typed().length + fileOf('a').length],
  ['in the second file', () => typed().length + fileOf('a').length + MB],
  ['before the last boundary', () => whole().length - 6],
])('a form with files that is broken off %s is nobody’s fault, and leaves nothing', async (_where, at) => {
  const id = await insertItem(app.current.db, PEOPLE.alice.id);
  const before = await answered();
  for (const path of [`/inventory/${id}/files`, '/inventory', '/account/picture'])
    for (const reset of [false, true]) await breakOff(path, whole(path), at(), reset);
  await until(async () => (await answered())['499'] === (before['499'] ?? 0) + 6, 10_000);
  expect(Object.keys(await answered()).filter((status) => status >= '500')).toEqual([]);
  expect(app.current.errors).toEqual([]);
  await until(async () => (await arriving()).length === 0, 10_000);
  expect(await keptIn(app.current.config.storage.path)).toEqual([]);
  expect(await app.current.db.rows('select from attachments')).toEqual([]);
  await until(async () => (await held()) === 0, 10_000);
});

it('a form without files that is broken off is nobody’s fault either', async () => {
  const form = Buffer.from(new URLSearchParams({ csrf_token: token, name: 'x'.repeat(5_000) }).toString());
  const before = (await answered())['499'] ?? 0;
  for (const reset of [false, true])
    await breakOff('/inventory', form, 3_000, reset, 'application/x-www-form-urlencoded');
  await until(async () => (await answered())['499'] === before + 2, 10_000);
  expect(app.current.errors).toEqual([]);
});

it('a form that is whole is carried out, though its sender leaves before the answer', async () => {
  const id = await insertItem(app.current.db, PEOPLE.alice.id);
  const path = `/inventory/${id}/files`;
  await breakOff(path, whole(path), Number.POSITIVE_INFINITY, false);
  await until(async () => (await app.current.db.rows('select from attachments')).length === 2, 10_000);
  expect(await keptIn(app.current.config.storage.path)).toHaveLength(2);
  expect(app.current.errors).toEqual([]);
  await until(async () => (await held()) === 0, 10_000);
});

function typed(): Buffer {
  return Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n${token}\r\n`);
}

function fileOf(name: string, field = 'files'): Buffer {
  const head = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${field}"; filename="${name}.bin"\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), Buffer.alloc(2 * MB, name), Buffer.from('\r\n')]);
}

function whole(path = ''): Buffer {
  const field = path === '/inventory' ? 'photos' : path === '/account/picture' ? 'picture' : 'files';
  return Buffer.concat([typed(), fileOf('a', field), fileOf('b', field), Buffer.from(`--${BOUNDARY}--\r\n`)]);
}

/** Sends the body as far as that, once the server reads it, and leaves: with a farewell, or without. */
async function breakOff(path: string, body: Buffer, at: number, reset: boolean, type?: string): Promise<void> {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  await once(socket, 'connect');
  const asked = once(server, 'request');
  socket.write(
    `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html\r\nCookie: ${cookies}\r\nContent-Length: ${body.length}\r\n` +
      `Content-Type: ${type ?? `multipart/form-data; boundary=${BOUNDARY}`}\r\n\r\n`,
  );
  const [req] = await asked;
  socket.write(body.subarray(0, at));
  // All of it has come: a reset would throw away what waits to be read.
  await until(async () => req.socket.destroyed || req.socket.bytesRead >= Math.min(at, body.length), 10_000);
  if (reset) socket.resetAndDestroy();
  else socket.destroy();
}

async function answered(): Promise<Record<string, number>> {
  const { values } = await app.current.metrics.requests.get();
  const counts: Record<string, number> = {};
  for (const { labels, value } of values) {
    const status = String(labels.status);
    if (labels.method === 'POST') counts[status] = (counts[status] ?? 0) + value;
  }
  return counts;
}

async function arriving(): Promise<string[]> {
  const { path, fallbackPath } = app.current.config.storage;
  const inside = await Promise.all([path, fallbackPath].map((it) => readdir(`${it}/arriving`).catch(() => [])));
  return inside.flat();
}

/** How many connections to Postgres a request holds. */
async function held(): Promise<number> {
  const [, value] = /^db_connections_active (\d+)$/m.exec(await app.current.metrics.text()) ?? [];
  return Number(value);
}
