import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { DCLinter } from 'dclint';
import {
  DockerfileParser,
  type From,
  type Instruction,
  type JSONInstruction,
  type PropertyInstruction,
} from 'dockerfile-ast';
import { validate } from 'dockerfile-utils';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { loadConfig, VARIABLES } from '../../src/config.js';
import { type Compose, fillExample, readCompose, type Service, variablesOf } from '../support/compose.js';
import { nameSite } from '../support/nginx.js';

const read = (file: string) => readFileSync(file, 'utf8');
const PROD = 'compose.prod.yml';
const DEV = 'compose.dev.yml';
// dclint's own types are out of reach: its declarations import without file endings.
type Linted = { filePath: string; messages: { line: number; message: string }[] };

/** What compose files give to images that are not ours, or take away from ours. */
const NOT_THE_APPS = [
  'CLOUDFLARE_TUNNEL_TOKEN',
  'DATA_SOURCE_PASS',
  'DATA_SOURCE_URI',
  'DATA_SOURCE_USER',
  'GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES',
  'GF_ANALYTICS_CHECK_FOR_UPDATES',
  'GF_ANALYTICS_REPORTING_ENABLED',
  'GF_SECURITY_ADMIN_PASSWORD',
  'GRAFANA_PASSWORD',
  'POSTGRES_MONITOR_PASSWORD',
  'REDIS_ADDR',
  'TUNNEL_TOKEN',
];

const dockerfile = DockerfileParser.parse(read('Dockerfile'));
const lines = dockerfile.getInstructions();
const lastStage = lines.slice(lines.lastIndexOf(dockerfile.getFROMs().at(-1) as From));
const stageNames = dockerfile.getFROMs().map((from) => from.getBuildStage());
const env = Object.fromEntries(inLast<PropertyInstruction>('ENV').flatMap(propertiesOf));
const example = read('.env.production.example');
const filled = fillExample(example);
const prod = readCompose(PROD, filled);
const dev = readCompose(DEV, {});

describe('the Dockerfile', () => {
  it('has no fault that a linter finds', () => {
    expect(validate(read('Dockerfile'))).toEqual([]);
  });

  it('names the version of what it builds on, and no latest', () => {
    const version = Object.fromEntries(dockerfile.getInitialARGs().flatMap(propertiesOf));
    for (const from of dockerfile.getFROMs()) {
      const image = from.getImage()?.replace(/^\$\{(\w+)\}$/, (_, name) => version[name] ?? '') ?? '';
      expect(stageNames.includes(image) || /^node:24\b/.test(image)).toBe(true);
    }
  });

  it('runs as 1000 and not as root, by commands that signals reach', () => {
    expect(inLast('USER').map((line) => line.getArgumentsContent())).toEqual(['1000:1000']);
    expect(inLast('STOPSIGNAL').map((line) => line.getArgumentsContent())).toEqual(['SIGTERM']);
    const [cmd, ...more] = inLast<JSONInstruction>('CMD');
    expect(cmd?.getJSONStrings().map((it) => it.getJSONValue())).toEqual(['node', 'dist/src/main.js']);
    expect([...more, ...inLast('ENTRYPOINT')]).toEqual([]);
  });

  it('tells V8 how much memory to take as a start without the image does', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const told = env['NODE_OPTIONS'];
    for (const name of ['start', 'start:runtime']) expect(scripts[name]?.match(/--\S+/g)?.join(' '), name).toBe(told);
    expect(told).toMatch(/^--max-semi-space-size=\d+ --max-old-space-size=\d+$/);
    // Less for young objects: compose's command says it, and the image the rest.
    const [young] = scripts['worker']?.match(/--\S+/g) ?? [];
    expect(scripts['worker']).toBe(`node ${young} ${told?.split(' ')[1]} dist/src/worker.js`);
    expect(prod.services['worker']?.command).toContain(young);
  });

  it('asks /alive whether it is healthy', () => {
    const [check, ...more] = inLast('HEALTHCHECK');
    expect(check?.getArgumentsContent()).toMatch(/^CMD \["node", .*'\/alive'/);
    expect(more).toEqual([]);
  });

  it('holds no secret and fetches nothing by ADD', () => {
    const named = lines.filter((line) => /^(ARG|ENV)$/.test(line.getKeyword())).flatMap((line) => propertiesOf(line));
    const secret = /secret|password|token|key|credential/i;
    expect(named.map(([name]) => name).filter((name) => secret.test(name))).toEqual([]);
    expect(lines.filter((line) => line.getKeyword() === 'ADD')).toEqual([]);
    expect(read('.dockerignore').match(/^[^#\s].*/m)?.[0]).toBe('*');
  });

  it('writes down the commit that it is told where the app looks for it, and compose tells it', () => {
    const told = lines.filter((line) => /^(ARG REVISION|RUN printf)/.test(line.toString()));
    expect(told.slice(0, 2).map((line) => line.getArgumentsContent())).toEqual([
      'REVISION=unknown',
      `printf '%s' "$REVISION" > dist/commit`,
    ]);
    expect(prod.services['app']?.build?.args).toMatchObject({ REVISION: 'unknown' });
    expect(readCompose(PROD, { ...filled, APP_REVISION: 'abc1234' }).services['app']?.build?.args).toMatchObject({
      REVISION: 'abc1234',
    });
  });

  it('sets variables that the app, Node or npm knows, and says of itself what package.json says', () => {
    const known = [...VARIABLES, 'NODE_OPTIONS'];
    const unknown = Object.keys(env).filter((name) => !known.includes(name) && !name.startsWith('npm_config_'));
    expect(unknown).toEqual([]);
    expect(env).toMatchObject({
      NODE_ENV: 'production',
      HOST: '0.0.0.0',
      PORT: inLast('EXPOSE')[0]?.getArgumentsContent(),
    });
    const labels = Object.fromEntries(inLast<PropertyInstruction>('LABEL').flatMap(propertiesOf));
    expect(labels['org.opencontainers.image.description']).toBe(JSON.parse(read('package.json')).description);
  });
});

describe('both compose files', () => {
  it('have no fault that the schema or a linter finds', () => {
    const { rules } = parse(read('.dclintrc.yaml'));
    const results = new DCLinter({ rules, quiet: false, debug: false, exclude: [] }).lintFiles(
      [DEV, PROD],
      false,
    ) as Linted[];
    expect(results.map(({ filePath }) => filePath.replace(/.*\//, ''))).toEqual([DEV, PROD]);
    expect(results.flatMap(({ messages }) => messages.map(({ line, message }) => `${line}: ${message}`))).toEqual([]);
  });

  it.each(servicesOf({ dev, prod }))('%s gives variables that the app knows', (_, service) => {
    const names = Object.keys(service.environment ?? {});
    expect(names.filter((name) => !VARIABLES.includes(name) && !NOT_THE_APPS.includes(name))).toEqual([]);
  });

  it.each(servicesOf({ dev, prod }))('%s names a version, and a stage that there is', (_, { image, build }) => {
    if (build) expect([undefined, ...stageNames]).toContain(build.target);
    else if (image !== prod.services['app']?.image) expect(image).toMatch(/^[\w/-]+:v?\d[\w.-]*$/);
  });

  it.each(servicesOf({ dev, prod }))(
    '%s waits for services that there are, and reads files that there are',
    (where, service) => {
      const { services } = where.startsWith('dev') ? dev : prod;
      expect(Object.keys(services)).toEqual(expect.arrayContaining(Object.keys(service.depends_on ?? {})));
      const paths = (service.volumes ?? []).flatMap((it) => it.match(/^\.\/[^:]+/)?.[0] ?? []);
      const watched = service.develop?.watch.map(({ path }) => path) ?? [];
      expect([...paths, ...watched].filter((path) => path !== './tls' && !existsSync(path))).toEqual([]);
    },
  );
});

describe('compose.prod.yml', () => {
  const { app, worker } = prod.services as Record<'app' | 'worker' | 'postgres' | 'redis', Service>;

  it.each(servicesOf({ prod }))('%s is watched, bounded, started again, and may do little', (_, service) => {
    expect(service.restart).toBe('unless-stopped');
    expect(service.deploy?.resources?.limits).toEqual({
      cpus: expect.stringMatching(/^\d/),
      memory: expect.stringMatching(/^\d+[MG]$/),
      pids: expect.any(Number),
    });
    // The app's own check stands in the Dockerfile.
    expect(!!service.healthcheck?.test?.length || service.image?.startsWith('mouse-domination:')).toBe(true);
    expect(service).toMatchObject({ cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
  });

  it('publishes the app to this machine alone, and nothing of Postgres and Redis', () => {
    const ports = Object.entries(prod.services).map(([name, { ports = [] }]) => [name, ports]);
    expect(Object.fromEntries(ports)).toEqual({
      alertmanager: ['127.0.0.1:9093:9093'],
      grafana: ['127.0.0.1:3001:3000'],
      'postgres-exporter': [],
      prometheus: ['127.0.0.1:9090:9090'],
      'redis-exporter': [],
      app: [`127.0.0.1:3000:${env['PORT']}`],
      cloudflared: [],
      nginx: ['80:80', '443:443'],
      postgres: [],
      redis: [],
      worker: [],
      backup: [],
    });
    const networks = Object.entries(prod.services).map(([name, it]) => [name, it.networks]);
    expect(Object.fromEntries(networks)).toEqual({
      alertmanager: ['monitoring'],
      grafana: ['monitoring'],
      'postgres-exporter': ['backend'],
      prometheus: ['backend', 'monitoring'],
      'redis-exporter': ['backend'],
      app: ['backend', 'frontend'],
      cloudflared: ['frontend'],
      nginx: ['frontend'],
      postgres: ['backend'],
      redis: ['backend'],
      worker: ['backend', 'frontend'],
      backup: ['backend', 'frontend'],
    });
    expect(prod.networks).toEqual({ backend: { internal: true }, frontend: null, monitoring: null });
    expect(read('docs/ops/nginx/nginx.conf')).toContain(`server app:${env['PORT']};`);
  });

  it('starts proxies and what watches only where their profile is asked for', () => {
    const profiles = Object.entries(prod.services).map(([name, it]) => [name, it.profiles]);
    expect(profiles.filter(([, it]) => it)).toEqual([
      ['alertmanager', ['monitoring']],
      ['cloudflared', ['tunnel']],
      ['grafana', ['monitoring']],
      ['nginx', ['nginx']],
      ['postgres-exporter', ['monitoring']],
      ['prometheus', ['monitoring']],
      ['redis-exporter', ['monitoring']],
    ]);
  });

  it('keeps what lasts in volumes, and the app writes nowhere else', () => {
    expect(Object.keys(prod.volumes ?? {})).toEqual(
      ['alertmanager', 'app', 'grafana', 'postgres', 'prometheus', 'redis'].map((name) => `${name}_data`),
    );
    expect(app).toMatchObject({ read_only: true, user: '1000:1000', tmpfs: [expect.stringMatching(/^\/tmp:/)] });
    expect(app.volumes).toEqual([`app_data:${env['DATA_DIR']}`]);
    expect(prod.services['postgres']?.volumes).toEqual(['postgres_data:/var/lib/postgresql/data']);
    expect(prod.services['redis']?.volumes).toEqual(['redis_data:/data']);
  });

  it('gives the app longer to end than the app gives to requests in hand', () => {
    const inHand = Number(/IN_HAND_MS = ([\d_]+)/.exec(read('src/http/drain.ts'))?.[1]?.replace('_', ''));
    expect(inHand).toBeGreaterThan(0);
    expect(Number.parseInt(app.stop_grace_period ?? '', 10) * 1000).toBeGreaterThan(inHand);
  });

  it('gives the jobs to a worker of the same image, with the same settings and files', () => {
    expect(app.command).toEqual(['node', 'dist/src/main.js', '--no-worker']);
    expect(worker.command).toEqual(['node', '--max-semi-space-size=8', 'dist/src/worker.js']);
    for (const same of ['image', 'environment', 'env_file', 'volumes', 'user', 'read_only', 'tmpfs'] as const)
      expect([same, worker[same]]).toEqual([same, app[same]]);
    for (const source of ['src/main.ts', 'src/worker.ts']) expect(existsSync(source)).toBe(true);
    const inHand = Number(/JOBS_IN_HAND_MS = ([\d_]+)/.exec(read('src/launch.ts'))?.[1]?.replace('_', ''));
    expect(inHand).toBeGreaterThan(0);
    expect(Number.parseInt(worker.stop_grace_period ?? '', 10) * 1000).toBeGreaterThan(inHand);
  });

  it('backs up each night at 02:17 UTC, with the app’s settings and files, and tries again after an hour', () => {
    const backup = prod.services['backup'] as Service;
    for (const same of ['image', 'environment', 'env_file', 'volumes', 'user', 'read_only', 'tmpfs'] as const)
      expect([same, backup[same]]).toEqual([same, app[same]]);
    expect(backup.healthcheck).toEqual({ disable: true });
    const folder = mkdtempSync(join(tmpdir(), 'mouse-nightly-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    // What it waits and does, by programs that write it down. The first backup fails, and the second night never comes.
    const said = (moment: string) => {
      const programs = {
        date: `echo ${Date.parse(moment) / 1000}`,
        sleep: `echo "sleep $1" >> said; [ "$(grep -c sleep said)" -lt 3 ]`,
        node: `echo "node $*" >> said; [ "$(grep -c node said)" -ge 2 ]`,
      };
      writeFileSync(join(folder, 'said'), '');
      for (const [name, does] of Object.entries(programs))
        writeFileSync(join(folder, name), `#!/bin/sh\n${does}\n`, { mode: 0o755 });
      const [shell = '', ...args] = backup.command ?? [];
      spawnSync(shell, args, { cwd: folder, env: { PATH: `${folder}:${process.env['PATH']}` } });
      return read(join(folder, 'said')).trim().split('\n');
    };
    const make = 'node dist/scripts/db-backup.js';
    expect(said('2026-11-27T01:17:00Z')).toEqual(['sleep 3601', make, 'sleep 3600', make, 'sleep 3601']);
    expect(said('2026-11-27T02:18:00Z')[0]).toBe(`sleep ${24 * 3600 - 60 + 1}`);
    expect(existsSync('scripts/db-backup.ts')).toBe(true);
  });

  it('builds in one service alone, and by no restart: what is there is what runs', () => {
    const building = Object.entries(prod.services).filter(([, { build }]) => build);
    expect(building.map(([name]) => name)).toEqual(['app']);
    expect([app.pull_policy, worker.pull_policy]).toEqual(['never', 'never']);
    expect(readCompose(PROD, { ...filled, APP_VERSION: '1.2.0' }).services['worker']?.image).toMatch(/:1\.2\.0$/);
  });

  it('asks for no password of a Postgres that it does not use', () => {
    const { POSTGRES_PASSWORD: _, ...others } = filled;
    const url = 'postgres://mouse:s3cret@db.example.org:5432/mouse';
    expect(() => readCompose(PROD, others)).toThrow('Fill POSTGRES_PASSWORD in .env.production');
    const { services } = readCompose(PROD, { ...others, DATABASE_URL: url });
    const config = loadConfig({ ...others, DATABASE_URL: url, ...services['app']?.environment });
    expect(config.database.url).toBe(url);
    expect(services['postgres']?.environment?.['POSTGRES_PASSWORD']).toBe(filled['REDIS_PASSWORD']);
  });

  it('gives nginx the site’s name', () => {
    const { volumes, environment, tmpfs } = prod.services['nginx'] as Service;
    expect(environment).toEqual({ APP_URL: filled['APP_URL'] });
    expect(volumes).toContain('./docs/ops/nginx/site-name.sh:/docker-entrypoint.d/90-site-name.sh:ro');
    expect(tmpfs).toContain('/etc/nginx/site');
    const folder = mkdtempSync(join(tmpdir(), 'mouse-site-'));
    for (const address of ['https://crm.example.org', 'https://crm.example.org:8443/', 'http://crm.example.org']) {
      nameSite(folder, address);
      expect(read(join(folder, 'name.conf'))).toBe('server_name crm.example.org;\n');
    }
    expect(() => nameSite(folder, '')).toThrow('APP_URL must be');
    rmSync(folder, { recursive: true });
  });

  it('makes of the filled file a configuration that holds, with its services in it', () => {
    const config = loadConfig(composed(filled));
    expect(config).toMatchObject({ env: 'production', port: 3000, trustProxy: 1, warnings: [] });
    const [database, redis] = [new URL(config.database.url ?? ''), new URL(config.redisUrl ?? '')];
    expect(Object.keys(prod.services)).toEqual(expect.arrayContaining([database.hostname, redis.hostname]));
    expect(database.password).toBe(prod.services['postgres']?.environment?.['POSTGRES_PASSWORD']);
    expect(database.username).toBe(prod.services['postgres']?.environment?.['POSTGRES_USER']);
    expect(database.pathname).toBe(`/${prod.services['postgres']?.environment?.['POSTGRES_DB']}`);
    expect(redis.password).toBe(prod.services['redis']?.environment?.['REDIS_PASSWORD']);
  });
});

describe('docs/ops/compose.secrets.yml', () => {
  const secrets = readCompose('docs/ops/compose.secrets.yml', {});

  it('gives what the environment gave as files, and leaves no secret in it', () => {
    const dir = mkdtempSync(join(tmpdir(), 'mouse-secrets-'));
    onTestFinished(() => rmSync(dir, { recursive: true }));
    for (const [name, { file }] of Object.entries(secrets.secrets ?? {})) {
      expect(file).toBe(`./secrets/${name}`);
      writeFileSync(join(dir, name), `${filled[name.toUpperCase()]}\n`);
    }
    const inFiles = Object.keys(secrets.secrets ?? {}).map((name) => name.toUpperCase());
    const operator = { ...filled, ...Object.fromEntries(inFiles.map((name) => [name, 'file'])) };
    for (const name of ['app', 'worker']) {
      const { environment, secrets: given = [] } = secrets.services[name] ?? {};
      expect(given.map((it) => it.toUpperCase()).toSorted()).toEqual(inFiles.toSorted());
      const together = Object.entries({ ...composed(operator), ...environment });
      const placed = together.map(([key, value]) => [key, value.replace(/^\/run\/secrets/, dir)]);
      expect(loadConfig(Object.fromEntries(placed))).toEqual(loadConfig(composed(filled)));
    }
    const others = ['postgres', 'redis', 'redis-exporter'].map((name) => secrets.services[name]?.environment);
    expect(others).toMatchObject([{ POSTGRES_PASSWORD: '' }, { REDIS_PASSWORD: '' }, { REDIS_PASSWORD: '' }]);
    for (const name of Object.keys(secrets.services)) expect(Object.keys(prod.services)).toContain(name);
  });
});

describe('.env.production.example', () => {
  it('lists every variable of the app and of compose, and no other', () => {
    const listed = [...example.matchAll(/^#?([A-Z0-9_]+)=/gm)].map(([, name]) => name);
    expect(listed.toSorted()).toEqual([...new Set([...VARIABLES, ...variablesOf(PROD)])].sort());
  });

  it('leaves what must be filled empty, and nothing starts before each is', () => {
    const empty = Object.keys(parseEnv(example));
    expect(parseEnv(example)).toEqual(Object.fromEntries(empty.map((name) => [name, ''])));
    for (const name of empty)
      expect(() => readCompose(PROD, { ...filled, [name]: '' })).toThrow(`Fill ${name} in .env.production`);
  });

  it('shows the defaults: to take the # away from them changes nothing', () => {
    const shown = { ...parseEnv(example.replace(/^#(?=[A-Z0-9_]+=.)/gm, '')), ...filled } as Record<string, string>;
    expect(Object.keys(shown).length).toBeGreaterThan(20);
    expect(loadConfig(composed(shown))).toEqual(loadConfig(composed(filled)));
    expect(readCompose(PROD, shown)).toEqual(prod);
  });
});

describe('compose.dev.yml', () => {
  it('is on loopback alone, where the papers say', () => {
    const ports = Object.entries(dev.services).map(([name, it]) => [name, it.ports]);
    expect(Object.fromEntries(ports)).toEqual({
      'dev-app': ['127.0.0.1:5001:5001'],
      mailpit: ['127.0.0.1:1025:1025', '127.0.0.1:8025:8025'],
      postgres: ['127.0.0.1:5433:5432'],
      redis: ['127.0.0.1:6379:6379'],
    });
    expect(dev.services['dev-app']?.profiles).toEqual(['dev-app']);
  });

  it('gives the app a configuration that holds, with the services in it', () => {
    const config = loadConfig({ ...dev.services['dev-app']?.environment, DATA_DIR: undefined, ...secretsOf(filled) });
    expect(config).toMatchObject({ env: 'development', port: 5001, warnings: [] });
    const { POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_DB } = dev.services['postgres']?.environment ?? {};
    expect(config.database.url).toBe(`postgres://${POSTGRES_USER}:${POSTGRES_PASSWORD}@postgres:5432/${POSTGRES_DB}`);
    expect(config.redisUrl).toBe('redis://redis:6379');
  });
});

function inLast<T extends Instruction = Instruction>(keyword: string): T[] {
  return lastStage.filter((line) => line.getKeyword() === keyword) as T[];
}

function propertiesOf(line: Instruction): [string, string][] {
  return (line as PropertyInstruction).getProperties().map((it) => [it.getName(), it.getValue() ?? '']);
}

function servicesOf(files: Record<string, Compose>): [string, Service][] {
  const named = ([file, { services }]: [string, Compose]) =>
    Object.entries(services).map(([name, service]): [string, Service] => [`${file}'s ${name}`, service]);
  return Object.entries(files).flatMap(named);
}

/** What the app's container has in its environment: the image's, then the file's, then what compose knows better. */
function composed(operator: Record<string, string>): Record<string, string> {
  return { ...env, ...operator, ...readCompose(PROD, operator).services['app']?.environment };
}

function secretsOf({ SESSION_SECRET, ENCRYPTION_KEY }: Record<string, string>) {
  return { SESSION_SECRET, ENCRYPTION_KEY };
}
