import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

type Answer = { site?: string; origin?: string; count?: number; verified?: boolean; handle?: string };

const PRESENT = 0x01;
const VERIFIED = 0x04;
const WITH_KEY = 0x40;

/** A security key as software: it makes one passkey, and signs what it is asked to sign, or what a test makes it say. */
export class Authenticator {
  readonly id = randomBytes(16);
  private readonly keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  private handle = '';
  private count = 0;

  constructor(private readonly origin: string) {}

  /** Answers a browser's `navigator.credentials.create` with a new passkey. */
  make(options: { challenge: string; user: { id: string } }, { site, origin }: Answer = {}): string {
    this.handle = options.user.id;
    const key = Buffer.concat([this.id, coseOf(this.keys.publicKey)]);
    const data = this.data(WITH_KEY | PRESENT | VERIFIED, 0, site, [Buffer.alloc(16), Buffer.from([0, 16]), key]);
    const attestationObject = Buffer.concat([
      Buffer.from('a363666d74646e6f6e656761747453746d74a0686175746844617461', 'hex'),
      Buffer.from([0x59, data.length >> 8, data.length & 0xff]),
      data,
    ]);
    const clientDataJSON = this.said('webauthn.create', options.challenge, origin);
    return this.sent({
      clientDataJSON,
      attestationObject: attestationObject.toString('base64url'),
      transports: ['usb'],
    });
  }

  /** Answers a browser's `navigator.credentials.get`; its count goes up by one, unless told otherwise. */
  answer({ challenge }: { challenge: string }, { site, origin, count, verified = true, handle }: Answer = {}): string {
    this.count = count ?? this.count + 1;
    const data = this.data(PRESENT | (verified ? VERIFIED : 0), this.count, site);
    const clientDataJSON = this.said('webauthn.get', challenge, origin);
    const signed = Buffer.concat([data, hash(Buffer.from(clientDataJSON, 'base64url'))]);
    return this.sent({
      clientDataJSON,
      authenticatorData: data.toString('base64url'),
      signature: sign('sha256', signed, this.keys.privateKey).toString('base64url'),
      userHandle: handle ?? this.handle,
    });
  }

  private data(flags: number, count: number, site = new URL(this.origin).hostname, more: Buffer[] = []): Buffer {
    const head = Buffer.alloc(5);
    head.writeUInt8(flags, 0);
    head.writeUInt32BE(count, 1);
    return Buffer.concat([hash(Buffer.from(site)), head, ...more]);
  }

  private said(type: string, challenge: string, origin = this.origin): string {
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false })).toString('base64url');
  }

  private sent(response: object): string {
    const id = this.id.toString('base64url');
    return JSON.stringify({ id, rawId: id, type: 'public-key', clientExtensionResults: {}, response });
  }
}

function hash(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}

// A key of the curve P-256 for ES256, as CBOR.
function coseOf(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  const [left, right] = [x, y].map((it) => Buffer.from(it, 'base64url'));
  return Buffer.concat([
    Buffer.from('a5010203262001215820', 'hex'),
    left ?? Buffer.alloc(0),
    Buffer.from('225820', 'hex'),
    right ?? Buffer.alloc(0),
  ]);
}
