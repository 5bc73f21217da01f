import type { Config } from '../../../config.js';
import { seal, unseal } from '../../../platform/sealing.js';

type Keys = Config['encryptionKeys'];

/** Encrypts the secret of a person's app under the first key. */
export function sealSecret(keys: Keys, secret: string, personId: string): string {
  return seal(keys, secret, aboutOf(personId));
}

/** Reads the secret of a person's app; throws `KeyMissing` where its key is not listed. */
export function readSecret(keys: Keys, sealed: string, personId: string): string {
  return unseal(keys, sealed, aboutOf(personId));
}

function aboutOf(personId: string): string {
  return `totp_secrets ${personId}`;
}
