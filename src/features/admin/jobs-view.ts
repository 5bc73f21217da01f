import { count, instant, plural } from '../../http/format.js';
import type { FailedJob, Lengths, RunningJob } from '../../platform/queue/queue.js';
import { adminTabs } from './tabs.js';
import { inWords } from './words.js';

type Jobs = { worked: boolean; lengths: Lengths[]; running: RunningJob[]; failed: FailedJob[] };

/** Everything the page of jobs prints, times on the clock of that zone. */
export function jobsPage({ worked, lengths, running, failed }: Jobs, timeZone: string) {
  const failures = lengths.reduce((sum, it) => sum + it.failed, 0);
  return {
    admin_tabs: adminTabs('/admin/jobs'),
    nobody_works: !worked,
    failures: count(failures),
    more_failed: failures > failed.length,
    failed: failed.map(({ id, name, tries, failed_on, message }) => ({
      title: inWords(name),
      count: count(tries),
      tries: plural(tries, 'try', 'tries'),
      at: instant(failed_on, timeZone),
      message: message || 'It said nothing.',
      retry: `/admin/jobs/${id}/retry`,
      label: `Try ${inWords(name)} of ${instant(failed_on, timeZone)} again`,
    })),
    running: running.map(({ name, tries, started_on }) => ({
      title: inWords(name),
      tries: count(tries),
      since: instant(started_on, timeZone),
    })),
    queues: lengths.map(({ name, waiting, running, failed }) => ({
      title: inWords(name),
      name,
      waiting: count(waiting),
      running: count(running),
      failed: count(failed),
      has_failed: failed > 0,
    })),
  };
}
