import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { StartRefused } from '../../errors.js';
import type { Log } from '../../logger.js';
import { clusterOf, type Home } from './home.js';
import { initCluster } from './init.js';
import { launchServer } from './launch.js';
import { freePort } from './port.js';
import { runningServer } from './running.js';

/** What a start is told: where the cluster is or is to be, the superuser's password, and the port it had before. */
export type Starting = { home: Home; logFile: string; address: { port: number; superPassword: string }; log: Log };

/** Starts the server and returns when it is ready, or when another process was first. */
export async function start(
  { home, address, logFile, log }: Starting,
  settings = {},
  initArgs: string[] = [],
): Promise<void> {
  if (!existsSync(clusterOf(home))) log.info('making the embedded Postgres');
  await initCluster(home, address.superPassword, initArgs);
  for (let tries = 0; tries < 3; tries++) {
    // A port may be taken between the look and the start; the next try takes another.
    const child = launchServer(home, await freePort(tries === 0 ? address.port : 0), logFile, settings);
    let ended = false;
    child.once('close', () => {
      ended = true;
    });
    while (!ended && child.pid !== undefined && runningServer(home)?.ready !== true) await pause(10);
    if (runningServer(home)) return;
  }
  throw new StartRefused(`The embedded Postgres does not start: ${lastLines(logFile)}`);
}

/** How the server's log ends. */
export function lastLines(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').slice(-5).join('\n') : 'it wrote no log';
}
