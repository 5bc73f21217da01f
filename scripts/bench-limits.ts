import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { promisify } from 'node:util';
import express, { type Express } from 'express';
import { countRequests } from '../src/http/middleware/count-requests.js';
import { createLimits } from '../src/http/middleware/rate-limit.js';
import { createMetrics } from '../src/platform/metrics.js';
import { openRedis } from '../src/platform/redis.js';
import { log, plainScript, ScriptFault } from './support/script.js';

const usage = `Measures what the limit of pages and the metrics cost a request, in CPU of the server: the same route with and without
them, on loopback, in turns; the asking is another process. It wants an idle machine and a Redis that holds nothing of worth.`;
const options = {
  redis: { type: 'string', help: 'redis://:password@host:port' },
  requests: { type: 'string', help: 'how many a turn (default 4000)' },
  connections: { type: 'string', help: 'how many ask at once (default 8)' },
} as const;

const TURNS = 9;
// So many that none of them reaches its limit.
const PEOPLE = 250;

await plainScript({ usage, options }, async ({ redis: url, requests = '4000', connections = '8' }) => {
  if (!url) throw new ScriptFault('--redis must be given.');
  const redis = await openRedis(url, { info: log.info, warn: (_: unknown, words?: string) => log.info(words ?? '') });
  const metrics = createMetrics();
  const bare = await serve(express().use(somebody()));
  const full = await serve(express().use(somebody(), countRequests(metrics), createLimits(redis, metrics).pages));
  const turn = (server: typeof bare) => cpuOf(server.url, Number(requests), connections);
  const turns = { bare: [await turn(bare)], full: [await turn(full)] };
  for (let n = 0; n < TURNS; n += 1) {
    turns.bare[n] = await turn(bare);
    turns.full[n] = await turn(full);
  }
  const [without, guarded] = [median(turns.bare), median(turns.full)];
  log.info(
    `median of ${TURNS} turns with ${connections} connections: without ${without.toFixed(3)} ms, with ${guarded.toFixed(3)} ms, so ${(guarded - without).toFixed(3)} ms of CPU a request`,
  );
  const faults = (await metrics.storeErrors.get()).values[0]?.value;
  const refused = (await metrics.rejections.get()).values.reduce((sum, it) => sum + it.value, 0);
  if (faults || refused) throw new ScriptFault(`Redis did not count ${faults} of them, and ${refused} were refused.`);
  for (const { server } of [bare, full]) server.close().closeAllConnections();
  redis.close();
});

function somebody(): express.RequestHandler {
  let asked = 0;
  return (req, _res, next) => {
    req.person = { id: `person-${asked++ % PEOPLE}` } as never;
    next();
  };
}

async function serve(app: Express) {
  app.get('/', (_req, res) => void res.send('ok'));
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, url: `http://127.0.0.1:${(server.address() as { port: number }).port}/` };
}

/** This process's CPU for each of so many requests, in milliseconds. */
async function cpuOf(url: string, times: number, connections: string): Promise<number> {
  const began = process.cpuUsage();
  await promisify(execFile)('node_modules/.bin/autocannon', ['-c', connections, '-a', String(times), '-j', url]);
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1000 / times;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
