import { execFileSync } from 'node:child_process';
import type { lookup } from 'node:dns';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config.js';
import { isListed, isOfTheInternet } from '../../src/platform/outgoing/addresses.js';
import { couldReach, openOutgoing } from '../../src/platform/outgoing/outgoing.js';
import { TEST_ENV } from '../support/app.js';
import { answer, ok, Sink, useSink } from '../support/sink.js';

const allowed = (ranges: string) =>
  loadConfig({ ...TEST_ENV, DATABASE_URL: 'postgres://u:p@localhost/x', WEBHOOK_ALLOWLIST: ranges }).webhookAllowlist;
const opened = allowed('127.0.0.1/32');
const post = (url: string, parts: Partial<Parameters<typeof openOutgoing>[0]> = {}) =>
  openOutgoing({ opened, answerMs: 1_500, ...parts }).post(new URL(url), { 'content-type': 'application/json' }, '{}');
/** A resolver that answers one address after another, and the last for ever. */
function resolver(...answers: string[][]): { resolve: typeof lookup; asked: string[] } {
  const asked: string[] = [];
  const resolve = (name: string, _options: unknown, answerWith: (error: null, found: object[]) => void) => {
    asked.push(name);
    const found = (answers.length > 1 ? answers.shift() : answers[0]) ?? [];
    answerWith(
      null,
      found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
  return { resolve: resolve as unknown as typeof lookup, asked };
}

describe('an address', () => {
  it.each([
    ...[
      '8.8.8.8',
      '1.1.1.1',
      '100.63.255.255',
      '100.128.0.1',
      '172.15.0.1',
      '172.32.0.1',
      '192.167.1.1',
      '223.255.255.255',
    ],
    ...['2606:4700:4700::1111', '2a00:1450:4001::1', '2001:4860:4860::8888', '2600::1', '3ffe::1'],
  ])('%s is of the internet', (address) => expect(isOfTheInternet(address)).toBe(true));

  it.each([
    ...[
      '0.0.0.0',
      '0.1.2.3',
      '10.0.0.1',
      '10.255.255.255',
      '100.64.0.1',
      '100.100.100.200',
      '100.127.255.255',
      '127.0.0.1',
      '127.1.2.3',
    ],
    ...[
      '169.254.169.254',
      '169.254.0.1',
      '172.16.0.1',
      '172.31.255.255',
      '192.0.0.1',
      '192.0.0.192',
      '192.0.2.1',
      '192.88.99.1',
    ],
    ...[
      '192.168.0.1',
      '198.18.0.1',
      '198.19.255.255',
      '198.51.100.1',
      '203.0.113.1',
      '224.0.0.1',
      '239.255.255.255',
      '240.0.0.1',
    ],
    ...['255.255.255.255', '168.63.129.16'],
    ...[
      '::',
      '::1',
      '::ffff:127.0.0.1',
      '::ffff:8.8.8.8',
      '::ffff:7f00:1',
      '::127.0.0.1',
      '64:ff9b::7f00:1',
      '64:ff9b::808:808',
      '64:ff9b:1::a00:1',
    ],
    ...[
      '100::1',
      '2001::1',
      '2001:0:4136:e378::1',
      '2001:db8::1',
      '2001:10::1',
      '2002:7f00:1::1',
      '2002:a00:1::',
      '3fff::1',
      '5f00::1',
    ],
    ...[
      'fc00::1',
      'fd00:ec2::254',
      'fdff::1',
      'fe80::1',
      'fe80::1%eth0',
      'feb0::1',
      'fec0::1',
      'ff02::1',
      'ff0e::1',
      '2606:4700::1%eth0',
    ],
    ...['', 'localhost', '127.1', '2130706433', '0x7f000001', '0177.0.0.1', '8.8.8.8.', '[::1]'],
  ])('%s is not', (address) => expect(isOfTheInternet(address)).toBe(false));

  it('is opened by the list of the operator alone, and there without TLS too', () => {
    const list = allowed('10.1.0.0/16, fd00::/8');
    expect(
      ['10.1.2.3', '10.2.0.1', 'fd12::1', 'fe80::1', '127.0.0.1', 'fd12::1%eth0'].map((it) => isListed(list, it)),
    ).toEqual([...[true, false, true, false, false, false]]);
    const could = (url: string, by = allowed('10.1.0.0/16')) => couldReach(new URL(url), by);
    expect([
      could('http://10.1.2.3/'),
      could('http://10.2.2.3/'),
      could('https://10.2.2.3/'),
      could('https://8.8.8.8/'),
    ]).toEqual([...[true, false, false, true]]);
    expect([
      could('http://8.8.8.8/'),
      could('http://name.example/'),
      couldReach(new URL('http://name.example/'), undefined),
    ]).toEqual([...[false, true, false]]);
  });

  it.each([
    ...[
      'https://127.0.0.1/',
      'https://2130706433/',
      'https://0x7f000001/',
      'https://0177.0.0.1/',
      'https://127.1/',
      'https://0/',
    ],
    ...[
      'https://%31%32%37.0.0.1/',
      'https://１２７.0.0.1/',
      'https://127.0.0.1./',
      'https://[::1]/',
      'https://[::ffff:127.0.0.1]/',
    ],
    ...[
      'https://[::ffff:7f00:1]/',
      'https://[64:ff9b::127.0.0.1]/',
      'https://[fe80::1]/',
      'https://169.254.169.254/',
      'http://8.8.8.8/',
    ],
  ])('%s is reached in no spelling', async (url) => {
    expect(couldReach(new URL(url), undefined)).toBe(false);
    await expect(post(url, { opened: undefined })).rejects.toThrow(/nothing is sent to/);
  });
});

describe('a post', () => {
  const sink = useSink();

  it('reaches what is opened, on a connection of its own, and answers the status and the first bytes', async () => {
    sink.answering = answer(201, 'made');
    expect(await post(sink.url('/a?b=c'))).toEqual({ status: 201, text: 'made' });
    const [received] = sink.taken();
    expect(received).toMatchObject({
      path: '/a?b=c',
      body: '{}',
      headers: { connection: 'close', 'content-length': '2' },
    });
  });

  it('checks the address that it connects to: a name is looked up once, whatever a second look-up would say', async () => {
    const first = resolver(['8.8.8.8'], ['127.0.0.1']);
    const outgoing = openOutgoing({ opened: undefined, resolve: first.resolve, answerMs: 50 });
    const url = new URL(`https://rebind.example:${sink.port}/`);
    expect(couldReach(url, undefined)).toBe(true);
    await outgoing.post(url, {}, '{}').catch(() => undefined);
    expect(first.asked).toEqual(['rebind.example']);
    await expect(outgoing.post(url, {}, '{}')).rejects.toThrow(/nothing is sent to/);
    expect(sink.taken()).toEqual([]);
  });

  it.each([
    ['127.0.0.1'],
    ['10.0.0.1'],
    ['::1'],
    ['::ffff:127.0.0.1'],
    ['fd00::1'],
    ['169.254.169.254'],
    ['8.8.8.8', '127.0.0.1'],
  ])('goes nowhere where a name stands for %s', async (...found) => {
    const { resolve } = resolver(found);
    const url = `https://inner.example:${sink.port}/`;
    await expect(post(url, { opened: undefined, resolve })).rejects.toThrow(/nothing is sent to/);
    expect(sink.taken()).toEqual([]);
  });

  it('goes to a name that stands for what is opened, and says of one that is not known', async () => {
    sink.answering = ok;
    const { resolve } = resolver(['127.0.0.1']);
    expect((await post(sink.url('/', 'hooks.example'), { resolve })).status).toBe(200);
    expect(sink.taken()[0]?.headers.host).toBe(`hooks.example:${sink.port}`);
    const unknown = (_name: string, _options: unknown, done: (error: Error, found: object[]) => void) =>
      done(Object.assign(new Error('no'), { code: 'ENOTFOUND' }), []);
    await expect(post('https://nobody.example/', { resolve: unknown as unknown as typeof lookup })).rejects.toThrow(
      'Its name is not known.',
    );
  });

  it('follows no redirect', async () => {
    sink.answering = answer(302, '', { location: sink.url('/elsewhere') });
    expect((await post(sink.url())).status).toBe(302);
    expect(sink.taken().map(({ path }) => path)).toEqual(['/hook']);
  });

  it('reads a few kilobytes of an answer of a gigabyte, and of one that never ends', async () => {
    let written = 0;
    sink.answering = (res) => {
      res.writeHead(200);
      const more = () => {
        while (written < 2 ** 30 && !res.destroyed && res.write('x'.repeat(65_536))) written += 65_536;
      };
      res.on('drain', more);
      more();
    };
    const started = performance.now();
    expect((await post(sink.url())).text).toHaveLength(4_096);
    expect(written).toBeLessThan(2 ** 26);
    sink.answering = (res) => void res.writeHead(200).write('begun');
    expect(await post(sink.url())).toEqual({ status: 200, text: 'begun' });
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  it('waits for the head of an answer for its time alone, also where it comes letter by letter', async () => {
    sink.answering = () => undefined;
    await expect(post(sink.url(), { answerMs: 100 })).rejects.toThrow('It did not answer within 0.1 seconds.');
    const drip = await listening((socket) => {
      const timer = setInterval(() => socket.write('H'), 20);
      socket.on('close', () => clearInterval(timer));
    });
    await expect(post(drip.url, { answerMs: 100 })).rejects.toThrow(/It did not answer|not HTTP/);
    await drip.close();
  });

  it.each([
    ['nothing that is HTTP', 'SSH-2.0-x\r\n\r\n', /not HTTP/],
    ['a head without an end', `HTTP/1.1 200 OK\r\n${'a: b\r\n'.repeat(10_000)}`, /not HTTP/],
    ['nothing at all', '', /ended the connection/],
  ])('says so where it is answered %s', async (_what, text, words) => {
    const server = await listening((socket) => void socket.end(text));
    await expect(post(server.url)).rejects.toThrow(words);
    await server.close();
  });

  it('says so where nobody listens', async () => {
    const server = await listening(() => undefined);
    await server.close();
    await expect(post(server.url)).rejects.toThrow('Nothing listens there.');
  });
});

describe('over TLS', () => {
  let folder: string;
  let sink: Sink;
  let cert: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mouse-tls-'));
    const [key, crt] = [join(folder, 'key'), join(folder, 'crt')];
    const made = `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=x -keyout ${key} -out ${crt}`;
    execFileSync('openssl', [...made.split(' '), '-addext', 'subjectAltName=DNS:hooks.example'], { stdio: 'ignore' });
    cert = readFileSync(crt, 'utf8');
    sink = new Sink({ key: readFileSync(key, 'utf8'), cert });
    await sink.open();
  });
  afterAll(async () => {
    await sink.close();
    rmSync(folder, { recursive: true });
  });

  it('a certificate is checked, and its name, whatever the address is opened for', async () => {
    const { resolve } = resolver(['127.0.0.1']);
    expect((await post(sink.url('/', 'hooks.example'), { resolve, ca: cert })).status).toBe(200);
    sink.taken();
    await expect(post(sink.url('/', 'hooks.example'), { resolve })).rejects.toThrow(
      /certificate does not hold \(DEPTH_ZERO/,
    );
    await expect(post(sink.url('/', 'other.example'), { resolve, ca: cert })).rejects.toThrow(
      /certificate does not hold/,
    );
    expect(sink.taken()).toEqual([]);
  });
});

async function listening(act: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined).resume());
    act(socket);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}
