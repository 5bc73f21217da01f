import { EventEmitter, once } from 'node:events';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLogger } from '../../src/platform/logger.js';
import { createMetrics } from '../../src/platform/metrics.js';
import { type Job, openQueue, type Queue } from '../../src/platform/queue/queue.js';
import { copyDatabase, SETTINGS, type TestDatabase } from '../support/database.js';

/** Waits until it is so. */
const until = (met: () => Promise<boolean>, timeout: number) => expect.poll(met, { timeout, interval: 25 }).toBe(true);

let db: TestDatabase;
let queue: Queue;
let metrics: ReturnType<typeof createMetrics>;
let opened: Queue[] = [];

async function open(...jobs: Job[]): Promise<Queue> {
  const own = createMetrics();
  metrics = own;
  const another = await openQueue({ ...SETTINGS, url: db.url }, await createLogger('silent'), own);
  opened.push(another);
  await another.declare(jobs);
  return another;
}
const job = (work: Job['work'], more: Partial<Job> = {}): Job => ({ name: 'polish', work, ...more });
const states = () =>
  db.rows<{ state: string; retry_count: number }>(
    `select state::text, retry_count from pgboss.job order by created_on`,
  );
const dueAgain = () => db.rows(`update pgboss.job set start_after = now() where state = 'retry'`);
/** As when its worker was killed and nobody has heard of it for its lease. */
const silent = () => db.rows(`update pgboss.job set started_on = now() - interval '1 hour', expire_in = '20 s'`);

beforeEach(async () => {
  db = await copyDatabase();
});
afterEach(async () => {
  for (const it of opened) {
    await it.stop(0);
    await it.close();
  }
  opened = [];
  await db.drop();
});

describe('a job', () => {
  it('is done with the data that it was sent with', async () => {
    const seen: unknown[] = [];
    queue = await open(job(async (data) => void seen.push(data)));
    await queue.send('polish', { item: 'lamp' });
    expect(await queue.runDue()).toEqual([{ name: 'polish', ended: 'completed' }]);
    expect(seen).toEqual([{ item: 'lamp' }]);
    expect(await queue.runDue()).toEqual([]);
  });

  it('is told of to Prometheus: for how long the oldest has been due, when one ended well, when somebody worked', async () => {
    queue = await open(job(async () => undefined));
    await queue.send('polish');
    await queue.send('polish', {}, { afterSeconds: 600 });
    await db.rows(`update pgboss.job set created_on = now() - interval '1 day', start_after = now() - interval '1 hour'
      where start_after < now() + interval '1 minute'`);
    const told = async (name: string) => {
      const line = (await metrics.text()).split('\n').find((it) => it.startsWith(name));
      return line === undefined ? undefined : Number(line.split(' ').at(-1));
    };
    expect(await told('queue_length{queue="polish"}')).toBe(2);
    expect(await told('oldest_job_seconds{queue="polish"}')).toBeCloseTo(3600, -2);
    expect(await told('job_last_success_timestamp{queue="polish"}')).toBeUndefined();
    await db.rows('update pgboss.version set maintained_on = null');
    expect(await told('queue_worked_at')).toBe(0);
    const before = Date.now() / 1000;
    await queue.runDue();
    // What is put off is not late.
    expect(await told('queue_length{queue="polish"}')).toBe(1);
    expect(await told('oldest_job_seconds{queue="polish"}')).toBe(0);
    for (const name of ['job_last_success_timestamp{queue="polish"}', 'queue_worked_at'])
      expect(Math.abs(((await told(name)) ?? 0) - before)).toBeLessThan(60);
  });

  it('that nobody declared cannot be sent', async () => {
    queue = await open();
    await expect(queue.send('polish')).rejects.toThrow('no job is called polish');
  });

  it('waits as often as it is sent, but once under one key', async () => {
    let times = 0;
    queue = await open(job(async () => void times++));
    for (let n = 0; n < 3; n += 1) await queue.send('polish');
    for (let n = 0; n < 3; n += 1) await queue.send('polish', {}, { key: 'lamp' });
    await queue.runDue();
    expect(times).toBe(4);
    await queue.send('polish', {}, { key: 'lamp' });
    await queue.runDue();
    expect(times).toBe(5);
  });

  it('that is to wait is not run before', async () => {
    queue = await open(job(async () => undefined));
    await queue.send('polish', {}, { afterSeconds: 60 });
    expect(await queue.runDue()).toEqual([]);
    expect(await queue.lengths()).toEqual([{ name: 'polish', waiting: 1, running: 0, failed: 0 }]);
  });

  it('that throws at length is shown with the beginning of it, also where the cut halves a letter', async () => {
    const work: Job['work'] = async () => {
      throw new Error(`${'a'.repeat(999)}🎠`);
    };
    queue = await open(job(work, { retries: 0 }));
    await queue.send('polish');
    expect(await queue.runDue()).toEqual([{ name: 'polish', ended: 'failed' }]);
    expect(await queue.failed()).toMatchObject([{ message: `${'a'.repeat(999)}\uFFFD` }]);
  });

  it('that throws is tried again, is told when no try follows, and is then shown with its words', async () => {
    const told: unknown[] = [];
    const work: Job['work'] = async () => {
      throw new Error('The lamp is broken');
    };
    queue = await open(job(work, { retries: 2, givenUp: async (data) => void told.push(data) }));
    await queue.send('polish', { item: 'lamp' });
    const ends: string[] = [];
    for (let n = 0; n < 3; n += 1) {
      expect(told).toEqual([]);
      ends.push(...(await queue.runDue()).map(({ ended }) => ended));
      await dueAgain();
    }
    expect(ends).toEqual(['retried', 'retried', 'failed']);
    expect(told).toEqual([{ item: 'lamp' }]);
    const [failed] = await queue.failed();
    expect(failed).toMatchObject({ name: 'polish', tries: 3, message: 'The lamp is broken' });
    expect(await metrics.text()).toContain('jobs_failed_total{queue="polish"} 1');
  });

  it('that failed is tried once more when it is asked for, and counts as done then', async () => {
    let broken = true;
    queue = await open(
      job(
        async () => {
          if (broken) throw new Error('The lamp is broken');
        },
        { retries: 0 },
      ),
    );
    await queue.send('polish');
    await queue.runDue();
    const [failed] = await queue.failed();
    broken = false;
    expect(await queue.retry(failed?.id ?? '')).toBe('polish');
    expect(await queue.retry(failed?.id ?? '')).toBeUndefined();
    expect(await queue.runDue()).toEqual([{ name: 'polish', ended: 'completed' }]);
    expect(await queue.failed()).toEqual([]);
    expect(await metrics.text()).toContain('jobs_completed_total{queue="polish"} 1');
  });
});

describe('a queue', () => {
  it('is made once by all who start at once, and each can use it', async () => {
    const queues = await Promise.all(Array.from({ length: 4 }, () => open(job(async () => undefined))));
    for (const it of queues) {
      await it.send('polish');
      // More than one connection each, whichever of them met the others.
      await Promise.all(Array.from({ length: 4 }, () => it.lengths()));
    }
    expect((await queues[0]?.runDue())?.length).toBe(4);
  });
});

describe('the tables of the queue', () => {
  it.each(['mouse_app', 'mouse_system'])('are out of reach for %s', async (role) => {
    queue = await open(job(async () => undefined));
    const login = new pg.Client(db.url);
    await login.connect();
    await login.query(`set role ${role}`);
    await expect(login.query('select * from pgboss.job')).rejects.toThrow(/permission denied/);
    await login.end();
  });
});

describe('what is due by the clock', () => {
  it('is run once for all workers, and leaves its last failure alone, until it goes well', async () => {
    let times = 0;
    let broken = true;
    const hourly = job(
      async () => {
        times += 1;
        if (broken) throw new Error(`Failure ${times}`);
      },
      { everySeconds: 3600, retries: 0 },
    );
    const [one, two] = [await open(hourly), await open(hourly)];
    const nextHour = () => db.rows(`update pgboss.job set singleton_on = singleton_on - interval '1 hour'`);
    const run = async (failure: number) => {
      for (const it of [one, two]) await it.sendDue();
      for (const it of [one, two]) await it.runDue();
      expect((await one.failed()).map(({ message }) => message)).toEqual(failure ? [`Failure ${failure}`] : []);
      await nextHour();
    };
    await run(1);
    await run(2);
    broken = false;
    await run(0);
    expect(times).toBe(3);
  });

  it('includes what a job owes and nobody sent, once', async () => {
    const done: unknown[] = [];
    const owing = job(async ({ batch }) => void done.push(batch), {
      owed: async () => ['a', 'b'].filter((it) => !done.includes(it)).map((it) => ({ key: it, data: { batch: it } })),
    });
    queue = await open(owing);
    await queue.send('polish', { batch: 'a' }, { key: 'a' });
    for (let n = 0; n < 2; n += 1) await queue.sendDue();
    expect((await queue.runDue()).length).toBe(2);
    await queue.sendDue();
    expect(await queue.runDue()).toEqual([]);
    expect(done.sort()).toEqual(['a', 'b']);
  });
});

describe('a worker', () => {
  it('takes up what another one was doing when it was killed, and counts that as a try', async () => {
    queue = await open(job(async () => undefined));
    await queue.send('polish');
    await db.rows(`update pgboss.job set state = 'active'`);
    await silent();
    expect(await queue.reclaim()).toEqual([expect.objectContaining({ name: 'polish', state: 'retry' })]);
    expect(await queue.runDue()).toEqual([{ name: 'polish', ended: 'completed' }]);
    expect(await states()).toEqual([{ state: 'completed', retry_count: 1 }]);
  });

  it('does not let a job that kills its workers go round for ever', async () => {
    queue = await open(job(async () => undefined, { retries: 0 }));
    await queue.send('polish');
    await db.rows(`update pgboss.job set state = 'active'`);
    await silent();
    await queue.reclaim();
    expect((await queue.failed()).map(({ message }) => message)).toEqual([
      'The worker that ran it was killed or hung.',
    ]);
  });

  it('says while it works that it does, so that nobody takes a long job from it', async () => {
    const held = new EventEmitter();
    queue = await open(job(async () => void (await once(held, 'released'))));
    queue.work();
    await queue.send('polish');
    await until(async () => (await states())[0]?.state === 'active', 5_000);
    await db.rows(`update pgboss.job set started_on = now() - interval '1 hour', expire_in = '1 hour 10 s'`);
    await until(async () => {
      const [row] = await db.rows<{ renewed: boolean }>(
        `select expire_in > interval '1 hour 15 s' as renewed from pgboss.job where state = 'active'`,
      );
      return row?.renewed === true;
    }, 10_000);
    held.emit('released');
    await until(async () => (await states())[0]?.state === 'completed', 5_000);
  });

  it('that is asked to end stops a job between two steps, and gives it back without counting the try', async () => {
    let begun = false;
    queue = await open(
      job(async (_, { signal }) => {
        begun = true;
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
        signal.throwIfAborted();
      }),
    );
    queue.work();
    await queue.send('polish');
    await until(async () => begun, 5_000);
    await queue.stop(5_000);
    expect(await states()).toEqual([{ state: 'retry', retry_count: 0 }]);
    const next = await open(job(async () => undefined));
    expect(await next.runDue()).toEqual([{ name: 'polish', ended: 'completed' }]);
    expect((await states())[0]?.retry_count).toBe(0);
  });

  it('that may not wait any longer gives back what hangs', async () => {
    let begun = false;
    queue = await open(
      job(() => {
        begun = true;
        return new Promise(() => undefined);
      }),
    );
    queue.work();
    await queue.send('polish');
    await until(async () => begun, 5_000);
    await queue.stop(10);
    expect(await states()).toEqual([{ state: 'retry', retry_count: 0 }]);
  });

  it('is what makes the queue answer: without one it says no', async () => {
    queue = await open(job(async () => undefined));
    expect(await queue.answers(800)).toBe(false);
    queue.work();
    await until(() => queue.answers(800), 5_000);
    await db.rows(`update pgboss.version set maintained_on = now() - interval '2 minutes'`);
    expect(await queue.answers(800)).toBe(false);
  });
});
