const FIRST_REST_MS = 1_000;
const LONGEST_REST_MS = 30_000;
const HOPELESS = 4;

/** How long to wait before a process that has died is started again. */
export function openRests() {
  const inARow = new Map<number, number>();
  return {
    /** Process `n` has just died: no rest after a life that was long enough, else a longer one each time. */
    after(n: number, livedLong: boolean): number {
      const times = livedLong ? 0 : (inARow.get(n) ?? 0) + 1;
      inARow.set(n, times);
      return times < 2 ? 0 : Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** (times - 2));
    },
    /** Whether one of them has died so often, one time soon after another, that no further start is of use. */
    isHopeless: () => [...inARow.values()].some((times) => times >= HOPELESS),
  };
}
