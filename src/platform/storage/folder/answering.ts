export type Changed = (answers: boolean, fault: string) => void;

const ASK_AGAIN_MS = 5_000;

/** Whether a folder answers, as far as its last step has shown; `changed` is told when that turns. */
export function openAnswering(changed: Changed = () => undefined) {
  let answering: boolean | undefined;
  let askAgainAt = 0;

  return {
    isAway: () => answering === false,
    /** Is not even asked for a while. */
    isLeftAlone: () => answering === false && Date.now() < askAgainAt,
    mayBeAsked(): void {
      askAgainAt = 0;
    },
    left(fault: string): void {
      if (answering !== false) changed(false, fault);
      answering = false;
      askAgainAt = Date.now() + ASK_AGAIN_MS;
    },
    arrived(): void {
      if (answering === false) changed(true, '');
      answering = true;
    },
  };
}
