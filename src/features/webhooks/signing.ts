import { createHmac, randomBytes } from 'node:crypto';
import type { Config } from '../../config.js';
import { type SealedTable, sealedAbout } from '../../platform/postgres/sealed-rows.js';
import { seal, unseal } from '../../platform/sealing.js';

type Keys = Config['encryptionKeys'];

const WEBHOOKS = { table: 'webhooks', id: 'id' };
/** Where the secrets of webhooks lie: those that hold, and those that held before and do so for a while yet. */
export const SEALED_WEBHOOKS: readonly SealedTable[] = [WEBHOOKS, { ...WEBHOOKS, column: 'sealed_before' }];
/** For how many hours the secret of before holds beside a new one. */
export const OVERLAP_HOURS = 24;

/** By this a secret is known for one, by people and by the libraries of Standard Webhooks. */
const PREFIX = 'whsec_';
const SECRET_BYTES = 32;

/** A new secret, as it is shown. */
export function newSecret(): string {
  return PREFIX + randomBytes(SECRET_BYTES).toString('base64');
}

/** Encrypts the secret of a webhook under the first key. */
export function sealSecretOf(keys: Keys, secret: string, webhookId: string): string {
  return seal(keys, secret, sealedAbout(WEBHOOKS, webhookId));
}

/** Reads the secret of a webhook; throws `KeyMissing` where its key is not listed. */
export function readSecretOf(keys: Keys, sealed: string, webhookId: string): string {
  return unseal(keys, sealed, sealedAbout(WEBHOOKS, webhookId));
}

/** The headers by which a receiver knows a message for ours and for this moment's (Standard Webhooks 1.0), by any of these secrets. */
export function signatureHeaders(
  secrets: readonly string[],
  id: string,
  body: string,
  at: Date,
): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  });
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}
