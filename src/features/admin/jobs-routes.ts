import { isId } from '../../http/form.js';
import { page, redirect } from '../../http/reply.js';
import { adminRoutes, type Route } from '../../http/routes.js';
import { NotFound } from '../../platform/errors.js';
import type { Queue } from '../../platform/queue/queue.js';
import { audit } from '../../records/audit.js';
import { jobsPage } from './jobs-view.js';
import { inWords } from './words.js';

const PATH = '/admin/jobs';
const PROBE_MS = 800;

/** What waits, runs and failed in the queue, and another try for what failed. */
export function adminJobRoutes({ queue }: { queue: Queue }): Route[] {
  return adminRoutes(({ get, post }) => {
    get(PATH, async (_db, req) => {
      const [worked, lengths, running, failed] = await Promise.all([
        queue.answers(PROBE_MS),
        queue.lengths(),
        queue.running(),
        queue.failed(),
      ]);
      return page('admin/jobs.njk', jobsPage({ worked, lengths, running, failed }, req.person.timeZone));
    });

    post(`${PATH}/:id/retry`, async (tx, req) => {
      const { id } = req.params;
      if (!isId(id)) throw new NotFound();
      // The queue is no part of this transaction: a line without its try is less bad than a try without its line.
      await audit(tx, req, 'job_retried', { kind: 'job', id });
      const name = await queue.retry(id);
      if (!name) throw new NotFound('no failed job has this id');
      return redirect(PATH, `${inWords(name)} is tried again.`);
    });
  });
}
