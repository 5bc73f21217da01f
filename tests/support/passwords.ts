import { inject } from 'vitest';
import { createPasswords, type Passwords } from '../../src/platform/passwords.js';
import { PASSWORD } from './people.js';

let isTheirs: boolean | undefined;

/** The product's, which hash slowly on purpose: that the cast's hash is of the cast's password is found out once a worker. */
export function passwordsOfTests(): Passwords {
  const real = createPasswords();
  return {
    ...real,
    async verify(hash, password) {
      if (hash !== inject('passwordHash') || password !== PASSWORD) return real.verify(hash, password);
      isTheirs ??= await real.verify(hash, password);
      return isTheirs;
    },
  };
}
