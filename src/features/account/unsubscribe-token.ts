import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { Config } from '../../config.js';
import { isId } from '../../http/form.js';

type Keys = Pick<Config, 'encryptionKeys'>;

/** The address at which a person's reminders by mail are ended without a login: by whoever holds the mail. */
export function unsubscribeUrl(config: Pick<Config, 'appUrl'> & Keys, personId: string): string {
  const [key] = keysOf(config);
  return `${config.appUrl}/unsubscribe?token=${personId}.${key ? seal(key, personId) : ''}`;
}

/** Whose reminders a token ends, signed under any of the listed keys; undefined for anything else. */
export function unsubscribed(config: Keys, token: unknown): string | undefined {
  const [personId, mac, ...more] = typeof token === 'string' ? token.split('.') : [];
  if (!isId(personId) || mac === undefined || more.length > 0) return undefined;
  return keysOf(config).some((key) => equal(mac, seal(key, personId))) ? personId : undefined;
}

function keysOf({ encryptionKeys }: Keys): Buffer[] {
  return encryptionKeys.map(({ key }) => Buffer.from(hkdfSync('sha256', key, '', 'reminders by mail', 32)));
}

function seal(key: Buffer, personId: string): string {
  return createHmac('sha256', key).update(personId.toLowerCase()).digest('base64url');
}

function equal(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
