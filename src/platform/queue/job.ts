import type { JsonValue } from '../postgres/sql.js';

export type JobData = Record<string, JsonValue | null>;

/** How often a job is tried again after a fault, unless it states otherwise. */
export const RETRIES = 5;

/** Thrown by a try that no other is to follow, since each would end as this one did; `message` is shown at /admin/jobs. */
export class NoMoreTries extends Error {
  override name = 'NoMoreTries';
}

/** One try of a job. */
export type Run = {
  /** Aborted when the process is asked to end, or when the job was given to another worker: `throwIfAborted()` between two steps. */
  signal: AbortSignal;
};

/** What has to be in the queue: `key` as in `Sending`. */
export type Owed = { key: string; data: JobData };

/**
 * Work apart from any request. It is done at least once: a try can end in the middle, by a kill or an outage, so a job goes on
 * where the last try stopped, and does nothing where all is done. One process runs one job of a name at a time.
 */
export type Job = {
  /** snake_case; what operators see in metrics and at /admin/jobs. */
  name: string;
  /** It is due once in each such span of time though nobody sent it, for all processes together; a day at most. */
  everySeconds?: number;
  /** How often it is tried again after a fault, each time after a longer pause; `RETRIES` unless stated. */
  retries?: number;
  /** In the place of `retries`: how many seconds after each fault it is tried again. */
  pauses?: readonly number[];
  work(data: JobData, run: Run): Promise<void>;
  /** Told when no try follows, whether the last one threw or its worker was killed: it is shown at /admin/jobs then. */
  givenUp?(data: JobData): Promise<void>;
  /** Asked every minute, for rows that were committed while their sending was lost: what is not in the queue is sent. */
  owed?(): Promise<Owed[]>;
  /** `owed` is asked every two seconds: its rows are written where nobody sends a job. One cheap look, then. */
  owesSoon?: true;
};

export type Sending = {
  /** While one of this name and key waits, no second one is sent. */
  key?: string;
  /** Not before. */
  afterSeconds?: number;
};
