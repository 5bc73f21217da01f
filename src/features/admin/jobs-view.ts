import { count, instant, plural } from '../../http/format.js';
import type { FailedJob, Lengths, RunningJob } from '../../platform/queue/queue.js';
import { adminTabs } from './tabs.js';

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
      title: jobTitle(name),
      count: count(tries),
      tries: plural(tries, 'try', 'tries'),
      at: instant(failed_on, timeZone),
      message: message || 'It said nothing.',
      retry: `/admin/jobs/${id}/retry`,
      label: `Try ${jobTitle(name)} of ${instant(failed_on, timeZone)} again`,
    })),
    running: running.map(({ name, tries, started_on }) => ({
      title: jobTitle(name),
      tries: count(tries),
      since: instant(started_on, timeZone),
    })),
    queues: lengths.map(({ name, waiting, running, failed }) => ({
      title: jobTitle(name),
      name,
      waiting: count(waiting),
      running: count(running),
      failed: count(failed),
      has_failed: failed > 0,
    })),
  };
}

/** 'empty_trash' to 'Empty trash'. */
export function jobTitle(name: string): string {
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
