import { existsSync } from 'node:fs';
import { type BlockList, isIP } from 'node:net';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import {
  allowlist,
  encryptionKeys,
  oneOf,
  parseUrl,
  sessionSecrets,
  text,
  trustProxy,
  whole,
  wholes,
  yesOrNo,
} from './config/fields.js';
import { notYet, unknownNames } from './config/names.js';
import { faultsTogether } from './config/together.js';
import { type KeptSecrets, keptSecrets } from './platform/secrets.js';

/** Every variable of this release; `.env.example` and RUNBOOK.md list the same ones. */
const schema = z.object({
  NODE_ENV: oneOf('NODE_ENV', ['development', 'test', 'production']).default('development'),
  HOST: text('HOST', 'an address or a host name to listen on', isHost).default('127.0.0.1'),
  PORT: whole('PORT', 5001, 0, 65535),
  APP_URL: text('APP_URL', 'an http or https address without a path', isOrigin).optional(),
  DATA_DIR: z.string().default('data'),
  DATABASE_URL: text('DATABASE_URL', 'postgres://user:password@host:port/database', isPostgresUrl).optional(),
  POSTGRES_USER: z.string().optional(),
  POSTGRES_PASSWORD: z.string().optional(),
  POSTGRES_DB: z.string().optional(),
  POSTGRES_HOST: text('POSTGRES_HOST', 'an address or a host name', isHost).default('127.0.0.1'),
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
  RATE_LIMIT_REDIS_URL: text('RATE_LIMIT_REDIS_URL', 'redis://host:port, or rediss:// for TLS', isRedisUrl).optional(),
  REDIS_PASSWORD: z.string().optional(),
  RATE_LIMIT_ALLOW_MEMORY: yesOrNo('RATE_LIMIT_ALLOW_MEMORY').default(false),
  METRICS_ENABLED: yesOrNo('METRICS_ENABLED').default(false),
  METRICS_GUARD: oneOf('METRICS_GUARD', ['secret', 'cidr']).optional(),
  METRICS_GUARD_SECRET: text(
    'METRICS_GUARD_SECRET',
    '16 characters or more, visible ASCII alone',
    isHeaderSecret,
  ).optional(),
  METRICS_GUARD_ALLOWLIST: allowlist('METRICS_GUARD_ALLOWLIST').optional(),
  AUTH_LOGIN_MAX_ATTEMPTS: whole('AUTH_LOGIN_MAX_ATTEMPTS', 5, 1, 1000),
  AUTH_LOGIN_LOCKOUT_MINUTES: wholes('AUTH_LOGIN_LOCKOUT_MINUTES', [5, 15, 60, 1440], 1, 525_600),
  AUTH_LOGIN_ATTEMPT_WINDOW_MINUTES: whole('AUTH_LOGIN_ATTEMPT_WINDOW_MINUTES', 15, 1, 525_600),
  STORAGE_DRIVER: oneOf('STORAGE_DRIVER', ['folder']).default('folder'),
  STORAGE_PATH: z.string().optional(),
  STORAGE_FALLBACK_PATH: z.string().optional(),
  PASSWORD_POLICY: oneOf('PASSWORD_POLICY', ['composition', 'length']).default('composition'),
  LOG_LEVEL: oneOf('LOG_LEVEL', ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

type Values = z.output<typeof schema>;
type Env = Record<string, string>;

/** The names of all variables of this release. */
export const VARIABLES = Object.keys(schema.shape);

export type Config = ReturnType<typeof toConfig>;

/** Every fault of the environment, each a sentence that names the variable and never its value. */
export class ConfigError extends Error {
  override name = 'ConfigError';
  constructor(readonly faults: string[]) {
    super(faults.join('\n'));
  }
}

/** The environment as the app wants it; throws a `ConfigError` that lists every fault. An empty variable counts as unset. */
export function loadConfig(source: NodeJS.ProcessEnv): Config {
  const env = withoutEmpty(source);
  const parsed = schema.safeParse(env);
  const wrong = parsed.error?.issues.map((issue) => issue.message) ?? [];
  const faults = [...wrong, ...faultsTogether(env), ...notYet(env)];
  if (!parsed.success || faults.length > 0) throw new ConfigError([...new Set(faults)]);
  return toConfig(parsed.data, unknownNames(env, VARIABLES));
}

/** `loadConfig` of this process; prints the faults and exits with 1. A `.env` in the working folder counts outside production. */
export function readConfig(): Config {
  try {
    if (process.env['NODE_ENV'] !== 'production' && existsSync('.env')) process.loadEnvFile('.env');
    return loadConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

function withoutEmpty(source: NodeJS.ProcessEnv): Env {
  return Object.fromEntries(Object.entries(source).filter((entry): entry is [string, string] => !!entry[1]?.trim()));
}

function toConfig(values: Values, warnings: string[]) {
  const appUrl = values.APP_URL ? new URL(values.APP_URL).origin : ownUrl(values.HOST, values.PORT);
  const secureCookies = appUrl.startsWith('https:');
  const dataDir = resolve(values.DATA_DIR);
  if (secureCookies && values.TRUST_PROXY === 'loopback') {
    warnings.push(
      'TRUST_PROXY is loopback and APP_URL is https: behind a proxy on another host no cookie will be set.',
    );
  }
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
    database: {
      /** Undefined: the embedded server. */
      url: databaseUrl(values),
      poolSize: values.DATABASE_POOL_SIZE,
      connectTimeoutMs: values.DATABASE_CONNECT_TIMEOUT_MS,
      statementTimeoutMs: values.DATABASE_STATEMENT_TIMEOUT_MS,
      idleTimeoutMs: values.DATABASE_IDLE_TIMEOUT_MS,
      silenceTimeoutMs: values.DATABASE_SILENCE_TIMEOUT_MS,
    },
    ...secretsOf(values, dataDir),
    /** For Express's setting of the same name. */
    trustProxy: values.TRUST_PROXY,
    /** Undefined: limits are counted in the process. */
    redisUrl: redisUrl(values),
    /** Undefined: there is no /metrics. */
    metrics: values.METRICS_ENABLED ? metricsGuard(values) : undefined,
    auth: {
      maxAttempts: values.AUTH_LOGIN_MAX_ATTEMPTS,
      lockoutMinutes: values.AUTH_LOGIN_LOCKOUT_MINUTES,
      attemptWindowMinutes: values.AUTH_LOGIN_ATTEMPT_WINDOW_MINUTES,
    },
    /** Both absolute. */
    storage: {
      path: resolve(values.STORAGE_PATH ?? join(dataDir, 'files')),
      fallbackPath: resolve(values.STORAGE_FALLBACK_PATH ?? join(dataDir, 'files-fallback')),
    },
    passwordPolicy: values.PASSWORD_POLICY,
    logLevel: values.LOG_LEVEL,
    warnings,
  };
}

/** Who may read /metrics: whoever sends the secret, or comes from one of the addresses. */
export type MetricsGuard = { secret: string } | { allowed: BlockList };

// `faultsTogether` has seen to it that what the guard needs is there.
function metricsGuard({ METRICS_GUARD, METRICS_GUARD_SECRET, METRICS_GUARD_ALLOWLIST }: Values): MetricsGuard {
  return METRICS_GUARD === 'cidr'
    ? { allowed: METRICS_GUARD_ALLOWLIST as BlockList }
    : { secret: METRICS_GUARD_SECRET as string };
}

/** Newest first, both. */
function secretsOf(values: Values, dataDir: string) {
  const { SESSION_SECRET, ENCRYPTION_KEY } = values;
  const kept = SESSION_SECRET && ENCRYPTION_KEY ? undefined : keptIn(dataDir);
  return {
    session: {
      secrets: SESSION_SECRET ?? sessionSecrets().parse(kept?.sessionSecret),
      idleHours: values.SESSION_IDLE_HOURS,
      absoluteDays: values.SESSION_ABSOLUTE_DAYS,
    },
    encryptionKeys: ENCRYPTION_KEY ?? encryptionKeys().parse(kept?.encryptionKey),
  };
}

function keptIn(dataDir: string): KeptSecrets {
  try {
    return keptSecrets(dataDir);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'its secrets.json is not JSON';
    throw new ConfigError([`DATA_DIR must be a folder in which the app can keep its files (${reason}).`]);
  }
}

function databaseUrl(values: Values): string | undefined {
  const { DATABASE_URL, POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_DB, POSTGRES_HOST, POSTGRES_PORT } = values;
  if (DATABASE_URL || !POSTGRES_USER || !POSTGRES_PASSWORD) return DATABASE_URL;
  const [user, password, name] = [POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_DB ?? POSTGRES_USER].map(
    encodeURIComponent,
  );
  return `postgres://${user}:${password}@${inUrl(POSTGRES_HOST)}:${POSTGRES_PORT}/${name}`;
}

// The password apart, as compose has it, may hold any character; in an address it would have to be escaped.
function redisUrl({ RATE_LIMIT_REDIS_URL, REDIS_PASSWORD }: Values): string | undefined {
  if (!RATE_LIMIT_REDIS_URL) return undefined;
  const url = new URL(RATE_LIMIT_REDIS_URL);
  if (REDIS_PASSWORD && !url.password) url.password = encodeURIComponent(REDIS_PASSWORD);
  return url.href;
}

function ownUrl(host: string, port: number): string {
  const reachable = { '0.0.0.0': '127.0.0.1', '::': '::1' }[host] ?? host;
  return new URL(`http://${inUrl(reachable)}:${port}`).origin;
}

function inUrl(host: string): string {
  return isIP(host) === 6 ? `[${host}]` : host;
}

function isHost(value: string): boolean {
  return isIP(value) !== 0 || /^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/.test(value);
}

function isOrigin(value: string): boolean {
  const url = parseUrl(value);
  return !!url && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`;
}

function isPostgresUrl(value: string): boolean {
  const url = parseUrl(value);
  return !!url && /^postgres(ql)?:$/.test(url.protocol) && url.pathname.length > 1;
}

function isRedisUrl(value: string): boolean {
  const url = parseUrl(value);
  return (
    !!url &&
    /^rediss?:$/.test(url.protocol) &&
    url.hostname !== '' &&
    /^(\/\d{0,5})?$/.test(url.pathname) &&
    isEscaped(url.password)
  );
}

function isEscaped(text: string): boolean {
  return !/%(?![0-9A-Fa-f]{2})/.test(text);
}

function isHeaderSecret(value: string): boolean {
  return /^[\x21-\x7e]{16,}$/.test(value);
}
