import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** A key of `ENCRYPTION_KEY` with its name; of several the newest is first. */
export type SealingKey = { id: string; key: Buffer };

/** Thrown where the key that something was sealed under is no longer listed. */
export class KeyMissing extends Error {}

const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts a text under the first key (AES-256-GCM). `about` names whose and what it is, and must be said again to read it: so a
 * sealed text that is copied into another row cannot be read there.
 */
export function seal([newest]: readonly SealingKey[], text: string, about: string): string {
  if (!newest) throw new KeyMissing('there is no key to encrypt with');
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', newest.key, iv).setAAD(Buffer.from(about));
  const sealed = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return `${newest.id}:${sealed.toString('base64url')}`;
}

/** Reads what `seal` wrote under any of the keys. Throws `KeyMissing` where its key is not listed, another error where it was changed or moved. */
export function unseal(keys: readonly SealingKey[], sealed: string, about: string): string {
  const id = keyIdOf(sealed);
  const found = keys.find((it) => it.id === id);
  if (!found) throw new KeyMissing(`ENCRYPTION_KEY lists no key ${id}`);
  const bytes = Buffer.from(sealed.slice(id.length + 1), 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', found.key, bytes.subarray(0, IV_BYTES))
    .setAAD(Buffer.from(about))
    .setAuthTag(bytes.subarray(-TAG_BYTES));
  const text = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]);
  return text.toString('utf8');
}

/** The name of the key that a text was sealed under. */
export function keyIdOf(sealed: string): string {
  return sealed.slice(0, sealed.indexOf(':'));
}
