import { Counter, Gauge, type Registry } from 'prom-client';
import { shared } from './shared.js';

type Registers = { registers: Registry[] };

/** How a queue stands: `oldest` is for how many seconds the job has been due that waits longest; `doneAt` is when one ended well, if ever. */
export type QueueFigures = { name: string; waiting: number; oldest: number; doneAt: number | null };
/** Both in seconds since 1970; `workedAt` is 0 where nobody ever has. */
export type JobFigures = { workedAt: number; queues: QueueFigures[] };

/** What Prometheus is told of jobs: this process's own counters, and how all queues stand whenever it asks. */
export function ofJobs(to: Registers) {
  const labelNames = ['queue'] as const;
  return {
    jobsCompleted: new Counter({
      name: 'jobs_completed_total',
      help: 'Jobs done by this process.',
      labelNames,
      ...to,
    }),
    jobsFailed: new Counter({
      name: 'jobs_failed_total',
      help: 'Jobs given up after their last try; an admin sees them at /admin/jobs.',
      labelNames,
      ...to,
    }),
    /** Asks how the queues stand whenever Prometheus asks; while that cannot be told, the last figures stand. */
    watchQueue(figures: () => Promise<JobFigures>): void {
      // The gauges are collected side by side: one question serves them all.
      const ask = shared(() => figures().catch(() => undefined));
      const gauge = (name: string, help: string, figureOf: (queue: QueueFigures) => number | null) =>
        new Gauge({
          name,
          help,
          labelNames,
          aggregator: 'max',
          ...to,
          async collect() {
            for (const it of (await ask())?.queues ?? []) {
              const value = figureOf(it);
              if (value !== null) this.set({ queue: it.name }, value);
            }
          },
        });
      gauge('queue_length', 'Jobs that wait, those included that are put off until after a fault.', (it) => it.waiting);
      gauge('oldest_job_seconds', 'For how long the job has been due that waits longest.', (it) => it.oldest);
      gauge('job_last_success_timestamp', 'When a job of the queue last ended well, in Unix time.', (it) => it.doneAt);
      const workedAt = new Gauge({
        name: 'queue_worked_at',
        help: 'When a worker last said that it does the jobs, in Unix time; 0 is never.',
        aggregator: 'max',
        ...to,
        async collect() {
          const figures = await ask();
          if (figures) this.set(figures.workedAt);
        },
      });
      workedAt.remove();
    },
  };
}
