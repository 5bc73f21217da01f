import type PgBoss from 'pg-boss';
import { clockwork, LOST, SCHEDULE, type WorkerParts } from './clockwork.js';
import type { JobData } from './job.js';

/** How a try of a job ended. */
export type Outcome = { name: string; ended: 'completed' | 'retried' | 'failed' | 'handed_back' };
export type Worker = ReturnType<typeof createWorker>;
type Fetched = PgBoss.JobWithMetadata<JobData>;

const LOOK_MS = 1_000;
const LONGEST_MESSAGE = 1_000;

/** Runs what is due, one of a name at a time; survives a Postgres that goes away and comes back. */
export function createWorker(parts: WorkerParts) {
  const { boss, tables, jobs, log, metrics, leaseSeconds } = parts;
  const inHand = new Map<string, AbortController>();
  const runners = new Map<string, Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | undefined;
  let again = false;
  let stopping = false;
  let away = false;
  const clock = clockwork(parts, inHand);

  function look(): Promise<void> {
    again = looking !== undefined;
    looking ??= lookOnce().finally(() => {
      looking = undefined;
      if (again && !stopping) void look();
    });
    return looking;
  }

  async function lookOnce(): Promise<void> {
    again = false;
    try {
      await clock.tick();
      for (const name of await tables.due()) {
        if (!stopping && jobs.has(name) && !runners.has(name)) take(name);
      }
      if (away) log.info('the queue answers again');
      away = false;
    } catch (error) {
      // Nobody could say in the meantime that they still had their jobs.
      clock.distrust();
      if (!away) log.warn({ err: error }, 'the queue is away: jobs wait until it answers');
      away = true;
    }
  }

  function take(name: string): void {
    const running = runAll(name)
      .catch((error) => log.warn({ err: error, job: name }, 'a job waits for the queue'))
      .finally(() => runners.delete(name))
      .then(() => undefined);
    runners.set(name, running);
  }

  async function runAll(name: string, outcomes: Outcome[] = []): Promise<void> {
    while (!stopping) {
      const [fetched] = await boss.fetch<JobData>(name, { includeMetadata: true });
      if (!fetched) return;
      outcomes.push({ name, ended: await run(fetched) });
    }
  }

  async function run(fetched: Fetched): Promise<Outcome['ended']> {
    const { id, name } = fetched;
    const control = new AbortController();
    if (stopping) control.abort(new Error('the process ends'));
    inHand.set(id, control);
    const lastTry = fetched.retryCount >= fetched.retryLimit;
    const started = Date.now();
    try {
      await jobs.get(name)?.work(fetched.data ?? {}, { signal: control.signal });
      await insist(() => boss.complete(name, id));
      metrics?.jobsCompleted.inc({ queue: name });
      log[isScheduled(fetched) ? 'debug' : 'info']({ job: name, ms: Date.now() - started }, 'job done');
      return await ended(fetched, 'completed');
    } catch (error) {
      if (control.signal.aborted) return await letGo(fetched, control.signal);
      const message = messageOf(error);
      await insist(() => boss.fail(name, id, { message }));
      log[lastTry ? 'error' : 'warn']({ err: error, job: name, try: fetched.retryCount + 1 }, 'job failed');
      if (lastTry) await clock.giveUp(name, fetched.data);
      return lastTry ? await ended(fetched, 'failed') : 'retried';
    } finally {
      inHand.delete(id);
    }
  }

  // What comes back by the clock is shown with its last failure alone, and with none once it went well.
  async function ended(fetched: Fetched, how: Outcome['ended']): Promise<Outcome['ended']> {
    if (isScheduled(fetched)) await insist(() => tables.forgetFailures(fetched, SCHEDULE));
    return how;
  }

  async function letGo({ id, name }: Fetched, { reason }: AbortSignal): Promise<Outcome['ended']> {
    log.info({ job: name }, 'job stopped before its end: it goes on elsewhere or after the next start');
    if (reason !== LOST) await insist(() => tables.handBack([id]));
    return 'handed_back';
  }

  // How a job ended is worth some patience: what cannot be said within the lease, another worker finds out by doing it again.
  async function insist(say: () => Promise<void>): Promise<void> {
    const end = Date.now() + leaseSeconds * 1_000;
    for (;;) {
      try {
        return await say();
      } catch (error) {
        if (Date.now() > end) return log.warn({ err: error }, 'how a job ended could not be written down');
        await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      }
    }
  }

  return {
    reclaim: clock.reclaim,
    sendDue: clock.sendDue,
    start(): void {
      timer ??= setInterval(() => void look(), LOOK_MS);
      void look();
    },
    /** Looks at once, where this process works at all. */
    wake(): void {
      if (timer && !stopping) void look();
    },
    async runDue(): Promise<Outcome[]> {
      const outcomes: Outcome[] = [];
      await tables.sign();
      for (let due = await dueHere(); due.length > 0; due = await dueHere()) {
        for (const name of due) await runAll(name, outcomes);
      }
      return outcomes;
    },
    async stop(graceMs: number): Promise<void> {
      stopping = true;
      clearInterval(timer);
      timer = undefined;
      for (const control of inHand.values()) control.abort(new Error('the process ends'));
      let late: NodeJS.Timeout | undefined;
      const patience = new Promise<void>((resolve) => {
        late = setTimeout(resolve, graceMs);
      });
      await Promise.race([Promise.all([looking, ...runners.values()]), patience]);
      clearTimeout(late);
      const left = [...inHand].filter(([, { signal }]) => signal.reason !== LOST).map(([id]) => id);
      if (left.length > 0)
        await tables.handBack(left).catch((error) => log.warn({ err: error }, 'jobs in hand are left'));
    },
  };

  async function dueHere(): Promise<string[]> {
    return (await tables.due()).filter((name) => jobs.has(name));
  }
}

function isScheduled({ singletonKey }: Fetched): boolean {
  return singletonKey === SCHEDULE;
}

// Shown to admins: the words alone, without the stack, and without a statement's values, which the database's door takes out.
function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replaceAll('\0', '').slice(0, LONGEST_MESSAGE).toWellFormed();
}
