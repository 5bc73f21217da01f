/** Named in RUNBOOK.md's table; their parts come in later releases. */
export const LATER = ['CORS_ORIGINS', 'SENTRY_DSN', 'SENTRY_TRACES_SAMPLE_RATE', 'WEB_CONCURRENCY'];

const OURS = /^(AUTH|BACKUP|METRICS|SMTP|STORAGE|RATE_LIMIT)_/;

/** A sentence for each variable that is set and whose part does not exist yet. */
export function notYet(env: Record<string, string>): string[] {
  return LATER.filter((name) => name in env).map((name) => `${name} is set, but this release has no such part yet.`);
}

/** A sentence for each variable that looks like one of ours and is none, with the nearest that is. */
export function unknownNames(env: Record<string, string>, known: string[]): string[] {
  const names = [...known, ...LATER];
  return Object.keys(env)
    .filter((name) => OURS.test(name) && !names.includes(name))
    .map((name) => `${name} is not a variable of this app; the nearest is ${nearest(name, names)}.`);
}

function nearest(name: string, names: string[]): string {
  const distances = names.map((other) => ({ other, distance: editDistance(name, other) }));
  return distances.reduce((best, it) => (it.distance < best.distance ? it : best)).other;
}

function editDistance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(swap, (above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    above = row;
  }
  return above[b.length] ?? 0;
}
