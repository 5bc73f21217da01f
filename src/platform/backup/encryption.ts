import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { BackupFault } from './fault.js';

type Bytes = AsyncIterable<Uint8Array>;

/** A new key of age's: the secret one restores, the public one only backs up. */
export async function makeBackupKey(): Promise<{ secret: string; recipient: string }> {
  const secret = await generateX25519Identity();
  return { secret, recipient: await identityToRecipient(secret) };
}

/** Refuses a key in which a letter is wrong, before anything is done. */
export function requireSoundKey(key: string | undefined): void {
  if (key === undefined) return;
  try {
    if (isSecretKey(key)) new Decrypter().addIdentity(key);
    else new Encrypter().addRecipient(key);
  } catch {
    throw new BackupFault('BACKUP_ENCRYPTION_KEY is mistyped: its checksum does not fit.');
  }
}

/** Encrypts what comes, piece by piece; with the public key (age1…) or the secret one (AGE-SECRET-KEY-1…). */
export function encrypting(key: string) {
  return async function* (source: Bytes): AsyncGenerator<Uint8Array> {
    const encrypter = new Encrypter();
    encrypter.addRecipient(isSecretKey(key) ? await identityToRecipient(key) : key);
    yield* piecesOf(await encrypter.encrypt(streamOf(source)));
  };
}

/** Decrypts what comes. Nothing is given out that was not proven to be what was encrypted. */
export function decrypting(key: string | undefined) {
  return async function* (source: Bytes): AsyncGenerator<Uint8Array> {
    if (!key || !isSecretKey(key))
      throw new BackupFault(
        'This backup is encrypted: BACKUP_ENCRYPTION_KEY must hold the secret key that opens it (AGE-SECRET-KEY-1…).',
      );
    const decrypter = new Decrypter();
    decrypter.addIdentity(key);
    yield* piecesOf(await decrypter.decrypt(streamOf(source)).catch(refused));
  };
}

function isSecretKey(key: string): boolean {
  return key.startsWith('AGE-SECRET-KEY-');
}

function refused(error: Error): never {
  if (/no identity matched/.test(error.message))
    throw new BackupFault('BACKUP_ENCRYPTION_KEY is not the key that this backup was encrypted for.');
  throw error;
}

// The types of the web's streams are the browser's in one place and Node's in the other.
function streamOf(source: Bytes) {
  return Readable.toWeb(
    Readable.from(source, { objectMode: false }),
  ) as unknown as globalThis.ReadableStream<Uint8Array>;
}

function piecesOf(stream: unknown): Bytes {
  return stream as ReadableStream<Uint8Array>;
}
