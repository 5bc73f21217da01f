import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type ConfigError, loadConfig, SECRETS, VARIABLES } from '../../src/config.js';

const dir = mkdtempSync(join(tmpdir(), 'mouse-secrets-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const SECRET = 'a secret of a session that is long enough';
const PRODUCTION = {
  NODE_ENV: 'production',
  DATA_DIR: dir,
  APP_URL: 'https://crm.example.com',
  TRUST_PROXY: '1',
  RATE_LIMIT_REDIS_URL: 'redis://redis:6379',
  POSTGRES_USER: 'mouse',
  ENCRYPTION_KEY_FILE: file('key', `k1:${Buffer.alloc(32, 7).toString('base64')}\n`),
  SESSION_SECRET_FILE: file('session', `${SECRET}\r\n`),
  POSTGRES_PASSWORD_FILE: file('postgres', 'of Postgres'),
  REDIS_PASSWORD_FILE: file('redis', 'of Redis\n\n'),
};

describe('a secret in a file', () => {
  it('is the same as one in its variable, with or without a newline at its end', () => {
    const config = loadConfig(PRODUCTION);
    expect(config.session.secrets).toEqual([SECRET]);
    expect(config.encryptionKeys).toEqual([{ id: 'k1', key: Buffer.alloc(32, 7) }]);
    expect(new URL(config.database.url ?? '').password).toBe('of%20Postgres');
    expect(new URL(config.redisUrl ?? '').password).toBe('of%20Redis');
    expect(config.warnings).toEqual([]);
  });

  it('keeps blanks around it, and newlines inside it', () => {
    const path = file('mail', ' of\nmail \n');
    const mail = { SMTP_HOST: 'mail.example', MAIL_FROM: 'm@x.example', SMTP_USER: 'u', SMTP_PASSWORD_FILE: path };
    expect(loadConfig({ ...PRODUCTION, ...mail }).smtp?.login?.password).toBe(' of\nmail ');
  });

  it('is one that every variable with a secret may have', () => {
    expect(SECRETS).toEqual(
      expect.arrayContaining([
        'DATABASE_URL',
        'POSTGRES_PASSWORD',
        'SESSION_SECRET',
        'ENCRYPTION_KEY',
        'RATE_LIMIT_REDIS_URL',
        'REDIS_PASSWORD',
        'METRICS_GUARD_SECRET',
        'SMTP_PASSWORD',
        'STORAGE_S3_ACCESS_KEY',
        'STORAGE_S3_SECRET_KEY',
      ]),
    );
    const alike = VARIABLES.filter((name) => /SECRET|PASSWORD|KEY|TOKEN|DSN|_URL$/.test(name));
    expect(alike.filter((name) => !SECRETS.includes(name))).toEqual(['APP_URL', 'PASSWORD_POLICY']);
  });

  it.each([
    ['is not there', join(dir, 'none'), 'is not there'],
    ['lies below no folder', join(dir, 'key', 'below'), 'is not there'],
    ['is a folder', dir, 'is none'],
    ['is a device', '/dev/zero', 'is none'],
    ['is empty', file('empty', ''), 'is empty'],
    ['is a newline', file('newline', '\r\n'), 'is empty'],
    ['is no text', file('bytes', Buffer.from([0xff, 0xfe, 0x00])), 'is no text'],
    ['is something else', file('long', 'x'.repeat(70_000)), 'is longer'],
  ])('that %s is one sentence with the variable and the file', (_what, path, reason) => {
    const said = faults({ ...PRODUCTION, SESSION_SECRET_FILE: path });
    expect(said).toEqual([expect.stringMatching(/^SESSION_SECRET_FILE must name .*\.$/)]);
    expect(said[0]).toContain(path);
    expect(said[0]).toContain(reason);
  });

  it('that another user alone may read is one sentence that says so', () => {
    const path = file('private', SECRET);
    chmodSync(dir, 0o755);
    chmodSync(path, process.getuid?.() === 0 ? 0o600 : 0);
    const said = asNobody(() => faults({ ...PRODUCTION, SESSION_SECRET_FILE: path }));
    expect(said).toEqual([
      `SESSION_SECRET_FILE must name a file that can be read, and ${path} may not be read by this user (chmod, chown).`,
    ]);
  });

  it('that holds a wrong value is told of by its variable, without the value', () => {
    expect(faults({ ...PRODUCTION, SESSION_SECRET_FILE: file('short', 'too short') })).toEqual([
      expect.stringMatching(/^SESSION_SECRET must be 32 characters/),
    ]);
  });

  it('beside its variable is refused, and an empty variable is none', () => {
    expect(faults({ ...PRODUCTION, SESSION_SECRET: SECRET })).toEqual([
      'SESSION_SECRET_FILE must not be set beside SESSION_SECRET: leave one of them.',
    ]);
    expect(faults({ ...PRODUCTION, SESSION_SECRET: '', SMTP_PASSWORD_FILE: ' ' })).toEqual([]);
  });

  it('hides no other fault', () => {
    const said = faults({ ...PRODUCTION, SESSION_SECRET_FILE: dir, POSTGRES_PASSWORD_FILE: dir, PORT: 'x' });
    expect(said.map((it) => it.split(' ')[0])).toEqual(['POSTGRES_PASSWORD_FILE', 'SESSION_SECRET_FILE', 'PORT']);
  });
});

/** As root, who may read everything, in the place of somebody else. */
function asNobody<T>(what: () => T): T {
  if (process.getuid?.() !== 0) return what();
  process.seteuid?.(65_534);
  try {
    return what();
  } finally {
    process.seteuid?.(0);
  }
}

function file(name: string, text: string | Buffer): string {
  const path = join(dir, name);
  writeFileSync(path, text);
  return path;
}

function faults(env: NodeJS.ProcessEnv): string[] {
  try {
    loadConfig(env);
    return [];
  } catch (error) {
    return (error as ConfigError).faults;
  }
}
