import type { InHand } from './in-hand.js';
import { openLeases } from './leases.js';
import type { WorkerParts } from './parts.js';
import { openSchedule } from './schedule.js';

const RENEW_MS = 5_000;
const SCHEDULE_MS = 60_000;
const SOON_MS = 2_000;
const SWEEP_MS = 3_600_000;

/**
 * What a worker does by the clock: it says that it still has its jobs, takes back those of workers that went silent, sends
 * what is due though nobody sent it, asks jobs for what was left unsent, and sweeps away what is long done.
 */
export function clockwork(parts: WorkerParts, inHand: InHand) {
  const { boss, tables } = parts;
  const due = { renew: 0, schedule: 0, soon: 0, sweep: 0 };
  const { renew, reclaim, distrust } = openLeases(parts, inHand);
  const { sendDue, beginDue, beginSoon } = openSchedule(parts);

  async function sweep(): Promise<void> {
    await boss.archive();
    await tables.forgetArchived();
  }

  async function at(what: keyof typeof due, everyMs: number, act: () => Promise<void>): Promise<void> {
    if (Date.now() < due[what]) return;
    await act();
    due[what] = Date.now() + everyMs;
  }

  return {
    reclaim,
    /** Sends what is due by the clock and what is owed; on return all of it is in the queue. */
    sendDue,
    async tick(): Promise<void> {
      await at('renew', RENEW_MS, renew);
      await at('schedule', SCHEDULE_MS, beginDue);
      await at('soon', SOON_MS, beginSoon);
      await at('sweep', SWEEP_MS, sweep);
    },
    /** After an outage: nobody is taken for dead before everybody had time to speak, and one's own are told of at once. */
    distrust(): void {
      distrust();
      due.renew = 0;
    },
  };
}
