import { join, resolve } from 'node:path';
import { appUrlOf, databaseUrl, passkeySiteOf, redisUrl } from './addresses.js';
import { mailOf } from './mail.js';
import { metricsOf } from './metrics.js';
import { secretsOf } from './secrets.js';
import { s3Of, storageOf } from './storage.js';
import type { ConfigValues } from './variables.js';

/** What the app is told, of values that hold. */
export function toConfig(values: ConfigValues, warnings: string[]) {
  const appUrl = appUrlOf(values);
  const secureCookies = appUrl.startsWith('https:');
  const dataDir = resolve(values.DATA_DIR);
  return {
    env: values.NODE_ENV,
    host: values.HOST,
    port: values.PORT,
    /** An origin, without a slash at its end. */
    appUrl,
    /** APP_URL is https. */
    secureCookies,
    /** Absolute. */
    dataDir,
    database: databaseOf(values),
    ...secretsOf(values, dataDir),
    /** For Express's setting of the same name. */
    trustProxy: values.TRUST_PROXY,
    /** Whose pages may ask the API from a browser. */
    corsOrigins: values.CORS_ORIGINS ?? [],
    /** Undefined: limits are counted in the process. */
    redisUrl: redisUrl(values),
    /** Undefined: there is no /metrics. */
    metrics: metricsOf(values),
    /** Undefined: mails stand at /dev/mail outside production, and in production there are none. */
    smtp: mailOf(values),
    /** Whether mails are written at all. */
    sendsMail: values.SMTP_HOST !== undefined || values.NODE_ENV !== 'production',
    /** How many mails of one person's to several leave within an hour. */
    outreachMailsPerHour: values.OUTREACH_MAILS_PER_HOUR,
    /** Which addresses that are not the internet's webhooks may reach; undefined: none. */
    webhookAllowlist: values.WEBHOOK_ALLOWLIST,
    auth: lockoutOf(values),
    verifiesAddresses: values.AUTH_EMAIL_VERIFICATION_REQUIRED,
    requiresTwoFactorOfAdmins: values.AUTH_TWO_FACTOR_REQUIRED_FOR_ADMINS,
    /** Undefined: browsers take no passkeys at this address. */
    passkeySite: passkeySiteOf(appUrl),
    /** Paths are absolute. */
    storage: storageOf(values, dataDir),
    backup: backupOf(values, dataDir),
    /** 0: the audit log is kept for good. */
    auditRetentionDays: values.AUDIT_RETENTION_DAYS,
    passwordPolicy: values.PASSWORD_POLICY,
    logLevel: values.LOG_LEVEL,
    /** Undefined: nobody is told of faults but the log. `traces` is the share of requests whose time is told. */
    sentry: sentryOf(values),
    /** How many processes of the app serve the port. */
    processes: values.WEB_CONCURRENCY,
    /** Absolute. Undefined: lines go to standard output alone. */
    logFile: values.LOG_FILE && resolve(values.LOG_FILE),
    warnings: [...warnings, ...cookieWarnings(values, secureCookies), ...limitWarnings(values)],
  };
}

function databaseOf(values: ConfigValues) {
  return {
    /** Undefined: the embedded server. */
    url: databaseUrl(values),
    poolSize: values.DATABASE_POOL_SIZE,
    connectTimeoutMs: values.DATABASE_CONNECT_TIMEOUT_MS,
    statementTimeoutMs: values.DATABASE_STATEMENT_TIMEOUT_MS,
    idleTimeoutMs: values.DATABASE_IDLE_TIMEOUT_MS,
    silenceTimeoutMs: values.DATABASE_SILENCE_TIMEOUT_MS,
  };
}

function sentryOf({ SENTRY_DSN, SENTRY_TRACES_SAMPLE_RATE, NODE_ENV }: ConfigValues) {
  return SENTRY_DSN ? { dsn: SENTRY_DSN, traces: SENTRY_TRACES_SAMPLE_RATE, environment: NODE_ENV } : undefined;
}

function lockoutOf(values: ConfigValues) {
  return {
    maxAttempts: values.AUTH_LOGIN_MAX_ATTEMPTS,
    lockoutMinutes: values.AUTH_LOGIN_LOCKOUT_MINUTES,
    attemptWindowMinutes: values.AUTH_LOGIN_ATTEMPT_WINDOW_MINUTES,
  };
}

function backupOf(values: ConfigValues, dataDir: string) {
  const [, name, prefix = ''] = /^s3:\/\/([^/]+)\/?(.*?)\/?$/.exec(values.BACKUP_PATH ?? '') ?? [];
  const s3 = s3Of(values);
  return {
    /** Absolute. */
    folder: resolve((name ? undefined : values.BACKUP_PATH) ?? join(dataDir, 'backups')),
    /** In the place of the folder: the same server and keys as for files, and a bucket of its own or below a prefix. */
    bucket: name && s3 ? { s3: { ...s3, bucket: name }, prefix: prefix && `${prefix}/` } : undefined,
    keep: { daily: values.BACKUP_KEEP_DAILY, weekly: values.BACKUP_KEEP_WEEKLY },
    /** Undefined: backups are not encrypted. */
    encryptionKey: values.BACKUP_ENCRYPTION_KEY,
  };
}

function cookieWarnings({ TRUST_PROXY }: ConfigValues, secureCookies: boolean): string[] {
  if (!secureCookies || TRUST_PROXY !== 'loopback') return [];
  return ['TRUST_PROXY is loopback and APP_URL is https: behind a proxy on another host no cookie will be set.'];
}

function limitWarnings(values: ConfigValues): string[] {
  const processes = values.WEB_CONCURRENCY;
  if (processes === 1 || redisUrl(values)) return [];
  return [
    `WEB_CONCURRENCY is ${processes} without Redis: each process counts for itself, so limits are up to ${processes} times as high.`,
  ];
}
