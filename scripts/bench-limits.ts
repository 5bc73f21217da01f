import { once } from 'node:events';
import { Agent, createServer, get } from 'node:http';
import express, { type Express } from 'express';
import { countRequests } from '../src/http/middleware/count-requests.js';
import { createLimits } from '../src/http/middleware/rate-limit.js';
import { createMetrics } from '../src/platform/metrics.js';
import { openRedis } from '../src/platform/redis.js';
import { log, plainScript, ScriptFault } from './support/script.js';

const usage = `Measures what the limit of pages and the metrics cost a request, in CPU: the same route with and without them, on loopback,
in turns. It wants a Redis that holds nothing of worth.`;
const options = {
  redis: { type: 'string', help: 'redis://:password@host:port' },
  requests: { type: 'string', help: 'how many a turn (default 2000)' },
} as const;

const TURNS = 8;

await plainScript({ usage, options }, async ({ redis: url, requests }) => {
  if (!url) throw new ScriptFault('--redis must be given.');
  const redis = await openRedis(url, { info: log.info, warn: (_: unknown, words?: string) => log.info(words ?? '') });
  const metrics = createMetrics();
  const limits = createLimits(redis, metrics);
  const bare = await serve(express());
  const full = await serve(express().use(countRequests(metrics)).use(limits.pages));
  const times = Number(requests ?? 2000);
  await turn(bare.url, times);
  await turn(full.url, times);
  const cost = { bare: 0, full: 0 };
  for (let n = 0; n < TURNS; n += 1) {
    cost.bare += await turn(bare.url, times);
    cost.full += await turn(full.url, times);
  }
  const each = (microseconds: number) => (microseconds / TURNS / times / 1000).toFixed(4);
  log.info(
    `without ${each(cost.bare)} ms, with ${each(cost.full)} ms, so ${each(cost.full - cost.bare)} ms of CPU a request`,
  );
  const faults = (await metrics.storeErrors.get()).values[0]?.value;
  if (faults) throw new ScriptFault(`Redis did not count ${faults} of them.`);
  for (const { server } of [bare, full]) server.closeAllConnections();
  for (const { server } of [bare, full]) server.close();
  redis.close();
});

async function serve(app: Express) {
  app.set('trust proxy', 'loopback');
  app.get('/', (_req, res) => void res.send('ok'));
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, url: `http://127.0.0.1:${(server.address() as { port: number }).port}/` };
}

/** The CPU that so many requests took, in microseconds; the asking is in it, the same for both. */
async function turn(url: string, times: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const began = process.cpuUsage();
  for (let n = 0; n < times; n += 1) await ask(url, agent, `203.0.113.${n % 250}`);
  const { user, system } = process.cpuUsage(began);
  agent.destroy();
  return user + system;
}

function ask(url: string, agent: Agent, client: string): Promise<void> {
  return new Promise((resolve, reject) => {
    get(url, { agent, headers: { 'x-forwarded-for': client } }, (answer) => {
      answer.resume().on('end', () => (answer.statusCode === 200 ? resolve() : reject(new ScriptFault('refused'))));
    }).on('error', reject);
  });
}
