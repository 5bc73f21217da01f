import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { copyDatabase, type TestDatabase } from '../support/database.js';
import { hashedFiles, hasNginx, startBehindNginx, startNginx, type TestNginx, whoAnswered } from '../support/nginx.js';
import { PASSWORD, PEOPLE } from '../support/people.js';
import { type AppProcess, until } from '../support/process.js';
import { textOf } from '../support/visitor.js';

// Each test comes from a loopback address of its own, so that it meets the limits of nginx and of the app alone.
let db: TestDatabase;
let app: AppProcess;
let proxy: TestNginx;

const HSTS = 'max-age=31536000';

describe.skipIf(!hasNginx)('nginx in front of the app', () => {
  beforeAll(async () => {
    db = await copyDatabase();
    app = await startBehindNginx(db.url);
    proxy = await startNginx(app.url);
  });
  afterAll(async () => {
    await proxy?.stop();
    await app?.stop('SIGKILL');
    await db?.drop();
  });

  it('has a configuration that nginx -t passes, and lets go of idle connections before the app does', async () => {
    expect(await proxy.check()).toContain('test is successful');
    const kept = /keepalive_timeout (\d)s;\n {2}}/.exec(await readFile('docs/ops/nginx/nginx.conf', 'utf8'))?.[1];
    expect(Number(kept) * 1000).toBeLessThan(createServer().keepAliveTimeout);
  });

  it('sends who comes without TLS to https at the same host and path, except for a certificate’s challenge', async () => {
    const answer = await proxy.plain('/inventory?q=lamp');
    expect([answer.statusCode, answer.headers.location]).toEqual([301, `${proxy.url}/inventory?q=lamp`]);
    expect(answer.headers['strict-transport-security']).toBeUndefined();
    await mkdir(join(proxy.dir, '.well-known/acme-challenge'), { recursive: true });
    await writeFile(join(proxy.dir, '.well-known/acme-challenge/word'), 'proof');
    expect(await text(await proxy.plain('/.well-known/acme-challenge/word'))).toBe('proof');
  });

  it('refuses programs without TLS that bring a secret', async () => {
    for (const path of ['/api/v1/me', '/calendar/feed.ics?key=secret', '/Calendar/Feed.ics?key=secret']) {
      const answer = await proxy.plain(path);
      expect([path, answer.statusCode, answer.headers.location]).toEqual([path, 403, undefined]);
    }
  });

  it('speaks TLS 1.2 and 1.3, and HTTP/2; 1.1 and old ciphers are refused', async () => {
    expect(await proxy.protocol({ minVersion: 'TLSv1.3' })).toBe('TLSv1.3');
    expect(await proxy.protocol({ maxVersion: 'TLSv1.2' })).toBe('TLSv1.2');
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    await expect(proxy.protocol(old)).rejects.toMatchObject({ code: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION' });
    const weak = { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA' } as const;
    await expect(proxy.protocol(weak)).rejects.toMatchObject({ code: 'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE' });
    expect(await proxy.statusOverHttp2('/alive')).toBe(200);
  });

  it('gives another name no certificate and no answer', async () => {
    const stranger = proxy.protocol({ servername: 'other.example' });
    await expect(stranger).rejects.toMatchObject({ code: 'ERR_SSL_TLSV1_UNRECOGNIZED_NAME' });
    await expect(proxy.plain('/auth/login', { host: 'other.example' })).rejects.toThrow('socket hang up');
    const named = proxy.client('127.0.0.2').get('/auth/login').set('Host', 'other.example');
    await expect(named).rejects.toThrow('socket hang up');
    expect((await proxy.plain('/alive', { host: '127.0.0.1' })).statusCode).toBe(200);
  });

  it('lets a person log in with a cookie for https alone, known by their address whatever they claim', async () => {
    const alice = proxy.visitor('127.0.0.3');
    const form = await alice.get('/auth/login');
    expect(form.headers['strict-transport-security']).toBe(HSTS);
    expect(form.headers['content-encoding']).toBe('gzip');
    const answer = await alice.logIn(PEOPLE.alice.email, PASSWORD);
    expect([answer.status, answer.headers['location']]).toEqual([303, '/']);
    const cookie = [answer.headers['set-cookie'] ?? []].flat().find((it) => it.startsWith('__Host-mouse='));
    expect(cookie).toMatch(/^__Host-mouse=.*; Path=\/; .*HttpOnly; Secure; SameSite=Lax$/);
    expect(textOf((await alice.get('/inventory')).text)).toContain('Alice Arden');
    expect(alice.clientAddress).toMatch(/^198\.51\./);
    expect(await auditedAddresses(PEOPLE.alice.id)).toEqual(['127.0.0.3']);
  });

  it('gives a client five log-ins a minute, however many addresses it claims, and still shows the form', async () => {
    const client = proxy.client('127.0.0.4');
    const paths = ['/auth/login', '/Auth/Login', '/auth/login/', '/auth/login?next=/', '/auth/login'];
    for (const [i, path] of paths.entries()) {
      const answer = await client.post(path).set('X-Forwarded-For', `203.0.113.${i}`);
      expect([answer.status, whoAnswered(answer)]).toEqual([303, 'app']);
    }
    const sixth = await client.post('/AUTH/login/').set({ 'X-Forwarded-For': '203.0.113.9', Forwarded: 'for=::1' });
    expect([sixth.status, whoAnswered(sixth), sixth.headers['retry-after']]).toEqual([429, 'nginx', '12']);
    expect(textOf(sixth.text)).toContain('Too many requests');
    expect((await client.get('/auth/login')).status).toBe(200);
  });

  it('passes the app’s own 429 page untouched', async () => {
    const client = proxy.client('127.0.0.5');
    const answers = await Promise.all(Array.from({ length: 21 }, () => client.post('/setup')));
    const refused = answers.filter((it) => it.status === 429);
    expect(refused.map(whoAnswered)).toEqual(['app']);
    expect(refused[0]?.headers['strict-transport-security']).toBe(HSTS);
  });

  it('gives a client forty pages at once and no more; hashed files are not counted', async () => {
    const client = proxy.client('127.0.0.6');
    const [script] = await hashedFiles();
    const started = Date.now();
    const pages = await Promise.all(Array.from({ length: 120 }, () => client.get('/alive?q=quiet-word')));
    const files = await Promise.all(Array.from({ length: 60 }, () => client.get(script)));
    const passed = pages.filter((it) => it.status === 200).length;
    expect(passed).toBeGreaterThanOrEqual(41);
    expect(passed).toBeLessThanOrEqual(42 + (Date.now() - started) / 100);
    const refused = pages.filter((it) => it.status !== 200);
    expect(new Set(refused.map((it) => `${it.status} ${whoAnswered(it)}`))).toEqual(new Set(['429 nginx']));
    expect(refused[0]?.headers).toMatchObject({
      'retry-after': '1',
      'strict-transport-security': HSTS,
    });
    expect(new Set(files.map((it) => it.status))).toEqual(new Set([200]));
    await until(async () => /"path":"\/alive","status":"429".*"limit":"REJECTED"/.test(await proxy.logs()), 2000);
    expect(await proxy.logs()).not.toContain('quiet-word');
  });

  it('behind a tunnel takes the address that the tunnel gives, an IPv6 one as its /64', async () => {
    const tunneled = await startNginx(app.url, {
      '#set_real_ip_from 192.0.2.10;': 'set_real_ip_from 127.0.0.7;',
      '#real_ip_header CF-Connecting-IP;': 'real_ip_header CF-Connecting-IP;',
    });
    onTestFinished(() => tunneled.stop());
    const as = (address: string, from = '127.0.0.7') =>
      tunneled.client(from).post('/auth/login').set('CF-Connecting-IP', address);
    const bob = tunneled.visitor('127.0.0.7');
    bob.agent.set('CF-Connecting-IP', '2001:db8:9::1');
    expect((await bob.logIn(PEOPLE.bob.email, PASSWORD)).status).toBe(303);
    expect(await auditedAddresses(PEOPLE.bob.id)).toEqual(['2001:db8:9::1']);
    for (const last of [1, 2, 3, 4, 5]) expect((await as(`2001:db8:1:2::${last}`)).status).toBe(303);
    expect(whoAnswered(await as('2001:db8:1:2:ffff::6'))).toBe('nginx');
    expect(whoAnswered(await as('2001:db8:1:3::1'))).toBe('app');
    for (const last of [1, 2, 3, 4, 5]) await as(`2001:db8:1:4::${last}`, '127.0.0.8');
    expect(whoAnswered(await as('2001:db8:1:5::1', '127.0.0.8'))).toBe('nginx');
  });

  it('sends hashed files compressed, and asks the app for each once', async () => {
    const client = proxy.client('127.0.0.9');
    for (const path of await hashedFiles()) {
      const [first, second] = [await client.get(path), await client.get(`${path}?again`)];
      expect([first.status, second.headers['x-cache']]).toEqual([200, 'HIT']);
      expect(second.headers).toMatchObject({
        'content-encoding': 'gzip',
        'cache-control': 'public, max-age=31536000, immutable',
        vary: 'Accept-Encoding',
        'strict-transport-security': HSTS,
      });
      expect(second.text ?? second.body.toString()).toBe(await readFile(join('public', path), 'utf8'));
      expect(app.output().split(`"path":"${path}"`).length).toBe(2);
    }
  });

  it('keeps figures and versions inside, and answers a monitor', async () => {
    const client = proxy.client('127.0.0.10');
    expect((await fetch(`${app.url}/metrics`)).status).toBe(200);
    for (const path of ['/metrics', '/METRICS/', '/%6detrics', '/x/../metrics', '/health', '/Health/'])
      expect([path, (await client.get(path)).status]).toEqual([path, 403]);
    expect((await client.get('/alive')).text).toBe('ok');
    expect((await client.get('/ready')).text).toBe('ready');
  });

  it('lets the app say what is too large, up to 2 MB, and up to 255 MB where files come', async () => {
    const form = proxy.client('127.0.0.11').post('/companies').type('form');
    const answer = await form.set('Accept', 'text/html').send(`name=${'x'.repeat(1024 * 1024)}`);
    expect([answer.status, whoAnswered(answer)]).toEqual([413, 'app']);
    expect(textOf(answer.text)).toContain('A form may hold 256 KB');
    const files = `/inventory/${randomUUID()}/files`;
    for (const path of [files, '/inventory']) {
      const toApp = await proxy.upload(path, 250 * 1024 * 1024);
      expect([toApp.statusCode, toApp.headers['x-request-id']]).toEqual([303, expect.any(String)]);
    }
    for (const [path, megabytes] of [
      ['/companies', 3],
      [files, 256],
      ['/inventory', 256],
    ] as const) {
      const larger = await proxy.upload(path, megabytes * 1024 * 1024);
      expect([larger.statusCode, larger.headers['x-request-id']]).toEqual([413, undefined]);
    }
  });

  it('passes the app’s own 503 page untouched', async () => {
    const charlie = proxy.visitor('127.0.0.12');
    await charlie.logIn(PEOPLE.charlie.email, PASSWORD);
    await db.rows('begin');
    await db.rows('lock table sessions in access exclusive mode');
    const answer = await charlie.get('/inventory').finally(() => db.rows('rollback'));
    expect([answer.status, whoAnswered(answer), answer.headers['retry-after']]).toEqual([503, 'app', '10']);
    expect(textOf(answer.text)).toContain('The database is not answering');
    expect(answer.headers['strict-transport-security']).toBe(HSTS);
  });

  it('takes a download off the app’s hands while its reader is slow, and loses none of it', async () => {
    const vera = proxy.visitor('127.0.0.13');
    await vera.logIn(PEOPLE.vera.email, PASSWORD);
    await db.rows(
      `insert into inventory_items (id, user_id, name, source, currency, state, review_link)
       select gen_random_uuid(), $1, 'Lamp', 'gift', 'USD', 'received', repeat('x', 2000) from generate_series(1, 10000)`,
      [PEOPLE.vera.id],
    );
    const reader = new PassThrough();
    vera.agent.get('/inventory/export.csv').pipe(reader);
    await until(async () => /"path":"\/inventory\/export.csv","status":200/.test(app.output()), 20_000);
    const lines = (await text(reader)).trimEnd().split('\r\n');
    expect([lines.length, lines.at(-1)?.includes('x'.repeat(2000))]).toEqual([10_001, true]);
  });

  it('shows the maintenance page while the app is away, with 503 and when to come back; hashed files still come', async () => {
    const own = await startBehindNginx(db.url);
    onTestFinished(() => void own.stop('SIGKILL'));
    const front = await startNginx(own.url);
    onTestFinished(() => front.stop());
    const client = front.client('127.0.0.14');
    const [script] = await hashedFiles();
    await client.get(script);
    await own.stop('SIGKILL');
    for (const answer of [await client.get('/inventory?q=quiet-word'), await client.post('/inventory')]) {
      expect([answer.status, whoAnswered(answer), answer.headers['retry-after']]).toEqual([503, 'nginx', '30']);
      expect(answer.text).toBe(await readFile('docs/ops/nginx/maintenance/index.html', 'utf8'));
      expect(answer.headers).toMatchObject({
        'strict-transport-security': HSTS,
        'cache-control': 'no-store',
        'content-security-policy': expect.stringContaining("style-src 'self'"),
      });
    }
    expect((await client.get('/maintenance/page.css')).headers['content-type']).toBe('text/css');
    expect((await client.get(script)).status).toBe(200);
    expect(await front.logs()).not.toContain('quiet-word');
    const again = await startBehindNginx(db.url, { TRUST_PROXY: '1', PORT: new URL(own.url).port });
    onTestFinished(() => void again.stop('SIGKILL'));
    const back = await client.get('/auth/login');
    expect([back.status, back.headers['set-cookie']?.[0]]).toEqual([200, expect.stringMatching(/^__Host-mouse=/)]);
  });

  it('is open to others while one client holds thousands of connections and says nothing', async () => {
    const silent = await Promise.all(Array.from({ length: 2_100 }, () => proxy.silent('127.0.0.20', '', false)));
    onTestFinished(() => silent.forEach((socket) => void socket.destroy()));
    expect((await proxy.client('127.0.0.21').get('/alive')).text).toBe('ok');
  });

  it('ends a head and a body that drip, and gives a client a hundred requests at once', async () => {
    const held: { answer: ServerResponse }[] = [];
    const slow = createServer((_req, answer) => void held.push({ answer })).listen(0, '127.0.0.1');
    await once(slow, 'listening');
    const port = (slow.address() as { port: number }).port;
    const hurried = {
      'client_header_timeout 15s;': 'client_header_timeout 1s;',
      'client_body_timeout 15s;': 'client_body_timeout 1s;',
    };
    const front = await startNginx(`http://127.0.0.1:${port}`, hurried);
    onTestFinished(async () => {
      slow.closeAllConnections();
      slow.close();
      await front.stop();
    });
    const HEAD = 'POST /companies HTTP/1.1\r\nHost: localhost\r\n';
    const began = Date.now();
    const heads = await Promise.all([true, false].map((tls) => front.silent('127.0.0.22', HEAD, tls)));
    const dripping = setInterval(() => heads.forEach((socket) => void socket.write('X-More: 1\r\n')), 200);
    await Promise.all(heads.map((socket) => once(socket, 'close'))).finally(() => clearInterval(dripping));
    expect(Date.now() - began).toBeLessThan(10_000);
    const body = await front.silent('127.0.0.22', `${HEAD}Content-Length: 9\r\n\r\nx`);
    // It is the app's from its first byte on, and so is the whole time that it may take.
    await until(async () => held.length === 1, 5_000);
    await once(body, 'close');
    expect(createServer().requestTimeout).toBe(300_000);

    const ask = (n: number) => `GET /build/a-${String(n).padStart(10, '0')}.js HTTP/1.1\r\nHost: localhost\r\n\r\n`;
    await Promise.all(Array.from({ length: 110 }, (_, n) => front.silent('127.0.0.23', ask(n))));
    await until(async () => (await front.logs()).split('"status":"429"').length - 1 === 10, 5_000);
    await until(async () => held.length === 101, 5_000);
  });

  it('shows the maintenance page as long as the switch is on', async () => {
    const front = await startNginx(app.url);
    onTestFinished(() => front.stop());
    const client = front.client('127.0.0.15');
    await writeFile(join(front.dir, 'maintenance/on'), '');
    const closed = await client.get('/auth/login');
    expect([closed.status, whoAnswered(closed), closed.headers['retry-after']]).toEqual([503, 'nginx', '30']);
    expect(textOf(closed.text)).toContain('Back in a few minutes');
    await rm(join(front.dir, 'maintenance/on'));
    expect((await client.get('/auth/login')).status).toBe(200);
  });
});

async function auditedAddresses(personId: string): Promise<unknown[]> {
  const query = 'select distinct client_address as address from audit_log where actor_id = $1';
  return (await db.rows(query, [personId])).map(({ address }) => address);
}
