export type InHand = ReturnType<typeof jobsInHand>;

/** Why a job is stopped that another worker has by now. */
const LOST = new Error('another worker has this job');

/** The jobs that this process runs now, each with the signal that stops it between two steps. */
export function jobsInHand() {
  const controls = new Map<string, AbortController>();
  let stopping = false;
  const end = (control: AbortController) => control.abort(new Error('the process ends'));

  return {
    ids: () => [...controls.keys()],
    take(id: string): AbortSignal {
      const control = new AbortController();
      if (stopping) end(control);
      controls.set(id, control);
      return control.signal;
    },
    release: (id: string) => void controls.delete(id),
    /** Stops a job that another worker has. */
    lose: (id: string) => controls.get(id)?.abort(LOST),
    /** Stops all of them, and whatever is taken from now on. */
    stop(): void {
      stopping = true;
      for (const control of controls.values()) end(control);
    },
    stopping: () => stopping,
    /** Those that no other worker has. */
    own: () => [...controls].filter(([, { signal }]) => !isLost(signal)).map(([id]) => id),
  };
}

/** Whether a job was stopped because another worker has it. */
export function isLost(signal: AbortSignal): boolean {
  return signal.reason === LOST;
}
