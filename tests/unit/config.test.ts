import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { unknownNames } from '../../src/config/names.js';
import { type ConfigError, loadConfig, VARIABLES } from '../../src/config.js';

const dir = mkdtempSync(join(tmpdir(), 'mouse-config-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const KEY = `k1:${Buffer.alloc(32, 7).toString('base64')}`;
const SECRET = 's'.repeat(32);
const DEVELOPMENT = { DATA_DIR: dir };
const PRODUCTION = {
  ...DEVELOPMENT,
  NODE_ENV: 'production',
  APP_URL: 'https://crm.example.com',
  DATABASE_URL: 'postgres://u:p@db/crm',
  SESSION_SECRET: SECRET,
  ENCRYPTION_KEY: KEY,
  RATE_LIMIT_ALLOW_MEMORY: 'true',
};

const BUCKET = {
  STORAGE_S3_ENDPOINT: 'https://s3.example',
  STORAGE_S3_BUCKET: 'mouse',
  STORAGE_S3_ACCESS_KEY: 'a',
  STORAGE_S3_SECRET_KEY: 'b',
};

function faults(env: NodeJS.ProcessEnv): string[] {
  try {
    loadConfig(env);
    return [];
  } catch (error) {
    return (error as ConfigError).faults;
  }
}

const WRONG: [string, string][] = [
  ['NODE_ENV', 'wr0ng'],
  ['HOST', 'wr0ng host'],
  ['PORT', '70001'],
  ['PORT', '-9'],
  ['APP_URL', 'wr0ng'],
  ['APP_URL', 'ftp://wr0ng.example'],
  ['CORS_ORIGINS', 'wr0ng'],
  ['CORS_ORIGINS', '*'],
  ['CORS_ORIGINS', ','],
  ['CORS_ORIGINS', 'https://tools.example, https://wr0ng.example/path'],
  ['APP_URL', 'https://example.com/wr0ng'],
  ['APP_URL', 'https://wr0ng:pw@example.com'],
  ['DATA_DIR', '/dev/null/wr0ng'],
  ['DATABASE_URL', 'mysql://wr0ng@db/crm'],
  ['DATABASE_URL', 'postgres://wr0ng@db'],
  ['POSTGRES_HOST', 'wr0ng/host'],
  ['POSTGRES_PORT', '0'],
  ['DATABASE_POOL_SIZE', '0'],
  ['DATABASE_CONNECT_TIMEOUT_MS', '1.57'],
  ['DATABASE_STATEMENT_TIMEOUT_MS', 'wr0ng'],
  ['DATABASE_IDLE_TIMEOUT_MS', '5wr0ng'],
  ['DATABASE_SILENCE_TIMEOUT_MS', '-77'],
  ['SESSION_SECRET', 'wr0ng'],
  ['SESSION_SECRET', `${SECRET},wr0ng`],
  ['SESSION_IDLE_HOURS', 'wr0ng'],
  ['SESSION_ABSOLUTE_DAYS', '1e9'],
  ['ENCRYPTION_KEY', 'wr0ng'],
  ['ENCRYPTION_KEY', `${KEY},${KEY}`],
  ['ENCRYPTION_KEY', 'k1:c2hvcnQ='],
  ['STORAGE_DRIVER', 's3-wr0ng'],
  ['STORAGE_S3_ENDPOINT', 'wr0ng.example'],
  ['STORAGE_S3_ENDPOINT', 's3://wr0ng.example'],
  ['STORAGE_S3_ENDPOINT', 'https://wr0ng:pw@s3.example'],
  ['STORAGE_S3_BUCKET', 'wr0ng_bucket'],
  ['STORAGE_S3_BUCKET', 'wr0ng/files'],
  ['STORAGE_S3_REGION', 'wr0ng region'],
  ['STORAGE_S3_ACCESS_KEY', 'wr0ng key'],
  ['STORAGE_S3_SECRET_KEY', 'wr0ng\nkey'],
  ['TRUST_PROXY', 'true'],
  ['TRUST_PROXY', 'wr0ng'],
  ['TRUST_PROXY', '99'],
  ['TRUST_PROXY', '10.0.0.0/77'],
  ['TRUST_PROXY', '0.0.0.0/0'],
  ['RATE_LIMIT_REDIS_URL', 'http://wr0ng:6379'],
  ['RATE_LIMIT_REDIS_URL', 'redis://wr0ng/db'],
  ['RATE_LIMIT_REDIS_URL', 'redis://:%zwr0ng@redis:6379'],
  ['RATE_LIMIT_ALLOW_MEMORY', 'yes'],
  ['METRICS_ENABLED', 'yes'],
  ['METRICS_GUARD', 'wr0ng'],
  ['METRICS_GUARD_SECRET', 'wr0ng'],
  ['METRICS_GUARD_SECRET', 'wr0ng, with blanks in it'],
  ['METRICS_GUARD_ALLOWLIST', 'wr0ng'],
  ['METRICS_GUARD_ALLOWLIST', '10.0.0.0/99'],
  ['METRICS_GUARD_ALLOWLIST', '0.0.0.0/0'],
  ['AUTH_LOGIN_MAX_ATTEMPTS', 'wr0ng'],
  ['AUTH_LOGIN_LOCKOUT_MINUTES', '5,wr0ng'],
  ['AUTH_LOGIN_ATTEMPT_WINDOW_MINUTES', 'wr0ng'],
  ['AUTH_EMAIL_VERIFICATION_REQUIRED', 'yes'],
  ['WEBHOOK_ALLOWLIST', 'wr0ng'],
  ['WEBHOOK_ALLOWLIST', '10.0.0.0/99'],
  ['WEBHOOK_ALLOWLIST', '0.0.0.0/0'],
  ['AUDIT_RETENTION_DAYS', '29'],
  ['AUDIT_RETENTION_DAYS', '-1'],
  ['AUTH_TWO_FACTOR_REQUIRED_FOR_ADMINS', 'yes'],
  ['OUTREACH_MAILS_PER_HOUR', 'wr0ng'],
  ['OUTREACH_MAILS_PER_HOUR', '0'],
  ['BACKUP_PATH', 's3://wr0ng_bucket/backups'],
  ['BACKUP_PATH', 's3:wr0ng'],
  ['BACKUP_PATH', 's3://mouse/wr0ng//backups'],
  ['BACKUP_KEEP_DAILY', '0'],
  ['BACKUP_KEEP_DAILY', 'wr0ng'],
  ['BACKUP_KEEP_WEEKLY', '-1'],
  ['BACKUP_ENCRYPTION_KEY', 'wr0ng'],
  ['BACKUP_ENCRYPTION_KEY', 'age1wr0ng'],
  ['SMTP_HOST', 'wr0ng host'],
  ['SMTP_PORT', '0'],
  ['SMTP_PORT', 'wr0ng'],
  ['SMTP_SECURE', 'yes'],
  ['MAIL_FROM', 'wr0ng'],
  ['MAIL_FROM', 'wr0ng@'],
  ['MAIL_FROM', 'Mouse <wr0ng>'],
  ['MAIL_FROM', 'Mouse\r\nBcc: wr0ng <m@x.example>'],
  ['PASSWORD_POLICY', 'wr0ng'],
  ['LOG_LEVEL', 'wr0ng'],
  ['SENTRY_DSN', 'wr0ng'],
  ['SENTRY_DSN', 'https://sentry.example/wr0ng'],
  ['SENTRY_DSN', 'https://key@sentry.example/wr0ng'],
  ['SENTRY_TRACES_SAMPLE_RATE', 'wr0ng'],
  ['SENTRY_TRACES_SAMPLE_RATE', '1.5'],
  ['SENTRY_TRACES_SAMPLE_RATE', '-0.1'],
  ['WEB_CONCURRENCY', '0'],
  ['WEB_CONCURRENCY', '33'],
  ['WEB_CONCURRENCY', 'wr0ng'],
];

describe('a wrong value', () => {
  it.each(WRONG)('of %s (%s) is one sentence that names it and never the value', (name, value) => {
    const beside =
      name === 'SMTP_HOST'
        ? { MAIL_FROM: 'mouse@x.example' }
        : name.startsWith('STORAGE_S3') || name === 'BACKUP_PATH'
          ? BUCKET
          : {};
    const postgres =
      name === 'POSTGRES_PORT' || name === 'POSTGRES_HOST' ? { POSTGRES_USER: 'u', POSTGRES_PASSWORD: 'p' } : {};
    const said = faults({ ...DEVELOPMENT, ...postgres, ...beside, [name]: value });
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(new RegExp(`^${name} must .*\\.$`, 's'));
    if (value.length > 1) expect(said[0]).not.toContain(value);
  });

  it('does not hide another', () => {
    expect(
      faults({ NODE_ENV: 'production', PORT: 'x', TRUST_PROXY: 'true', CORS_ORIGINS: 'x' }).map(
        (it) => it.split(' ')[0],
      ),
    ).toEqual(
      expect.arrayContaining([
        'PORT',
        'TRUST_PROXY',
        'APP_URL',
        'DATABASE_URL',
        'SESSION_SECRET',
        'ENCRYPTION_KEY',
        'CORS_ORIGINS',
      ]),
    );
  });

  it('is one folder for two: what cannot be kept in the one could not be kept in the other', () => {
    expect(faults({ ...DEVELOPMENT, STORAGE_PATH: '/srv/files', STORAGE_FALLBACK_PATH: '/srv/files' })).toEqual([
      'STORAGE_FALLBACK_PATH must be another folder than STORAGE_PATH.',
    ]);
  });

  it('is a part of a mail server’s settings without the rest', () => {
    const MAIL = { SMTP_HOST: 'mail.example', MAIL_FROM: 'm@x.example' };
    const said = (env: Record<string, string>) => faults({ ...DEVELOPMENT, ...env });
    expect(said({ SMTP_HOST: 'mail.example' })).toEqual([expect.stringMatching(/^MAIL_FROM must be set/)]);
    expect(said({ ...MAIL, SMTP_USER: 'u' })).toEqual([expect.stringMatching(/^SMTP_PASSWORD must be set/)]);
    expect(said({ ...MAIL, SMTP_PASSWORD: 'p' })).toEqual([expect.stringMatching(/^SMTP_USER must be set/)]);
    expect(said({ SMTP_USER: 'u', SMTP_PASSWORD: 'p' })).toEqual([expect.stringMatching(/^SMTP_HOST must be set/)]);
    expect(said({ ...MAIL, SMTP_USER: 'u', SMTP_PASSWORD: 'p' })).toEqual([]);
    expect(said({ AUTH_EMAIL_VERIFICATION_REQUIRED: 'true' })).toEqual([]);
    expect(faults({ ...PRODUCTION, AUTH_EMAIL_VERIFICATION_REQUIRED: 'true' })).toEqual([
      'SMTP_HOST must be set when AUTH_EMAIL_VERIFICATION_REQUIRED is true.',
    ]);
  });

  it('is a part of a bucket’s settings without the rest', () => {
    const said = (env: Record<string, string>) => faults({ ...DEVELOPMENT, ...env }).map((it) => it.split(' ')[0]);
    const needed = ['STORAGE_S3_BUCKET', 'STORAGE_S3_ACCESS_KEY', 'STORAGE_S3_SECRET_KEY', 'STORAGE_S3_ENDPOINT'];
    expect(said({ STORAGE_DRIVER: 's3' })).toEqual(needed);
    expect(said({ BACKUP_PATH: 's3://backups' })).toEqual(needed);
    expect(said({ STORAGE_S3_REGION: 'eu-central-1' })).toEqual(needed.slice(0, 3));
    for (const name of Object.keys(BUCKET)) expect(said({ ...BUCKET, [name]: '' })).toEqual([name]);
    const { STORAGE_S3_ENDPOINT: _, ...amazon } = BUCKET;
    for (const env of [BUCKET, { ...BUCKET, STORAGE_DRIVER: 's3' }, { ...amazon, STORAGE_S3_REGION: 'eu-central-1' }])
      expect(said(env)).toEqual([]);
  });

  it('is every variable at least once here, but for those that take any text', () => {
    const free = [
      'POSTGRES_USER',
      'POSTGRES_PASSWORD',
      'POSTGRES_DB',
      'REDIS_PASSWORD',
      'STORAGE_PATH',
      'STORAGE_FALLBACK_PATH',
      'SMTP_USER',
      'SMTP_PASSWORD',
      'LOG_FILE',
    ];
    expect([...new Set(WRONG.map(([name]) => name))].sort()).toEqual(
      VARIABLES.filter((name) => !free.includes(name)).sort(),
    );
  });
});

describe('in production', () => {
  it('all that is needed is enough', () => {
    expect(loadConfig(PRODUCTION)).toMatchObject({ secureCookies: true, appUrl: 'https://crm.example.com' });
  });

  it.each(['APP_URL', 'DATABASE_URL', 'SESSION_SECRET', 'ENCRYPTION_KEY'])('%s must be set', (name) => {
    expect(faults({ ...PRODUCTION, [name]: '' })).toEqual([expect.stringMatching(`^${name} must be`)]);
  });

  it('limits are counted in Redis, or somebody says that each process may count for itself', () => {
    const { RATE_LIMIT_ALLOW_MEMORY: _, ...undecided } = PRODUCTION;
    expect(faults(undecided)).toEqual([expect.stringMatching(/^RATE_LIMIT_REDIS_URL must be set/)]);
    expect(faults({ ...undecided, RATE_LIMIT_REDIS_URL: 'redis://redis:6379' })).toEqual([]);
  });

  it('http is for loopback addresses alone', () => {
    expect(faults({ ...PRODUCTION, APP_URL: 'http://crm.example.com' })).toHaveLength(1);
    for (const host of ['127.0.0.1:3000', '[::1]:3000', 'localhost'])
      expect(faults({ ...PRODUCTION, APP_URL: `http://${host}` })).toEqual([]);
  });

  it('a proxy that will not be believed is warned of', () => {
    expect(loadConfig(PRODUCTION).warnings).toEqual([expect.stringContaining('TRUST_PROXY')]);
    expect(loadConfig({ ...PRODUCTION, TRUST_PROXY: '1' }).warnings).toEqual([]);
    const four = { ...DEVELOPMENT, WEB_CONCURRENCY: '4' };
    expect(loadConfig(four).warnings).toEqual([expect.stringMatching(/^WEB_CONCURRENCY is 4 without Redis/)]);
    expect(loadConfig({ ...four, RATE_LIMIT_REDIS_URL: 'redis://redis:6379' }).warnings).toEqual([]);
  });
});

describe('without any variable', () => {
  it('the defaults hold, and an empty one counts as unset', () => {
    const config = loadConfig({ ...DEVELOPMENT, PORT: '', HOST: ' ', DATABASE_URL: '' });
    expect(config).toMatchObject({
      env: 'development',
      port: 5001,
      appUrl: 'http://127.0.0.1:5001',
      trustProxy: 'loopback',
    });
    expect(config.database).toMatchObject({ url: undefined, poolSize: 10, silenceTimeoutMs: 1000 });
    expect(config.auth).toEqual({ maxAttempts: 5, lockoutMinutes: [5, 15, 60, 1440], attemptWindowMinutes: 15 });
    expect(config.session).toMatchObject({ idleHours: 24, absoluteDays: 14 });
  });

  it('secrets are made once and kept for the owner alone', () => {
    const first = loadConfig(DEVELOPMENT);
    const second = loadConfig(DEVELOPMENT);
    expect(second.session.secrets).toEqual(first.session.secrets);
    expect(second.encryptionKeys).toEqual(first.encryptionKeys);
    expect(statSync(join(dir, 'secrets.json')).mode & 0o777).toBe(0o600);
  });

  it('a broken secrets file is a fault of DATA_DIR', () => {
    const broken = mkdtempSync(join(dir, 'broken-'));
    writeFileSync(join(broken, 'secrets.json'), '{');
    expect(faults({ DATA_DIR: broken })).toEqual([expect.stringMatching(/^DATA_DIR must/)]);
  });
});

describe('values', () => {
  it.each([
    ['mouse@x.example', { name: null, address: 'mouse@x.example' }],
    ['Mouse Domination <mouse@x.example>', { name: 'Mouse Domination', address: 'mouse@x.example' }],
    ['"Mouse, Domination" <mouse@x.example>', { name: 'Mouse, Domination', address: 'mouse@x.example' }],
    ['<mouse@x.example>', { name: null, address: 'mouse@x.example' }],
  ])('MAIL_FROM %s is a name and an address', (MAIL_FROM, from) => {
    expect(loadConfig({ ...DEVELOPMENT, SMTP_HOST: 'mail.example', MAIL_FROM }).smtp?.from).toEqual(from);
  });

  it('POSTGRES_… make the address, whatever the password holds', () => {
    const { url } = loadConfig({
      ...DEVELOPMENT,
      POSTGRES_USER: 'm',
      POSTGRES_PASSWORD: 'p@/:%',
      POSTGRES_HOST: '::1',
    }).database;
    expect(url).toBe('postgres://m:p%40%2F%3A%25@[::1]:5432/m');
    expect(faults({ ...DEVELOPMENT, POSTGRES_DB: 'x' })).toHaveLength(2);
  });

  it('REDIS_PASSWORD is the password of an address without one, whatever it holds', () => {
    const redis = (url: string) =>
      loadConfig({ ...DEVELOPMENT, RATE_LIMIT_REDIS_URL: url, REDIS_PASSWORD: 'p@/:% é' }).redisUrl;
    expect(redis('redis://redis:6379')).toBe('redis://:p%40%2F%3A%25%20%C3%A9@redis:6379');
    expect(redis('rediss://:own@redis:6379/1')).toBe('rediss://:own@redis:6379/1');
    expect(loadConfig({ ...DEVELOPMENT, REDIS_PASSWORD: 'x' }).redisUrl).toBeUndefined();
  });

  it('several secrets and keys keep their order', () => {
    const other = `k0:${Buffer.alloc(32, 1).toString('base64')}`;
    const config = loadConfig({
      ...DEVELOPMENT,
      SESSION_SECRET: `${SECRET}, ${SECRET}2`,
      ENCRYPTION_KEY: `${KEY},${other}`,
    });
    expect(config.session.secrets).toEqual([SECRET, `${SECRET}2`]);
    expect(config.encryptionKeys.map((key) => key.id)).toEqual(['k1', 'k0']);
  });

  it.each([
    ['2', 2],
    ['10.0.0.0/8', '10.0.0.0/8'],
    ['loopback, 10.1.2.3,fd00::/8', ['loopback', '10.1.2.3', 'fd00::/8']],
  ])('TRUST_PROXY=%s', (value, expected) => {
    expect(loadConfig({ ...DEVELOPMENT, TRUST_PROXY: value }).trustProxy).toEqual(expected);
  });

  it('metrics want a guard, and the guard what it needs', () => {
    const on = { ...DEVELOPMENT, METRICS_ENABLED: 'true' };
    expect(faults(on)).toEqual([expect.stringMatching(/^METRICS_GUARD must be set/)]);
    expect(faults({ ...on, METRICS_GUARD: 'secret' })).toEqual([expect.stringMatching(/^METRICS_GUARD_SECRET must/)]);
    expect(faults({ ...on, METRICS_GUARD: 'cidr' })).toEqual([expect.stringMatching(/^METRICS_GUARD_ALLOWLIST must/)]);
    expect(loadConfig(DEVELOPMENT).metrics).toBeUndefined();
    const secret = 'a long metrics secret'.replaceAll(' ', '-');
    expect(loadConfig({ ...on, METRICS_GUARD: 'secret', METRICS_GUARD_SECRET: secret }).metrics).toEqual({ secret });
  });

  it('a port that the system chooses is for tests', () => {
    expect(loadConfig({ ...DEVELOPMENT, NODE_ENV: 'test', PORT: '0' }).port).toBe(0);
    expect(faults({ ...DEVELOPMENT, PORT: '0' })).toHaveLength(1);
  });

  it.each([
    ['AUTH_LOGIN_MAX_ATTEMPT', 'AUTH_LOGIN_MAX_ATTEMPTS'],
    ['SESSION_IDLE_HOURZ', 'SESSION_IDLE_HOURS'],
    ['SESSION_IDEL_HOURS', 'SESSION_IDLE_HOURS'],
    ['SESSIONSECRET', 'SESSION_SECRET'],
    ['LOG_LEVL', 'LOG_LEVEL'],
    ['log_level', 'LOG_LEVEL'],
    ['LOG-LEVEL', 'LOG_LEVEL'],
    ['LOGLEVEL', 'LOG_LEVEL'],
    ['PROT', 'PORT'],
    ['HOSTT', 'HOST'],
    ['APP_ULR', 'APP_URL'],
    ['NODE_ENVV', 'NODE_ENV'],
    ['DATABSE_URL', 'DATABASE_URL'],
    ['DATABASE_HOST', 'DATABASE_URL'],
    ['POSTGRES_PASS', 'POSTGRES_PASSWORD'],
    ['POSTGRES_PASWORD', 'POSTGRES_PASSWORD'],
    ['ENCRYPTON_KEY', 'ENCRYPTION_KEY'],
    ['TRUST_PROXYS', 'TRUST_PROXY'],
    ['TRUSTED_PROXIES', 'TRUST_PROXY'],
    ['REDIS_PASWORD', 'REDIS_PASSWORD'],
    ['MAIL_FORM', 'MAIL_FROM'],
    ['SMTP_PASS', 'SMTP_PASSWORD'],
    ['PASSWORD_POLCY', 'PASSWORD_POLICY'],
    ['OUTREACH_MAILS_HOUR', 'OUTREACH_MAILS_PER_HOUR'],
    ['WEBHOOK_ALOWLIST', 'WEBHOOK_ALLOWLIST'],
  ])('%s, a slip of a name, is warned of with the nearest, and the start goes on', (name, meant) => {
    const { warnings } = loadConfig({ ...DEVELOPMENT, [name]: '4' });
    expect(warnings).toEqual([`${name} is not a variable of this app; the nearest is ${meant}.`]);
  });

  it('any name of ours is warned of when a letter is left out, doubled, swapped or another', () => {
    for (const name of VARIABLES) {
      const at = Math.floor(name.length / 2);
      const [head, letter, next, tail] = [name.slice(0, at), name[at], name[at + 1], name.slice(at + 2)];
      const slips = [head + next + tail, head + letter + letter + next + tail, head + next + letter + tail];
      for (const slip of [...slips, `${head}Q${next}${tail}`].filter((it) => !VARIABLES.includes(it)))
        expect([slip, unknownNames({ [slip]: 'x' }, VARIABLES)]).toEqual([slip, [expect.stringContaining(slip)]]);
    }
  });

  it('names of the system, of Node, of the containers and of compose are nobody’s slip', () => {
    const others =
      `PATH HOME PWD OLDPWD SHELL TERM USER LOGNAME LANG LC_ALL TZ TMPDIR HOSTNAME SHLVL EDITOR PAGER MAIL DISPLAY
      SESSION_MANAGER DESKTOP_SESSION XDG_SESSION_ID XDG_DATA_DIRS SSH_AUTH_SOCK SSH_CONNECTION CI DEBUG
      NODE_OPTIONS NODE_PATH NODE_EXTRA_CA_CERTS NODE_VERSION YARN_VERSION npm_config_cache npm_config_loglevel npm_lifecycle_event
      HTTP_PROXY HTTPS_PROXY NO_PROXY http_proxy no_proxy PGHOST PGPORT PGUSER PGPASSWORD PGDATABASE REDISCLI_AUTH
      POSTGRES_INITDB_ARGS POSTGRES_HOST_AUTH_METHOD POSTGRES_SERVICE_HOST POSTGRES_SERVICE_PORT POSTGRES_PORT_5432_TCP_ADDR
      KUBERNETES_SERVICE_HOST KUBERNETES_PORT REDIS_SERVICE_HOST REDIS_PORT REDIS_PORT_6379_TCP APP_PORT APP_VERSION APP_REVISION
      COMPOSE_FILE COMPOSE_ENV_FILE COMPOSE_PROJECT_NAME CLOUDFLARE_TUNNEL_TOKEN TUNNEL_TOKEN NGINX_TLS_DIR
      INVOCATION_ID JOURNAL_STREAM SYSTEMD_EXEC_PID STATE_DIRECTORY SENTRY_RELEASE SENTRY_ENVIRONMENT LOG_DIR WEB_PORT`.split(
        /\s+/,
      );
    expect(unknownNames(Object.fromEntries(others.map((name) => [name, 'x'])), VARIABLES)).toEqual([]);
  });
});

it('.env.example names every variable of this release with its default, and no other', () => {
  const lines = readFileSync('.env.example', 'utf8').match(/^#?[A-Z0-9_]+=.*$/gm) ?? [];
  const named = Object.fromEntries(lines.map((line) => line.replace('#', '').split('=') as [string, string]));
  expect(Object.keys(named).sort()).toEqual([...VARIABLES].sort());
  const set = { ...DEVELOPMENT, DATABASE_URL: 'postgres://u:p@db/crm' };
  expect(loadConfig({ ...named, ...set })).toEqual(loadConfig(set));
});
