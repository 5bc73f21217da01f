import { createHmac, randomBytes } from 'node:crypto';
import type { Config } from '../../config.js';
import { type SealedTable, sealedAbout } from '../../platform/postgres/sealed-rows.js';
import { seal, unseal } from '../../platform/sealing.js';

type Keys = Config['encryptionKeys'];

/** Where the secrets of webhooks lie. */
export const SEALED_WEBHOOKS: SealedTable = { table: 'webhooks', id: 'id' };

/** By this a secret is known for one, by people and by the libraries of Standard Webhooks. */
const PREFIX = 'whsec_';
const SECRET_BYTES = 32;

/** A new secret, as it is shown. */
export function newSecret(): string {
  return PREFIX + randomBytes(SECRET_BYTES).toString('base64');
}

/** Encrypts the secret of a webhook under the first key. */
export function sealSecretOf(keys: Keys, secret: string, webhookId: string): string {
  return seal(keys, secret, sealedAbout(SEALED_WEBHOOKS, webhookId));
}

/** Reads the secret of a webhook; throws `KeyMissing` where its key is not listed. */
export function readSecretOf(keys: Keys, sealed: string, webhookId: string): string {
  return unseal(keys, sealed, sealedAbout(SEALED_WEBHOOKS, webhookId));
}

/** The headers by which a receiver knows a message for ours and for this moment's (Standard Webhooks 1.0). */
export function signatureHeaders(secret: string, id: string, body: string, at: Date): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}
