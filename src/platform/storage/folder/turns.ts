type Waiting = { begin(): void; giveUp(error: Error): void };

/** Lets so many steps run at once; the others wait for their turn. */
export function openTurns(atOnce: number) {
  const waiting: Waiting[] = [];
  let running = 0;

  return {
    full: () => running >= atOnce,
    next(): Promise<void> {
      if (running >= atOnce) return new Promise((begin, giveUp) => waiting.push({ begin, giveUp }));
      running += 1;
      return Promise.resolve();
    },
    /** The place is free when the step ends, not when we stopped waiting for it. */
    free(): void {
      const next = waiting.shift();
      if (next) next.begin();
      else running -= 1;
    },
    /** Tells all who wait that there is no turn for them. */
    giveUp(error: Error): void {
      for (const { giveUp } of waiting.splice(0)) giveUp(error);
    },
  };
}
