import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { answerUnread } from '../../src/http/unread-requests.js';
import { createLogger } from '../../src/platform/logger.js';
import { useApp } from '../support/app.js';

const app = useApp();
let server: Server;
beforeAll(async () => {
  server = answerUnread(createServer(app.current.app), await createLogger('silent'));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => server.close());

/** All that is answered on one connection, until it is closed, to these bytes, the second of them behind the first answer. */
async function answered(first: string, second?: string): Promise<{ status: number; headers: string; body: string }[]> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write(first);
  if (second) socket.once('data', () => socket.write(second));
  const all = (await text(socket)).split(/(?=HTTP\/1\.1 \d{3} )/);
  return all.map((it) => {
    const [headers = '', body = ''] = it.split('\r\n\r\n');
    return { status: Number(headers.slice(9, 12)), headers, body };
  });
}
const big = (path: string, bytes = 20_000) => `GET ${path} HTTP/1.1\r\nHost: x\r\nCookie: ${'a'.repeat(bytes)}\r\n\r\n`;

it('a head that is too large is refused with problem details by the API, and with a page elsewhere', async () => {
  const [api] = await answered(big('/api/v1/me'));
  expect(api).toMatchObject({ status: 431, headers: expect.stringContaining('application/problem+json') });
  expect(JSON.parse(api?.body ?? '')).toMatchObject({
    status: 431,
    title: 'The head of that request is too large',
    detail: expect.stringContaining('16 KB'),
    request_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  const [page] = await answered(big('/inventory'));
  expect(page).toMatchObject({ status: 431, body: expect.stringContaining('remove the cookies of this site') });
  expect(page?.headers).toContain("Content-Security-Policy: default-src 'none'");
  expect(page?.headers).toMatch(/Content-Type: text\/html; charset=utf-8\r\nContent-Length: \d+\r\n/);
});

it('it is answered behind another answer too, and though much more is sent', async () => {
  const all = await answered('GET /alive HTTP/1.1\r\nHost: x\r\n\r\n', big('/inventory', 900_000));
  expect(all.map(({ status }) => status)).toEqual([200, 431]);
});

it.each([
  ['what is no request', 'HELLO\r\n\r\n'],
  ['an address with a blank', 'GET /api/v1/a b HTTP/1.1\r\nHost: x\r\n\r\n'],
  [
    'a body of two lengths',
    'POST /api/v1/companies HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n',
  ],
])('%s is refused with 400', async (_, bytes) => {
  const [answer] = await answered(bytes);
  expect(answer).toMatchObject({ status: 400, body: expect.stringContaining('That request could not be read') });
  expect(answer?.headers).toContain(bytes.includes('/api/') ? 'application/problem+json' : 'text/html');
});
