import { randomBytes } from 'node:crypto';
import argon2 from 'argon2';

export type Passwords = ReturnType<typeof createPasswords>;

// argon2 stays at 0.44.0: the prebuilt binary of 0.45.1 crashes Node 20 at the first hash.
const PARAMETERS = { type: argon2.argon2id, timeCost: 3, memoryCost: 64 * 1024, parallelism: 4 } as const;
// Each hash that runs holds 64 MiB and one of libuv's four threads; the others wait here.
const AT_ONCE = 2;

/**
 * Argon2id hashes of passwords as typed, composed (NFC), since a keyboard may send a letter and its accent as one or as two: never
 * trimmed or cut. A hash that was made of what was typed uncomposed still holds for it.
 */
export function createPasswords() {
  const inTurn = queue(AT_ONCE);
  const nobody = hashOfNobody();
  return {
    hash: (password: string): Promise<string> => inTurn(() => argon2.hash(password.normalize(), PARAMETERS)),
    verify: (hash: string, password: string): Promise<boolean> => inTurn(() => isOf(hash, password)),
    /** Costs what `verify` costs and answers no, so that an address that nobody owns takes as long as one that somebody does. */
    verifyNobody: (password: string): Promise<boolean> => inTurn(() => isOf(nobody, password)),
    /** Whether the hash was made with other parameters than today's. */
    needsRehash: (hash: string): boolean => argon2.needsRehash(hash, PARAMETERS),
  };
}

async function isOf(hash: string, password: string): Promise<boolean> {
  const composed = password.normalize();
  return (await argon2.verify(hash, composed)) || (composed !== password && (await argon2.verify(hash, password)));
}

// Today's parameters, and a digest that no password has: nothing is hashed to make it.
function hashOfNobody(): string {
  const { memoryCost, timeCost, parallelism } = PARAMETERS;
  const part = (bytes: number) => randomBytes(bytes).toString('base64').replaceAll('=', '');
  return `$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$${part(16)}$${part(32)}`;
}

function queue(atOnce: number) {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async <T>(work: () => Promise<T>): Promise<T> => {
    // A slot is handed over, never freed in between, so that nobody slips in before those who wait.
    if (running < atOnce) running += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
