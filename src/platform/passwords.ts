import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { type Algorithm, hash as hashed, verify as verified } from '@node-rs/argon2';
import { Crowded } from './errors.js';

export type Passwords = ReturnType<typeof createPasswords>;

// The library's enum is declared const, which a file compiled by itself cannot read.
const ARGON2ID = 2 as Algorithm.Argon2id;
const PARAMETERS = { algorithm: ARGON2ID, timeCost: 3, memoryCost: 64 * 1024, parallelism: 4 };
const HEAD = `$argon2id$v=19$m=${PARAMETERS.memoryCost},t=${PARAMETERS.timeCost},p=${PARAMETERS.parallelism}$`;
// Each hash that runs holds 64 MiB, one core and one of libuv's four threads: one core stays with the pages, one thread with files.
const AT_ONCE = Math.min(3, Math.max(1, availableParallelism() - 1));
/** How many hashes one of so many processes on this machine computes at once. */
export function hashesAtOnce(processes: number): number {
  return Math.max(1, Math.floor(AT_ONCE / processes));
}

/** How many wait for a turn at most: about five seconds of them. */
const WAITING = 100;

/**
 * Argon2id hashes of passwords as typed, composed (NFC), since a keyboard may send a letter and its accent as one or as two: never
 * trimmed or cut. A hash that was made of what was typed uncomposed still holds for it. Throws `Crowded` where too many wait already.
 */
export function createPasswords(atOnce = AT_ONCE, mayWait = WAITING) {
  const inTurn = queue(atOnce, mayWait);
  const nobody = hashOfNobody();
  return {
    hash: (password: string): Promise<string> => inTurn(() => hashed(password.normalize(), PARAMETERS)),
    verify: (hash: string, password: string): Promise<boolean> => inTurn(() => isOf(hash, password)),
    /** Costs what `verify` costs and answers no, so that an address that nobody owns takes as long as one that somebody does. */
    verifyNobody: (password: string): Promise<boolean> => inTurn(() => isOf(nobody, password)),
    /** Whether the hash was made with other parameters than today's. */
    needsRehash: (hash: string): boolean => !hash.startsWith(HEAD),
  };
}

async function isOf(hash: string, password: string): Promise<boolean> {
  const composed = password.normalize();
  return (await verified(hash, composed)) || (composed !== password && (await verified(hash, password)));
}

// Today's parameters, and a digest that no password has: nothing is hashed to make it.
function hashOfNobody(): string {
  const part = (bytes: number) => randomBytes(bytes).toString('base64').replaceAll('=', '');
  return `${HEAD}${part(16)}$${part(32)}`;
}

function queue(atOnce: number, mayWait: number) {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= atOnce && waiting.length >= mayWait) throw new Crowded();
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
