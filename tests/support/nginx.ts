import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type ClientRequest, get, type IncomingMessage } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { Agent, request as httpsRequest } from 'node:https';
import { connect, type Socket } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { promisify } from 'node:util';
import request from 'supertest';
import { type AppProcess, freePort, startProcess, until } from './process.js';
import { program } from './programs.js';
import { Visitor } from './visitor.js';

/** Whether there are nginx and openssl; without them its tests are skipped with a loud line, and in CI they fail. */
export const hasNginx = ['nginx', 'openssl'].map(program).every(Boolean);

export type TestNginx = Awaited<ReturnType<typeof startNginx>>;

const PAPERS = 'docs/ops/nginx';

/** A real nginx on docs/ops/nginx/nginx.conf in front of the app, with a certificate of its own; `lines` replaces further ones. */
export async function startNginx(appUrl: string, lines: Record<string, string> = {}) {
  const dir = await mkdtemp(join(tmpdir(), 'mouse-nginx-'));
  const [port, tlsPort] = [await freePort(), await freePort()];
  const ca = await layOut(dir, { ...forThisMachine({ dir, port, tlsPort, appUrl }), ...lines });
  const child = spawn(program('nginx') as string, [...settings(dir), '-g', 'daemon off;']);
  let said = '';
  child.stderr.on('data', (data) => (said += data));
  // Its master takes the workers along, which it could not after a SIGKILL.
  process.once('exit', () => child.kill('SIGTERM'));
  await until(() => listens(tlsPort), 10_000).catch(async (error: Error) => {
    child.kill('SIGTERM');
    throw new Error(`nginx did not start (${error.message}): ${said}${await readFile(join(dir, 'error.log'), 'utf8')}`);
  });
  const url = `https://localhost:${tlsPort}`;
  const agentFrom = (localAddress: string) =>
    new Agent({ ca, localAddress, family: 4, servername: 'localhost', keepAlive: true, maxSockets: 20 });
  return {
    dir,
    url,
    /** A client at an address of the loopback network: each has limits of its own. */
    client(address: string) {
      const agent = agentFrom(address);
      return request.agent(url).use((asked: request.Test) => void asked.agent(agent));
    },
    /** A visitor at such an address, who claims to come from another one. */
    visitor(address: string): Visitor {
      const visitor = new Visitor(url);
      const agent = agentFrom(address);
      visitor.agent.use((asked: request.Test) => void asked.agent(agent));
      return visitor;
    },
    /** An answer without TLS. */
    plain: (path: string, headers: Record<string, string> = {}) =>
      answerTo(get(`http://localhost:${port}${path}`, { headers, family: 4 })),
    /** The protocol that a handshake with these options settles on. */
    async protocol(options: ConnectionOptions): Promise<string | null> {
      const socket = connectTls({ port: tlsPort, host: '127.0.0.1', servername: 'localhost', ca, ...options });
      await once(socket, 'secureConnect');
      const protocol = socket.getProtocol();
      socket.destroy();
      return protocol;
    },
    async statusOverHttp2(path: string): Promise<unknown> {
      const session = connectHttp2(url, { ca });
      const [headers] = await once(session.request({ ':path': path }), 'response');
      session.destroy();
      return headers[':status'];
    },
    /** The answer to a body that is announced and not sent. */
    async upload(path: string, bytes: number): Promise<IncomingMessage> {
      const headers = { 'Content-Length': bytes };
      const sending = httpsRequest(`${url}${path}`, { method: 'POST', headers, agent: agentFrom('127.0.0.1') });
      sending.flushHeaders();
      return answerTo(sending).finally(() => sending.destroy());
    },
    /** A connection of TLS, or without, from an address, on which that is sent. */
    async silent(localAddress: string, sent = '', tls = true): Promise<Socket> {
      const at = { port: tls ? tlsPort : port, host: '127.0.0.1', localAddress };
      const socket = tls ? connectTls({ ...at, servername: 'localhost', ca }) : connect(at);
      await once(socket, tls ? 'secureConnect' : 'connect');
      socket.on('error', () => undefined).resume();
      if (sent) socket.write(sent);
      return socket;
    },
    /** All that nginx has written, the complaints included. */
    logs: async () =>
      (await Promise.all(['access.log', 'error.log'].map((it) => readFile(join(dir, it), 'utf8')))).join(),
    /** What `nginx -t` says of the configuration. */
    check: async () => (await promisify(execFile)(program('nginx') as string, [...settings(dir), '-t'])).stderr,
    async stop(): Promise<void> {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** The product as an operator runs it behind nginx. */
export function startBehindNginx(databaseUrl: string, env: Record<string, string> = {}): Promise<AppProcess> {
  return startProcess({
    NODE_ENV: 'production',
    RATE_LIMIT_ALLOW_MEMORY: 'true',
    APP_URL: 'https://localhost',
    // Reads the whole list of addresses, where 1 reads its end alone: it would believe one that nginx let through.
    TRUST_PROXY: 'loopback',
    METRICS_ENABLED: 'true',
    METRICS_GUARD: 'cidr',
    METRICS_GUARD_ALLOWLIST: '127.0.0.0/8',
    DATABASE_URL: databaseUrl,
    ...env,
  });
}

/** The addresses of the app's script and styles, which carry a hash. */
export async function hashedFiles(): Promise<[script: string, styles: string]> {
  const manifest = JSON.parse(await readFile('public/build/manifest.json', 'utf8')) as Record<string, string>;
  return [manifest['app.js'] as string, manifest['app.css'] as string];
}

/** The app marks each answer with its request's id; nginx has none. */
export function whoAnswered(answer: { headers: Record<string, string> }): 'app' | 'nginx' {
  return answer.headers['x-request-id'] ? 'app' : 'nginx';
}

type Places = { dir: string; port: number; tlsPort: number; appUrl: string };

/** The lines that README.md tells operators to change, and folders that need no root. */
function forThisMachine({ dir, port, tlsPort, appUrl }: Places): Record<string, string> {
  const folders = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((it) => `${it}_temp_path ${dir}/${it};`);
  return {
    'user nginx;': `user ${userInfo().username};`,
    'pid /run/nginx.pid;': `pid ${dir}/nginx.pid;`,
    'error_log /var/log/nginx/error.log notice;': `error_log ${dir}/error.log notice;`,
    'error_log /var/log/nginx/error.log crit;': `error_log ${dir}/error.log crit;\n${folders.join('\n')}`,
    'access_log /var/log/nginx/access.log ': `access_log ${dir}/access.log `,
    'proxy_cache_path /var/cache/nginx/assets ': `proxy_cache_path ${dir}/assets `,
    'server app:3000;': `server ${new URL(appUrl).host};`,
    'listen 80 default_server;': `listen 127.0.0.1:${port} default_server;`,
    'listen 443 ssl http2 default_server;': `listen 127.0.0.1:${tlsPort} ssl http2 default_server;`,
    'listen 80;': `listen 127.0.0.1:${port};`,
    'listen 443 ssl http2;': `listen 127.0.0.1:${tlsPort} ssl http2;`,
    'include /etc/nginx/site/name.conf;': `include ${dir}/site/name.conf;`,
    'ssl_certificate /etc/nginx/tls/fullchain.pem;': `ssl_certificate ${dir}/fullchain.pem;`,
    'ssl_certificate_key /etc/nginx/tls/privkey.pem;': `ssl_certificate_key ${dir}/privkey.pem;`,
    'return 301 https://$host$request_uri;': `return 301 https://$host:${tlsPort}$request_uri;`,
    'root /usr/share/nginx;': `root ${dir};`,
  };
}

async function layOut(dir: string, lines: Record<string, string>): Promise<string> {
  let text = await readFile(join(PAPERS, 'nginx.conf'), 'utf8');
  for (const [line, other] of Object.entries(lines)) text = replaced(text, line, other);
  await writeFile(join(dir, 'nginx.conf'), text);
  await writeFile(join(dir, 'error.log'), '');
  nameSite(join(dir, 'site'), 'https://localhost');
  await cp(join(PAPERS, 'maintenance'), join(dir, 'maintenance'), { recursive: true });
  return makeCertificate(dir);
}

function replaced(text: string, line: string, other: string): string {
  const [before, after, ...more] = text.split(line);
  if (before === undefined || after === undefined || more.length > 0)
    throw new Error(`nginx.conf should hold "${line}" once.`);
  return `${before}${other}${after}`;
}

/** What site-name.sh writes into a folder for that address. */
export function nameSite(SITE_DIR: string, APP_URL: string): void {
  execFileSync(join(PAPERS, 'site-name.sh'), {
    env: { PATH: process.env['PATH'] ?? '', SITE_DIR, APP_URL },
    stdio: 'pipe',
  });
}

/** A certificate for localhost that nobody signed, and its key: `fullchain.pem` and `privkey.pem` in the folder. */
export async function makeCertificate(dir: string): Promise<string> {
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-noenc', '-keyout', `${dir}/privkey.pem`];
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const args = ['req', '-x509', '-days', '1', ...key, ...names, '-out', `${dir}/fullchain.pem`];
  execFileSync(program('openssl') as string, args, { stdio: 'pipe' });
  return readFile(join(dir, 'fullchain.pem'), 'utf8');
}

function settings(dir: string): string[] {
  return ['-p', dir, '-c', join(dir, 'nginx.conf')];
}

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.destroy();
  return true;
}

async function answerTo(sending: ClientRequest): Promise<IncomingMessage> {
  const [answer] = await once(sending, 'response');
  return answer as IncomingMessage;
}
