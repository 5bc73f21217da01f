import { giveUpJob } from './giving-up.js';
import type { InHand } from './in-hand.js';
import type { WorkerParts } from './parts.js';
import type { TakenBack } from './rows.js';

/** Says that this worker still has its jobs, and takes back those of workers that went silent. */
export function openLeases(parts: WorkerParts, inHand: InHand) {
  const { tables, log, leaseSeconds } = parts;
  const aLeaseFromNow = () => Date.now() + leaseSeconds * 1_000;
  // A worker that starts may have missed what the others said; so may all, when Postgres was away.
  let trustedFrom = aLeaseFromNow();

  async function reclaim(): Promise<TakenBack[]> {
    const taken = await tables.reclaim();
    for (const job of taken) {
      log.warn({ job: job.name }, 'a worker was killed or hung: its job is taken back');
      if (job.state === 'failed') await giveUpJob(parts, job);
    }
    return taken;
  }

  async function renewOwn(): Promise<void> {
    const asked = inHand.ids();
    if (asked.length === 0) return;
    const own = new Set(await tables.renew(asked));
    // One that ended while this was asked is out of hand by now.
    for (const id of asked) if (!own.has(id)) inHand.lose(id);
  }

  return {
    reclaim,
    async renew(): Promise<void> {
      await tables.sign();
      await renewOwn();
      if (Date.now() >= trustedFrom) await reclaim();
    },
    /** Nobody is taken for dead before everybody had time to speak. */
    distrust(): void {
      trustedFrom = aLeaseFromNow();
    },
  };
}
