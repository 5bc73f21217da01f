import { Unavailable } from '../../platform/errors.js';
import type { Database } from '../../platform/postgres/database.js';
import type { Queue } from '../../platform/queue/queue.js';
import { BULK_JOB } from './job.js';

/** What acts on many records are built with. */
export type BulkParts = { database: Database; queue: Queue };

/** Hands a committed batch to the queue. Where the queue is away the batch waits: the sweep finds it within a minute. */
export async function sendToJob(queue: Queue, batchId: string): Promise<void> {
  try {
    await queue.send(BULK_JOB, { batch_id: batchId }, { key: batchId });
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
  }
}
