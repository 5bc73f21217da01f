import { isLoopback } from './checks.js';
import { parseUrl } from './fields.js';

type Env = Record<string, string>;
/** A sentence, and whether it is to be said. */
type Fault = [holds: boolean, sentence: string];

/** A sentence for each fault that one variable alone does not show. Read from the texts, so that a wrong one hides no other. */
export function faultsTogether(env: Env): string[] {
  const faults = [
    ...ofAddresses(env),
    ...(env['NODE_ENV'] === 'production' ? ofProduction(env) : []),
    ...(env['METRICS_ENABLED'] === 'true' ? ofMetrics(env) : []),
    ...ofMail(env),
    ...ofS3(env),
  ];
  return faults.filter(([holds]) => holds).map(([, sentence]) => sentence);
}

function ofAddresses(env: Env): Fault[] {
  return [
    [env['PORT'] === '0' && env['NODE_ENV'] !== 'test', 'PORT must be a whole number from 1 to 65535.'],
    ...['POSTGRES_USER', 'POSTGRES_PASSWORD'].map(
      (name): Fault => [
        needs(env, name),
        `${name} must be set when another POSTGRES_… variable is and DATABASE_URL is not.`,
      ],
    ),
    [
      !!env['STORAGE_PATH'] && env['STORAGE_PATH'] === env['STORAGE_FALLBACK_PATH'],
      'STORAGE_FALLBACK_PATH must be another folder than STORAGE_PATH.',
    ],
  ];
}

function ofProduction(env: Env): Fault[] {
  return [
    [!env['APP_URL'], 'APP_URL must be set in production.'],
    [!isSafeOrigin(env['APP_URL']), 'APP_URL must be an https address in production, unless it is a loopback address.'],
    [!env['DATABASE_URL'] && !hasPostgres(env), 'DATABASE_URL must be set in production.'],
    [!env['SESSION_SECRET'], 'SESSION_SECRET must be set in production.'],
    [!env['ENCRYPTION_KEY'], 'ENCRYPTION_KEY must be set in production.'],
    [
      !env['RATE_LIMIT_REDIS_URL'] && env['RATE_LIMIT_ALLOW_MEMORY'] !== 'true',
      'RATE_LIMIT_REDIS_URL must be set in production, unless RATE_LIMIT_ALLOW_MEMORY is true: then each process counts for itself.',
    ],
  ];
}

function ofMetrics(env: Env): Fault[] {
  const guard = env['METRICS_GUARD'];
  return [
    [!guard, 'METRICS_GUARD must be set when METRICS_ENABLED is true: secret or cidr.'],
    [
      guard === 'secret' && !env['METRICS_GUARD_SECRET'],
      'METRICS_GUARD_SECRET must be set when METRICS_GUARD is secret.',
    ],
    [
      guard === 'cidr' && !env['METRICS_GUARD_ALLOWLIST'],
      'METRICS_GUARD_ALLOWLIST must be set when METRICS_GUARD is cidr.',
    ],
  ];
}

function ofMail(env: Env): Fault[] {
  return [
    [
      !env['SMTP_HOST'] && !!(env['SMTP_USER'] || env['SMTP_PASSWORD']),
      'SMTP_HOST must be set when SMTP_USER or SMTP_PASSWORD is.',
    ],
    [
      !!env['SMTP_HOST'] && !env['MAIL_FROM'],
      'MAIL_FROM must be set when SMTP_HOST is: the address that mails come from.',
    ],
    [
      !env['SMTP_HOST'] && env['NODE_ENV'] === 'production' && env['AUTH_EMAIL_VERIFICATION_REQUIRED'] === 'true',
      'SMTP_HOST must be set when AUTH_EMAIL_VERIFICATION_REQUIRED is true.',
    ],
    [!!env['SMTP_USER'] && !env['SMTP_PASSWORD'], 'SMTP_PASSWORD must be set when SMTP_USER is.'],
    [!!env['SMTP_PASSWORD'] && !env['SMTP_USER'], 'SMTP_USER must be set when SMTP_PASSWORD is.'],
  ];
}

const S3 = ['ENDPOINT', 'BUCKET', 'REGION', 'ACCESS_KEY', 'SECRET_KEY'].map((name) => `STORAGE_S3_${name}`);

function ofS3(env: Env): Fault[] {
  const isBackedUp = env['BACKUP_PATH']?.startsWith('s3:');
  if (env['STORAGE_DRIVER'] !== 's3' && !isBackedUp && !S3.some((name) => env[name])) return [];
  const why = 'when STORAGE_DRIVER is s3, BACKUP_PATH begins with s3:// or another STORAGE_S3_… variable is set';
  return [
    ...['STORAGE_S3_BUCKET', 'STORAGE_S3_ACCESS_KEY', 'STORAGE_S3_SECRET_KEY'].map(
      (name): Fault => [!env[name], `${name} must be set ${why}.`],
    ),
    [
      !env['STORAGE_S3_ENDPOINT'] && !env['STORAGE_S3_REGION'],
      'STORAGE_S3_ENDPOINT must be set, or STORAGE_S3_REGION for a bucket of Amazon’s own.',
    ],
  ];
}

function hasPostgres(env: Env): boolean {
  return Object.keys(env).some((name) => /^POSTGRES_(USER|PASSWORD|DB|HOST|PORT)$/.test(name));
}

function needs(env: Env, name: string): boolean {
  return !env['DATABASE_URL'] && hasPostgres(env) && !env[name];
}

function isSafeOrigin(value = ''): boolean {
  const url = parseUrl(value);
  return !url || url.protocol === 'https:' || isLoopback(url.hostname.replace(/^\[|\]$/g, ''));
}
