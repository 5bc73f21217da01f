import { Busy, TooMany } from '../platform/errors.js';

/** So many of one person's at once: whoever reads slowly stops nobody else. */
const OF_ONE_PERSON = 2;
/** Each holds a connection while it is sent: most of the pool stays with the pages. */
const MOST = 4;
const OF_THE_POOL = 0.4;

export type Turns = ReturnType<typeof createTurns>;

/** Who may send a download now, of a pool of that size: two of one person at once, four of all. */
export function createTurns(poolSize: number) {
  const atOnce = Math.max(1, Math.min(MOST, Math.floor(poolSize * OF_THE_POOL)));
  const running = new Map<string, number>();
  const ofAll = () => [...running.values()].reduce((sum, it) => sum + it, 0);

  return {
    /** Does the work in a turn of that person's; throws `TooMany` where they have theirs, `Busy` where all are taken. */
    async take<T>(personId: string, work: () => Promise<T>): Promise<T> {
      const mine = running.get(personId) ?? 0;
      if (mine >= OF_ONE_PERSON) throw new TooMany();
      if (ofAll() >= atOnce) throw new Busy();
      running.set(personId, mine + 1);
      try {
        return await work();
      } finally {
        const left = (running.get(personId) ?? 1) - 1;
        if (left > 0) running.set(personId, left);
        else running.delete(personId);
      }
    },
  };
}
