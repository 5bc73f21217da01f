import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeyMissing, keyIdOf, seal, unseal } from '../../src/platform/sealing.js';

const key = (id: string, byte: number) => ({ id, key: Buffer.alloc(32, byte) });
const [k1, k2] = [key('k1', 1), key('k2', 2)];

describe('a sealed text', () => {
  it('is read again under its key, wherever that stands in the list, and is never written the same twice', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, about) => {
        const sealed = seal([k1], text, about);
        expect(unseal([k2, k1], sealed, about)).toBe(text);
        expect(seal([k1], text, about)).not.toBe(sealed);
        expect(keyIdOf(sealed)).toBe('k1');
      }),
    );
  });

  it('is not read in another place, under another key, or with any byte of it changed', () => {
    const sealed = seal([k1], 'a secret', 'of alice');
    expect(() => unseal([k1], sealed, 'of bob')).toThrow();
    expect(() => unseal([key('k1', 2)], sealed, 'of alice')).toThrow();
    const bytes = Buffer.from(sealed.slice(3), 'base64url');
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => unseal([k1], `k1:${changed.toString('base64url')}`, 'of alice')).toThrow();
    }
    expect(() => unseal([k1], 'k1:', 'of alice')).toThrow();
  });

  it('whose key is not listed says which one is missing, never more', () => {
    expect(() => unseal([k2], seal([k1], 'a secret', 'x'), 'x')).toThrow(
      new KeyMissing('ENCRYPTION_KEY lists no key k1'),
    );
    expect(() => unseal([k2], 'no key at all', 'x')).toThrow(KeyMissing);
    expect(() => seal([], 'a secret', 'x')).toThrow(KeyMissing);
  });
});
