import { BlockList, isIP } from 'node:net';
import { parseUrl } from './fields.js';

/** An address, or a name that a machine may have. */
export function isHost(value: string): boolean {
  return isIP(value) !== 0 || /^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/.test(value);
}

/** This machine itself, by address or by name. */
export function isLoopback(host: string): boolean {
  const loopback = new BlockList();
  loopback.addSubnet('127.0.0.0', 8);
  loopback.addAddress('::1', 'ipv6');
  return host === 'localhost' || loopback.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4');
}

/** An http or https address without a path. */
export function isOrigin(value: string): boolean {
  const url = parseUrl(value);
  return !!url && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`;
}

/** An address of a database, its name included. */
export function isPostgresUrl(value: string): boolean {
  const url = parseUrl(value);
  return !!url && /^postgres(ql)?:$/.test(url.protocol) && url.pathname.length > 1;
}

/** A key of age's, public or secret, by its looks: its checksum is looked at by who uses it. */
export function isAgeKey(value: string): boolean {
  return /^(age1|AGE-SECRET-KEY-1)[02-9ac-hj-np-z]{58}$/i.test(value);
}

/** An address of a Redis, and at most the number of its database. */
export function isRedisUrl(value: string): boolean {
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

/** What a header can carry, long enough for a secret. */
export function isHeaderSecret(value: string): boolean {
  return /^[\x21-\x7e]{16,}$/.test(value);
}

/** An address of an S3 server, which may lie below a path. */
export function isEndpoint(value: string): boolean {
  const url = parseUrl(value);
  return !!url && /^https?:$/.test(url.protocol) && !/[?#@\s]/.test(value);
}

/** An address of a project of Sentry's, with its key. */
export function isDsn(value: string): boolean {
  const url = parseUrl(value);
  return !!url && /^https?:$/.test(url.protocol) && url.username !== '' && /\/\d+$/.test(url.pathname) && !url.search;
}

/** A name that every S3 server takes for a bucket. */
export function isBucket(value: string): boolean {
  return /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(value);
}

/** A folder, or an address of a bucket with a prefix in it or without. */
export function isBackupPath(value: string): boolean {
  const [, bucket = ''] = /^s3:\/\/([^/]+)(?:\/[\w.-]+)*\/?$/.exec(value) ?? [];
  return !/^s3:/i.test(value) || isBucket(bucket);
}

/** A name that stands in addresses and in what is signed. */
export function isRegion(value: string): boolean {
  return /^[A-Za-z0-9-]{2,63}$/.test(value);
}

/** What a header can carry. */
export function isVisible(value: string): boolean {
  return /^[\x21-\x7e]+$/.test(value);
}
