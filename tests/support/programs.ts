import { existsSync } from 'node:fs';

const PLACES = ['/usr/bin', '/usr/sbin', '/usr/local/bin'];

/** Where Debian's program is; undefined where it is not installed, with a loud line, and in CI a failure: there nothing is skipped. */
export function program(name: string): string | undefined {
  const path = PLACES.map((place) => `${place}/${name}`).find((it) => existsSync(it));
  if (path) return path;
  if (process.env['CI']) throw new Error(`${name} is not installed, and CI skips nothing.`);
  console.warn(`\n*** SKIPPED: ${name} is not installed, so what needs it is not tested. ***\n`);
  return undefined;
}
