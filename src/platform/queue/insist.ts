import { setTimeout as pause } from 'node:timers/promises';
import type { WorkerParts } from './parts.js';

const AGAIN_MS = 1_000;

/**
 * Says how a job ended, which is worth some patience. What cannot be said within the lease, another worker finds out by
 * doing it again.
 */
export async function insist(
  { log, leaseSeconds }: Pick<WorkerParts, 'log' | 'leaseSeconds'>,
  say: () => Promise<void>,
): Promise<void> {
  const end = Date.now() + leaseSeconds * 1_000;
  for (;;) {
    try {
      return await say();
    } catch (error) {
      if (Date.now() > end) return log.warn({ err: error }, 'how a job ended could not be written down');
      await pause(AGAIN_MS);
    }
  }
}
