import { isIP } from 'node:net';
import type { ConfigValues } from './variables.js';

/** The app's own origin, without a slash at its end. */
export function appUrlOf({ APP_URL, HOST, PORT }: ConfigValues): string {
  if (APP_URL) return new URL(APP_URL).origin;
  const reachable = { '0.0.0.0': '127.0.0.1', '::': '::1' }[HOST] ?? HOST;
  return new URL(`http://${inUrl(reachable)}:${PORT}`).origin;
}

/** What passkeys are bound to; undefined where browsers make none: at an address that is no name, or without TLS but on this machine. */
export function passkeySiteOf(appUrl: string): { id: string; origin: string } | undefined {
  const { hostname, protocol } = new URL(appUrl);
  if (isIP(hostname.replace(/^\[|\]$/g, ''))) return undefined;
  const isSecure = protocol === 'https:' || /^(.+\.)?localhost$/.test(hostname);
  return isSecure ? { id: hostname, origin: appUrl } : undefined;
}

/** Undefined: the embedded server. */
export function databaseUrl(values: ConfigValues): string | undefined {
  const { DATABASE_URL, POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_DB, POSTGRES_HOST, POSTGRES_PORT } = values;
  if (DATABASE_URL || !POSTGRES_USER || !POSTGRES_PASSWORD) return DATABASE_URL;
  const [user, password, name] = [POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_DB ?? POSTGRES_USER].map(
    encodeURIComponent,
  );
  return `postgres://${user}:${password}@${inUrl(POSTGRES_HOST)}:${POSTGRES_PORT}/${name}`;
}

/** The password apart, as compose has it, may hold any character; in an address it would have to be escaped. */
export function redisUrl({ RATE_LIMIT_REDIS_URL, REDIS_PASSWORD }: ConfigValues): string | undefined {
  if (!RATE_LIMIT_REDIS_URL) return undefined;
  const url = new URL(RATE_LIMIT_REDIS_URL);
  if (REDIS_PASSWORD && !url.password) url.password = encodeURIComponent(REDIS_PASSWORD);
  return url.href;
}

function inUrl(host: string): string {
  return isIP(host) === 6 ? `[${host}]` : host;
}
