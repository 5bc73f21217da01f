import fc from 'fast-check';
import { Secret } from 'otpauth';
import { describe, expect, it } from 'vitest';
import { makeTotpSecret, shownSecret, stepOfCode } from '../../src/features/auth/second-factor/totp.js';

const RFC_SECRET = Secret.fromLatin1('12345678901234567890').base32;
/** Appendix B of RFC 6238, SHA-1, the last six of its eight digits. */
const VECTORS: [seconds: number, code: string][] = [
  [59, '287082'],
  [1111111109, '081804'],
  [1111111111, '050471'],
  [1234567890, '005924'],
  [2000000000, '279037'],
  [20000000000, '353130'],
];

describe('the step of a code', () => {
  it.each(VECTORS)('is that of the RFC at %i seconds', (seconds, code) => {
    const step = Math.floor(seconds / 30);
    expect(stepOfCode(RFC_SECRET, code, seconds * 1000)).toBe(step);
    expect(stepOfCode(RFC_SECRET, code, (seconds + 30) * 1000)).toBe(step);
    expect(stepOfCode(RFC_SECRET, code, (seconds - 30) * 1000)).toBe(step);
    expect(stepOfCode(RFC_SECRET, code, (seconds + 60) * 1000)).toBeUndefined();
    expect(stepOfCode(RFC_SECRET, code, (seconds - 60) * 1000)).toBeUndefined();
  });

  it('is none for anything but six digits', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), (text) => {
        if (!/^\d{6}$/.test(text)) expect(stepOfCode(RFC_SECRET, text, 59_000)).toBeUndefined();
      }),
    );
  });
});

describe('a secret', () => {
  it('has 160 bits, is new each time, and is shown as apps take it: in an address, drawn, and in groups', () => {
    const [one, other] = [makeTotpSecret(), makeTotpSecret()];
    expect(Secret.fromBase32(one).bytes).toHaveLength(20);
    expect(one).not.toBe(other);
    const { uri, groups, qr } = shownSecret(one, 'mara+x@quillways.example');
    expect(uri).toBe(
      `otpauth://totp/Mouse%20Domination:mara%2Bx%40quillways.example?issuer=Mouse%20Domination&secret=${one}&algorithm=SHA1&digits=6&period=30`,
    );
    expect(groups).toBe(one.match(/.{4}/g)?.join(' '));
    // Three eyes of a QR code, behind four squares of white.
    for (const eye of ['M4 4h1v1h-1z', `M${qr.size - 5} 4h1v1h-1z`, `M4 ${qr.size - 5}h1v1h-1z`])
      expect(qr.path).toContain(eye);
  });
});
