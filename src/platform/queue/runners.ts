import type { InHand } from './in-hand.js';
import type { JobData } from './job.js';
import type { WorkerParts } from './parts.js';
import { type Ended, tryJob } from './try.js';

/** How a try of a job ended. */
export type TryOutcome = { name: string; ended: Ended };

/** Runs all that is due of a name, one after another; several names side by side. */
export function openRunners(parts: WorkerParts, inHand: InHand) {
  const running = new Map<string, Promise<void>>();

  async function runAll(name: string, outcomes: TryOutcome[] = []): Promise<void> {
    while (!inHand.stopping()) {
      const [fetched] = await parts.boss.fetch<JobData>(name, { includeMetadata: true });
      if (!fetched) return;
      outcomes.push({ name, ended: await tryJob(parts, inHand, fetched) });
    }
  }

  return {
    runAll,
    /** Begins with a name, unless it runs or everything is to end. */
    begin(name: string): void {
      if (inHand.stopping() || running.has(name)) return;
      const ended = runAll(name)
        .catch((error) => parts.log.warn({ err: error, job: name }, 'a job waits for the queue'))
        .finally(() => running.delete(name))
        .then(() => undefined);
      running.set(name, ended);
    },
    ended: () => Promise.all(running.values()),
  };
}
