import type { JobData } from './job.js';

export type Lengths = { name: string; waiting: number; running: number; failed: number };
export type RunningJob = { id: string; name: string; tries: number; started_on: Date };
export type FailedJob = { id: string; name: string; tries: number; failed_on: Date; message: string };
/** A job whose worker went silent: due again, or given up. */
export type TakenBack = { id: string; name: string; state: 'retry' | 'failed'; data: JobData | null };

/** Asks one statement, `limitMs` at most where that is stated. */
export type Ask = <T>(text: string, values?: unknown[], limitMs?: number) => Promise<T[]>;
