import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { PEOPLE } from '../support/people.js';
import { until } from '../support/process.js';
import { textOf } from '../support/visitor.js';

const app = useApp();
const PATH = '/admin/jobs';
const rows = <T = Record<string, unknown>>(text: string, values: unknown[] = []) =>
  app.current.db.rows<T>(text, values);

/** A job of the past that ended so. */
async function job(name: string, state: string, more: { message?: string; ago?: string; tries?: number } = {}) {
  const id = randomUUID();
  const ago = more.ago ?? '5 minutes';
  await rows(
    `insert into pgboss.job (id, name, state, retry_count, retry_limit, started_on, completed_on, output, policy)
     values ($1, $2, $3::pgboss.job_state, $4, $4, now() - $5::interval,
       case when $3 in ('failed', 'completed') then now() - $5::interval end, $6, 'short')`,
    [id, name, state, (more.tries ?? 1) - 1, ago, more.message ? { message: more.message } : null],
  );
  return id;
}
const stateOf = async (id: string) =>
  (await rows<{ state: string }>('select state::text from pgboss.job where id = $1', [id]))[0]?.state;

beforeEach(async () => {
  await rows('delete from pgboss.job');
  await rows('update pgboss.version set maintained_on = now()');
});

describe('the page of jobs', () => {
  it('says so when nothing failed and nothing runs, and lists every job', async () => {
    const ada = await app.current.as('ada');
    const answer = await ada.get(PATH);
    expect(answer.status).toBe(200);
    const text = textOf(answer.text);
    expect(text).toContain('No job has failed.');
    expect(text).toContain('Nothing runs at the moment.');
    expect(text).toMatch(/Empty trash 0 0 0/);
    expect(text).not.toContain('Nobody does the jobs.');
  });

  it('is linked with the page of users, both ways', async () => {
    const ada = await app.current.as('ada');
    expect((await ada.get('/admin/users')).text).toContain(`href="${PATH}"`);
    expect((await ada.get(PATH)).text).toContain('href="/admin/users"');
  });

  it('shows what waits, what runs, and what failed with its words, tries and time', async () => {
    await job('tidy', 'created');
    await job('tidy', 'active', { tries: 2 });
    await job('empty_trash', 'failed', { message: 'The <b>disk</b> is full', tries: 6 });
    await job('empty_trash', 'completed');
    const answer = await (await app.current.as('ada')).get(PATH);
    const text = textOf(answer.text);
    expect(text).toMatch(/Failed 1/);
    expect(text).toContain('The <b>disk</b> is full');
    expect(answer.text).toContain('The &lt;b&gt;disk&lt;/b&gt; is full');
    expect(text).toMatch(/6 tries/);
    expect(text).toMatch(/Running 1/);
    expect(text).toMatch(/Empty trash 0 0 1/);
    expect(text).toMatch(/Tidy 1 1 0/);
  });

  it('shows the newest hundred failures, and says that there are more', async () => {
    for (let n = 1; n <= 101; n += 1) await job('tidy', 'failed', { message: `Fault ${n}.`, ago: `${n} minutes` });
    const text = textOf((await (await app.current.as('ada')).get(PATH)).text);
    expect(text).toMatch(/Failed 101/);
    expect(text).toContain('Fault 100.');
    expect(text).not.toContain('Fault 101.');
    expect(text).toContain('The last 100 are shown.');
  });

  it('says when nobody does the jobs', async () => {
    await rows(`update pgboss.version set maintained_on = now() - interval '5 minutes'`);
    expect(textOf((await (await app.current.as('ada')).get(PATH)).text)).toContain('Nobody does the jobs.');
  });

  it('is there for admins alone', async () => {
    for (const name of ['alice', 'vera'] as const)
      expect((await (await app.current.as(name)).get(PATH)).status).toBe(404);
  });
});

describe('another try', () => {
  it('puts a failed job back, runs it, and is noted in the audit log', async () => {
    const id = await job('empty_trash', 'failed', { message: 'The disk is full', tries: 6 });
    const ada = await app.current.as('ada');
    await ada.get(PATH);
    const after = await ada.postAndFollow(`${PATH}/${id}/retry`);
    expect(textOf(after.text)).toContain('Empty trash is tried again.');
    expect(await stateOf(id)).toBe('retry');
    expect(await app.current.runJobs()).toContainEqual({ name: 'empty_trash', ended: 'completed' });
    expect(await stateOf(id)).toBe('completed');
    expect(await rows(`select actor_id, subject_kind, subject_id from audit_log where act = 'job_retried'`)).toEqual([
      { actor_id: PEOPLE.ada.id, subject_kind: 'job', subject_id: id },
    ]);
  });

  it('of what did not fail, or is no job, is 404 and noted nowhere', async () => {
    const before = await rows(`select count(*) from audit_log where act = 'job_retried'`);
    const done = await job('tidy', 'completed');
    const ada = await app.current.as('ada');
    await ada.get(PATH);
    for (const id of [done, randomUUID(), 'no-such-id', '%00', `${'a'.repeat(300)}`])
      expect([id, (await ada.post(`${PATH}/${id}/retry`)).status]).toEqual([id, 404]);
    expect(await stateOf(done)).toBe('completed');
    expect(await rows(`select count(*) from audit_log where act = 'job_retried'`)).toEqual(before);
  });
});

describe('/health', () => {
  const health = async () => JSON.parse((await app.current.visitor().get('/health')).text);

  it('is healthy while somebody works the queue, and degraded when nobody does', async () => {
    expect(await health()).toMatchObject({ queue: 'connected' });
    await rows(`update pgboss.version set maintained_on = now() - interval '61 seconds'`);
    await until(async () => (await health()).queue === 'unavailable', 3_000);
    expect(await health()).toMatchObject({ status: 'degraded', database: 'connected' });
  });
});

describe('the metrics of the queue', () => {
  it('tell the length of each queue, and what was done', async () => {
    await job('tidy', 'created');
    const before = await app.current.metrics.text();
    expect(before).toMatch(/^queue_length\{queue="tidy"\} 1$/m);
    expect(before).toMatch(/^queue_length\{queue="empty_trash"\} 0$/m);
    await app.current.runJobs();
    const after = await app.current.metrics.text();
    expect(after).toMatch(/^queue_length\{queue="tidy"\} 0$/m);
    expect(after).toMatch(/^jobs_completed_total\{queue="tidy"\} 1$/m);
  });
});
