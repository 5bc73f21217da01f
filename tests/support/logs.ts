import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import { inject } from 'vitest';
import { LINES, SECRETS } from './search-logs.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The folder of what the run's apps log, and of what they must not. */
    logs: string;
  }
}

/** What is shorter stands in many a word by chance. */
const SHORTEST = 8;

/** The line by which the first admin is made is meant to be read. */
const MEANT = /^https?:\/\/\S+\/auth\/setup\S*$/gm;

/** Where the apps of this process log to: a file that the end of the run looks through. */
export function keptLines(): pino.DestinationStream {
  return pino.destination({ dest: join(inject('logs'), `${process.pid}${LINES}`), sync: true });
}

/** What a process of its own said. */
export function keepSaid(said: string): void {
  appendFileSync(join(inject('logs'), `said-${process.pid}${LINES}`), `${said.replaceAll(MEANT, '')}\n`);
}

/** No log of this run may hold these. */
export function noteSecrets(values: readonly (string | undefined)[]): void {
  const long = values.filter((it) => it !== undefined && it.length >= SHORTEST);
  if (long.length === 0) return;
  appendFileSync(
    join(inject('logs'), `${process.pid}${SECRETS}`),
    long.map((it) => `${JSON.stringify(it)}\n`).join(''),
  );
}
