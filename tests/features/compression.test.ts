import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request as ask, createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { PEOPLE } from '../support/people.js';
import { textOf } from '../support/visitor.js';

const app = useApp();
const built = JSON.parse(readFileSync('public/build/manifest.json', 'utf8')) as Record<string, string>;
const EXPIRED = 'That form had expired and nothing was changed.';
const BACK = { br: brotliDecompressSync, gzip: gunzipSync };

let server: Server;
beforeAll(async () => {
  server = createServer(app.current.app).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => server?.close());

/** An answer with its bytes as they come over the line. */
async function asked(path: string, headers: Record<string, string>, method = 'GET') {
  const { port } = server.address() as AddressInfo;
  const sent = ask({ port, host: '127.0.0.1', path, method, headers }).end();
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: answer.statusCode, headers: answer.headers, body: await buffer(answer) };
}

describe('a page', () => {
  it('comes compressed to who takes that, and as it is to who does not', async () => {
    const plain = await asked('/auth/login', {});
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(plain.headers).toMatchObject({ vary: expect.stringContaining('Accept-Encoding') });
    const small = await asked('/auth/login', { 'Accept-Encoding': 'deflate, gzip;q=0.5' });
    expect(small.headers).toMatchObject({
      'content-encoding': 'gzip',
      'content-type': 'text/html; charset=utf-8',
      'content-length': String(small.body.length),
      vary: expect.stringContaining('Accept-Encoding'),
    });
    expect(small.body.length).toBeLessThan(plain.body.length / 2);
    expect(textOf(gunzipSync(small.body).toString())).toBe(textOf(plain.body.toString()));
    expect((await asked('/auth/login', { 'Accept-Encoding': 'gzip;q=0' })).headers['content-encoding']).toBeUndefined();
  });

  it('writes its tokens otherwise each time, and each of them counts', async () => {
    const alice = await app.current.as('alice');
    const tokens = async () => {
      await alice.get('/inventory/new');
      return alice.formTokens as { csrf_token: string; form_page: string };
    };
    const [first, second] = [await tokens(), await tokens()];
    expect(first.csrf_token).not.toBe(second.csrf_token);
    expect(first.form_page).not.toBe(second.form_page);
    const { csrfToken } = (
      await app.current.db.rows<{ csrfToken: string }>(
        `select sess->>'csrfToken' as "csrfToken" from sessions where sess->>'userId' = '${PEOPLE.alice.id}'`,
      )
    )[0] as { csrfToken: string };
    const said = async (csrf_token: string) =>
      textOf((await alice.postAndFollow('/tasks', { title: 'Charge the lamp', csrf_token, form_page: '' })).text);
    for (const { csrf_token } of [first, second]) {
      expect(csrf_token).not.toContain(csrfToken);
      expect(await said(csrf_token)).not.toContain(EXPIRED);
    }
    for (const it of [csrfToken, `${first.csrf_token}AA`, '', 'AAAA', first.csrf_token.slice(0, -4)])
      expect(await said(it)).toContain(EXPIRED);
    const made = await app.current.db.rows(`select from tasks where title = 'Charge the lamp'`);
    expect(made.length).toBe(2);
  });
});

describe('a file of the build', () => {
  it.each(['app.css', 'app.js', 'icons.svg'])('%s comes in each way of compressing, and is the same', async (name) => {
    const path = built[name] as string;
    const whole = readFileSync(join('public', path));
    for (const encoding of ['br', 'gzip'] as const) {
      const { headers, body } = await asked(path, { 'Accept-Encoding': encoding });
      expect(headers).toMatchObject({
        'content-encoding': encoding,
        'content-length': String(body.length),
        'cache-control': 'public, max-age=31536000, immutable',
        vary: 'Accept-Encoding',
      });
      expect(BACK[encoding](body).equals(whole)).toBe(true);
    }
    const plain = await asked(path, {});
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(plain.body.equals(whole)).toBe(true);
    const again = await asked(path, { 'If-None-Match': plain.headers['etag'] as string });
    expect([again.status, again.body.length]).toEqual([304, 0]);
  });

  it('comes in the smallest way that a browser takes, whichever it names first', async () => {
    const { headers } = await asked(built['app.js'] as string, { 'Accept-Encoding': 'gzip, deflate, br, zstd' });
    expect(headers['content-encoding']).toBe('br');
  });

  it('that is compressed in itself comes as it is', async () => {
    const { headers } = await asked(built['inter-latin.woff2'] as string, { 'Accept-Encoding': 'br, gzip' });
    expect([headers['content-encoding'], headers['content-type'], headers['vary']]).toEqual([
      undefined,
      'font/woff2',
      undefined,
    ]);
  });

  it('is asked for by its own name alone', async () => {
    const css = built['app.css'] as string;
    for (const path of [`${css}.br`, '/build/../package.json', '/build', '/..%2fpackage.json', '/build/%00'])
      expect([path, (await asked(path, { 'Accept-Encoding': 'br' })).status]).toEqual([path, 404]);
    const head = await asked(css, {}, 'HEAD');
    expect([head.status, head.body.length]).toEqual([200, 0]);
    expect(Number(head.headers['content-length'])).toBeGreaterThan(1_000);
  });
});
