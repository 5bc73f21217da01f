import type { Config } from '../../../config.js';
import { type SealedTable, sealedAbout } from '../../../platform/postgres/sealed-rows.js';
import { seal, unseal } from '../../../platform/sealing.js';

type Keys = Config['encryptionKeys'];

/** Where the secrets of two-factor lie. */
export const SEALED_CODES: SealedTable = { table: 'totp_secrets', id: 'user_id' };

/** Encrypts the secret of a person's app under the first key. */
export function sealSecret(keys: Keys, secret: string, personId: string): string {
  return seal(keys, secret, sealedAbout(SEALED_CODES, personId));
}

/** Reads the secret of a person's app; throws `KeyMissing` where its key is not listed. */
export function readSecret(keys: Keys, sealed: string, personId: string): string {
  return unseal(keys, sealed, sealedAbout(SEALED_CODES, personId));
}
