import { v7 as uuidv7 } from 'uuid';

export type Chance = ReturnType<typeof chanceOf>;

/** Draws that come out the same each time for the same words. */
export function chanceOf(words: string) {
  const next = mulberry32(seedOf(words));
  const upTo = (choices: number) => Math.floor(next() * choices);
  return {
    /** A whole number of the range, both ends included. */
    between: (low: number, high: number) => low + upTo(high - low + 1),
    /** Whether the one case in a hundred that many percent make came up. */
    percent: (share: number) => next() * 100 < share,
    of: <T>(choices: readonly T[]): T => choices[upTo(choices.length)] as T,
    /** So many characters of an alphabet. */
    text: (length: number, alphabet: string) => Array.from({ length }, () => alphabet[upTo(alphabet.length)]).join(''),
    shuffled<T>(list: readonly T[]): T[] {
      const drawn = list.map((it) => ({ it, at: next() }));
      return drawn.sort((a, b) => a.at - b.at).map(({ it }) => it);
    },
    /** A UUID v7 of that instant. */
    id: (at: string) => {
      const random = Uint8Array.from({ length: 16 }, () => upTo(256));
      return uuidv7({ msecs: Date.parse(at), seq: upTo(2 ** 31), random });
    },
  };
}

// FNV-1a.
function seedOf(words: string): number {
  let hash = 0x811c9dc5;
  for (const character of words) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 0;
}

function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
