import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** How the files of a run's logs end, and those of what they must not hold. */
export const LINES = '.log';
export const SECRETS = '.secrets';

/** What no line of a log may hold, wherever it comes from. A path of a package may have an @ in it. */
const NEVER: readonly [string, RegExp][] = [
  ['a mail address', /[\w.+-]+(?:@|%40)[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\b/i],
  ['a token', /\bmdt_[\w-]{8,}/],
  ['an address with a password', /\b[a-z][a-z0-9+]*:\/\/[^\s:/@"]+:[^\s/@"]+@/i],
  ['the hash of a password', /\$argon2/],
  ['a key of backups', /AGE-SECRET-KEY-1/],
];

/** Looks through the logs in a folder; answers how many lines there are, and those that hold what they must not. */
export function searchLogs(folder: string): { lines: number; faults: string[] } {
  const read = (ending: string) =>
    readdirSync(folder)
      .filter((name) => name.endsWith(ending))
      .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'))
      .filter((line) => line !== '');
  const secrets = new Set(read(SECRETS).map((line) => JSON.parse(line) as string));
  const words = new Set([...secrets].filter((it) => /^[\w-]+$/.test(it)));
  const phrases = [...secrets].filter((it) => !words.has(it));
  const lines = read(LINES);
  const all = lines.join('\n');
  const spoken = phrases.filter((it) => all.includes(it) || all.includes(encodeURIComponent(it)));
  const faults = lines.flatMap((line) => {
    const what = NEVER.find(([, pattern]) => pattern.test(line))?.[0];
    const word =
      what ??
      line.split(/%[\dA-F]{2}|[^\w-]+/i).find((it) => words.has(it)) ??
      spoken.find((it) => line.includes(it) || line.includes(encodeURIComponent(it)));
    return word === undefined ? [] : [`${what ?? 'a secret'} in ${line.slice(0, 2_000)}`];
  });
  return { lines: lines.length, faults };
}
