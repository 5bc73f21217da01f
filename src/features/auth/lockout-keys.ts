import { createHmac, hkdfSync } from 'node:crypto';
import type { Config } from '../../config.js';

/** What an address is counted under: one key for each of the encryption keys, the newest first. */
export function lockoutKeys(encryptionKeys: Config['encryptionKeys']): (address: string) => string[] {
  const secrets = encryptionKeys.map(({ key }) => Buffer.from(hkdfSync('sha256', key, '', 'login attempts', 32)));
  return (address) =>
    secrets.map((secret) => `id:${createHmac('sha256', secret).update(normalised(address)).digest('base64url')}`);
}

// One person types an address in many ways; failures count together.
function normalised(address: string): string {
  return address.trim().toLowerCase();
}
