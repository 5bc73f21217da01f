const ASK_AGAIN_MS = 300_000;
const ASK_AGAIN_WHILE_AWAY_MS = 30_000;

/** Remembers whether the server was there, and asks it now and then, when somebody wants to know. */
export function watchServer(greet: () => Promise<void>) {
  let here = true;
  let askAfter = 0;
  let asking: Promise<void> | undefined;

  function saw(isHere: boolean): void {
    here = isHere;
    askAfter = Date.now() + (isHere ? ASK_AGAIN_MS : ASK_AGAIN_WHILE_AWAY_MS);
  }

  return {
    saw,
    /** What is known; waits `limitMs` at most for a question that is due. */
    async answers(limitMs: number): Promise<boolean> {
      if (!asking && Date.now() >= askAfter) {
        const asked = greet().then(
          () => saw(true),
          () => saw(false),
        );
        asking = asked.finally(() => (asking = undefined));
      }
      const late = new Promise<void>((resolve) => setTimeout(resolve, limitMs).unref());
      if (asking) await Promise.race([asking, late]);
      return here;
    },
  };
}
