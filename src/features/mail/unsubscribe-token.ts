import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { Config } from '../../config.js';
import { isId } from '../../http/form.js';

type Keys = Pick<Config, 'encryptionKeys'>;

/** Mails that are ended without a login: the page of their links, and what the keys of these are for. */
export type LinkKind = { path: string; purpose: string };
/** What a link says: whose mails it ends, and whether it was made for them and for what it is bound to. */
type LinkRead = { id: string; holdsFor(boundTo: string): boolean };

/** The address at which somebody's mails of a kind are ended without a login, by whoever holds one; `boundTo`: what it holds for alone, unsaid. */
export function unsubscribeUrl(
  config: Pick<Config, 'appUrl'> & Keys,
  { path, purpose }: LinkKind,
  id: string,
  boundTo = '',
): string {
  const [key] = keysOf(config, purpose);
  return `${config.appUrl}${path}?token=${id}.${key ? seal(key, id, boundTo) : ''}`;
}

/** Reads the token of such an address, signed under any of the listed keys; undefined for what is none. */
export function readLink(config: Keys, { purpose }: LinkKind, token: unknown): LinkRead | undefined {
  const [id, mac, ...more] = typeof token === 'string' ? token.split('.') : [];
  if (!isId(id) || mac === undefined || more.length > 0) return undefined;
  const keys = keysOf(config, purpose);
  return { id, holdsFor: (boundTo) => keys.some((key) => equal(mac, seal(key, id, boundTo))) };
}

function keysOf({ encryptionKeys }: Keys, purpose: string): Buffer[] {
  return encryptionKeys.map(({ key }) => Buffer.from(hkdfSync('sha256', key, '', purpose, 32)));
}

function seal(key: Buffer, id: string, boundTo: string): string {
  const sealed = boundTo === '' ? id.toLowerCase() : `${id.toLowerCase()} ${boundTo.toLowerCase()}`;
  return createHmac('sha256', key).update(sealed).digest('base64url');
}

function equal(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
