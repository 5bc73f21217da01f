import { clockwork } from './clockwork.js';
import { jobsInHand } from './in-hand.js';
import { openLooks } from './looks.js';
import type { WorkerParts } from './parts.js';
import { openRunners, type TryOutcome } from './runners.js';

export type { TryOutcome } from './runners.js';
export type Worker = ReturnType<typeof createWorker>;

const LOOK_MS = 1_000;

/** Runs what is due, one of a name at a time; survives a Postgres that goes away and comes back. */
export function createWorker(parts: WorkerParts) {
  const { tables, jobs, log } = parts;
  const inHand = jobsInHand();
  const runners = openRunners(parts, inHand);
  const clock = clockwork(parts, inHand);
  const { look, ended } = openLooks(looking(parts, clock, runners), inHand.stopping);
  let timer: NodeJS.Timeout | undefined;

  return {
    reclaim: clock.reclaim,
    sendDue: clock.sendDue,
    start(): void {
      timer ??= setInterval(() => void look(), LOOK_MS);
      void look();
    },
    /** Looks at once, where this process works at all. */
    wake(): void {
      if (timer && !inHand.stopping()) void look();
    },
    async runDue(): Promise<TryOutcome[]> {
      const outcomes: TryOutcome[] = [];
      const dueHere = async () => (await tables.due()).filter((name) => jobs.has(name));
      await tables.sign();
      for (let due = await dueHere(); due.length > 0; due = await dueHere()) {
        for (const name of due) await runners.runAll(name, outcomes);
      }
      return outcomes;
    },
    async stop(graceMs: number): Promise<void> {
      clearInterval(timer);
      timer = undefined;
      inHand.stop();
      await atMost(graceMs, Promise.all([ended(), runners.ended()]));
      const left = inHand.own();
      if (left.length === 0) return;
      await tables.handBack(left).catch((error) => log.warn({ err: error }, 'jobs in hand are left'));
    },
  };
}

/** A look at what is due; says once that the queue is away, and once that it answers again. */
function looking(
  { tables, jobs, log }: WorkerParts,
  clock: ReturnType<typeof clockwork>,
  runners: ReturnType<typeof openRunners>,
): () => Promise<void> {
  let away = false;
  return async () => {
    try {
      await clock.tick();
      for (const name of await tables.due()) if (jobs.has(name)) runners.begin(name);
      if (away) log.info('the queue answers again');
      away = false;
    } catch (error) {
      // Nobody could say in the meantime that they still had their jobs.
      clock.distrust();
      if (!away) log.warn({ err: error }, 'the queue is away: jobs wait until it answers');
      away = true;
    }
  };
}

async function atMost(ms: number, work: Promise<unknown>): Promise<void> {
  let late: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    late = setTimeout(resolve, ms);
  });
  await Promise.race([work, patience]);
  clearTimeout(late);
}
