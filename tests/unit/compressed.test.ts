import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { text as textOf } from 'node:stream/consumers';
import express from 'express';
import request from 'supertest';
import { expect, it } from 'vitest';
import { sendText } from '../../src/http/compressed.js';

const TEXTS = {
  accents: 'é'.repeat(2_000),
  signs: '東京 🎥 – “lamp”\n'.repeat(4_000),
  half: `${'x'.repeat(2_000)}\ud83c`,
  long: 'a long page – '.repeat(40_000),
  short: 'é',
};

const app = express().get('/:name', (req, res) =>
  sendText(req, res.type('html'), TEXTS[req.params.name as keyof typeof TEXTS]),
);

it('a text arrives as it was made, compressed or not, however long', async () => {
  const server = app.listen(0, '127.0.0.1');
  const asked = Object.entries(TEXTS).flatMap(([name, text]) =>
    ['gzip', 'identity'].map(async (encoding) => {
      const answer = await request(server).get(`/${name}`).set('Accept-Encoding', encoding);
      expect(answer.text === text.toWellFormed(), `${name} ${encoding}`).toBe(true);
      expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
      return answer.headers['content-encoding'];
    }),
  );
  const gzip = (await Promise.all(asked)).filter((it) => it === 'gzip');
  expect(gzip).toHaveLength(4);
  server.close();
});

it('a text that waits for its reader stays as it was made, whatever is sent meanwhile', async () => {
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const names = Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? 'signs' : 'accents') as keyof typeof TEXTS);
  const asked = names.map(
    (name, n) => `GET /${name} HTTP/1.1\r\nHost: a\r\n${n === 19 ? 'Connection: close\r\n' : ''}\r\n`,
  );
  socket.write(asked.join(''));
  const bodies = (await textOf(socket)).replace(/HTTP\/1\.1 200 [\s\S]*?\r\n\r\n/g, '');
  expect(bodies === names.map((name) => TEXTS[name]).join('')).toBe(true);
  server.close();
});
