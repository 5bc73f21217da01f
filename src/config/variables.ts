import { z } from 'zod';
import {
  isAgeKey,
  isBackupPath,
  isBucket,
  isEndpoint,
  isHeaderSecret,
  isHost,
  isOrigin,
  isPostgresUrl,
  isRedisUrl,
  isRegion,
  isVisible,
} from './checks.js';
import {
  allowlist,
  encryptionKeys,
  oneOf,
  retention,
  sessionSecrets,
  textThat,
  trustProxy,
  whole,
  wholes,
  yesOrNo,
} from './fields.js';
import { readMailbox } from './mail-address.js';

/** No line of the audit log is deleted before: the database refuses it as well. */
const AUDIT_DAYS = { least: 30, most: 36_500 };

/** Every variable of this release; `.env.example` and RUNBOOK.md list the same ones. */
export const schema = z.object({
  NODE_ENV: oneOf('NODE_ENV', ['development', 'test', 'production']).default('development'),
  HOST: textThat('HOST', 'an address or a host name to listen on', isHost).default('127.0.0.1'),
  PORT: whole('PORT', 5001, 0, 65535),
  APP_URL: textThat('APP_URL', 'an http or https address without a path', isOrigin).optional(),
  DATA_DIR: z.string().default('data'),
  DATABASE_URL: textThat('DATABASE_URL', 'postgres://user:password@host:port/database', isPostgresUrl).optional(),
  POSTGRES_USER: z.string().optional(),
  POSTGRES_PASSWORD: z.string().optional(),
  POSTGRES_DB: z.string().optional(),
  POSTGRES_HOST: textThat('POSTGRES_HOST', 'an address or a host name', isHost).default('127.0.0.1'),
  POSTGRES_PORT: whole('POSTGRES_PORT', 5432, 1, 65535),
  DATABASE_POOL_SIZE: whole('DATABASE_POOL_SIZE', 10, 1, 1000),
  DATABASE_CONNECT_TIMEOUT_MS: whole('DATABASE_CONNECT_TIMEOUT_MS', 1500, 1, 600_000),
  DATABASE_STATEMENT_TIMEOUT_MS: whole('DATABASE_STATEMENT_TIMEOUT_MS', 5000, 1, 600_000),
  DATABASE_IDLE_TIMEOUT_MS: whole('DATABASE_IDLE_TIMEOUT_MS', 30_000, 1, 86_400_000),
  DATABASE_SILENCE_TIMEOUT_MS: whole('DATABASE_SILENCE_TIMEOUT_MS', 1000, 1, 600_000),
  SESSION_SECRET: sessionSecrets().optional(),
  SESSION_IDLE_HOURS: whole('SESSION_IDLE_HOURS', 24, 1, 8760),
  SESSION_ABSOLUTE_DAYS: whole('SESSION_ABSOLUTE_DAYS', 14, 1, 365),
  ENCRYPTION_KEY: encryptionKeys().optional(),
  TRUST_PROXY: trustProxy(),
  RATE_LIMIT_REDIS_URL: textThat(
    'RATE_LIMIT_REDIS_URL',
    'redis://host:port, or rediss:// for TLS',
    isRedisUrl,
  ).optional(),
  REDIS_PASSWORD: z.string().optional(),
  RATE_LIMIT_ALLOW_MEMORY: yesOrNo('RATE_LIMIT_ALLOW_MEMORY').default(false),
  METRICS_ENABLED: yesOrNo('METRICS_ENABLED').default(false),
  METRICS_GUARD: oneOf('METRICS_GUARD', ['secret', 'cidr']).optional(),
  METRICS_GUARD_SECRET: textThat(
    'METRICS_GUARD_SECRET',
    '16 characters or more, visible ASCII alone',
    isHeaderSecret,
  ).optional(),
  METRICS_GUARD_ALLOWLIST: allowlist('METRICS_GUARD_ALLOWLIST').optional(),
  AUTH_LOGIN_MAX_ATTEMPTS: whole('AUTH_LOGIN_MAX_ATTEMPTS', 5, 1, 1000),
  AUTH_LOGIN_LOCKOUT_MINUTES: wholes('AUTH_LOGIN_LOCKOUT_MINUTES', [5, 15, 60, 1440], 1, 525_600),
  AUTH_LOGIN_ATTEMPT_WINDOW_MINUTES: whole('AUTH_LOGIN_ATTEMPT_WINDOW_MINUTES', 15, 1, 525_600),
  AUTH_EMAIL_VERIFICATION_REQUIRED: yesOrNo('AUTH_EMAIL_VERIFICATION_REQUIRED').default(false),
  AUTH_TWO_FACTOR_REQUIRED_FOR_ADMINS: yesOrNo('AUTH_TWO_FACTOR_REQUIRED_FOR_ADMINS').default(false),
  STORAGE_DRIVER: oneOf('STORAGE_DRIVER', ['folder', 's3']).default('folder'),
  STORAGE_PATH: z.string().optional(),
  STORAGE_FALLBACK_PATH: z.string().optional(),
  STORAGE_S3_ENDPOINT: textThat('STORAGE_S3_ENDPOINT', 'an http or https address', isEndpoint).optional(),
  STORAGE_S3_BUCKET: textThat(
    'STORAGE_S3_BUCKET',
    'the name of a bucket: 3 to 63 small letters, digits, dots and hyphens',
    isBucket,
  ).optional(),
  STORAGE_S3_REGION: textThat('STORAGE_S3_REGION', 'the name of a region, such as eu-central-1', isRegion).optional(),
  STORAGE_S3_ACCESS_KEY: textThat('STORAGE_S3_ACCESS_KEY', 'visible ASCII alone', isVisible).optional(),
  STORAGE_S3_SECRET_KEY: textThat('STORAGE_S3_SECRET_KEY', 'visible ASCII alone', isVisible).optional(),
  BACKUP_PATH: textThat('BACKUP_PATH', 'a folder, or s3://bucket/prefix', isBackupPath).optional(),
  BACKUP_KEEP_DAILY: whole('BACKUP_KEEP_DAILY', 14, 1, 3650),
  BACKUP_KEEP_WEEKLY: whole('BACKUP_KEEP_WEEKLY', 8, 0, 520),
  BACKUP_ENCRYPTION_KEY: textThat(
    'BACKUP_ENCRYPTION_KEY',
    'a key of age: age1…, which only makes backups, or AGE-SECRET-KEY-1…, which restores them too',
    isAgeKey,
  ).optional(),
  SMTP_HOST: textThat('SMTP_HOST', 'an address or a host name', isHost).optional(),
  SMTP_PORT: whole('SMTP_PORT', 587, 1, 65535).unwrap().optional(),
  SMTP_SECURE: yesOrNo('SMTP_SECURE').default(false),
  SMTP_USER: z.string().optional(),
  SMTP_PASSWORD: z.string().optional(),
  MAIL_FROM: textThat(
    'MAIL_FROM',
    'an address, or a name and an address in angle brackets, such as Mouse Domination <mouse@example.org>',
    (value) => readMailbox(value) !== undefined,
  ).optional(),
  OUTREACH_MAILS_PER_HOUR: whole('OUTREACH_MAILS_PER_HOUR', 60, 1, 3600),
  WEBHOOK_ALLOWLIST: allowlist('WEBHOOK_ALLOWLIST').optional(),
  AUDIT_RETENTION_DAYS: retention('AUDIT_RETENTION_DAYS', AUDIT_DAYS),
  PASSWORD_POLICY: oneOf('PASSWORD_POLICY', ['composition', 'length']).default('composition'),
  LOG_LEVEL: oneOf('LOG_LEVEL', ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  LOG_FILE: z.string().optional(),
  WEB_CONCURRENCY: whole('WEB_CONCURRENCY', 1, 1, 32),
});

export type ConfigValues = z.output<typeof schema>;

/** The names of all variables of this release. */
export const VARIABLES = Object.keys(schema.shape);
