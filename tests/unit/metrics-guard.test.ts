import { BlockList } from 'node:net';
import express from 'express';
import pino from 'pino';
import request from 'supertest';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { MetricsGuard } from '../../src/config.js';
import { createMetricsGuard } from '../../src/features/ops/metrics-guard.js';

const SECRET = 'the-secret-of-the-metrics';
let lines: Record<string, unknown>[];

function guarded(guard: MetricsGuard) {
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const admits = createMetricsGuard(guard, log);
  const app = express().set('trust proxy', 1);
  app.get('/metrics', (req, res) => void res.sendStatus(admits(req) ? 200 : 403));
  return async (headers: Record<string, string>) => (await request(app).get('/metrics').set(headers)).status;
}
const said = () => lines.map(({ level, refused, client }) => [level, refused, client]);

beforeEach(() => {
  lines = [];
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => void vi.useRealTimers());

describe('the metrics’ guard', () => {
  it('warns of each kind of refused asking once, and of none that it lets in', async () => {
    const ask = guarded({ secret: SECRET });
    const from = { 'x-forwarded-for': '203.0.113.9' };
    for (let time = 0; time < 3; time += 1) {
      expect(await ask({ ...from, 'x-metrics-secret': SECRET })).toBe(200);
      expect(await ask(from)).toBe(403);
      expect(await ask({ ...from, 'x-metrics-secret': `${SECRET}x` })).toBe(403);
    }
    expect(said()).toEqual([
      [40, 'no secret was sent', '203.0.113.9'],
      [40, 'another secret was sent', '203.0.113.9'],
    ]);
    for (const { msg } of lines) expect(msg).toMatch(/^metrics_guard: \/metrics was refused, /);
    expect(JSON.stringify(lines)).not.toContain(SECRET);
  });

  it('warns of addresses that are not in the list, or are none', async () => {
    const allowed = new BlockList();
    allowed.addSubnet('10.1.0.0', 16, 'ipv4');
    const ask = guarded({ allowed });
    expect(await ask({ 'x-forwarded-for': '10.1.2.3' })).toBe(200);
    expect(await ask({ 'x-forwarded-for': '10.2.2.3' })).toBe(403);
    expect(await ask({ 'x-forwarded-for': 'nobody' })).toBe(403);
    expect(said().map(([, refused]) => refused)).toEqual(['the address is not in the list', 'no address']);
  });

  it('says it again after a minute', async () => {
    const ask = guarded({ secret: SECRET });
    await ask({});
    vi.setSystemTime(Date.now() + 59_000);
    await ask({});
    expect(lines.length).toBe(1);
    vi.setSystemTime(Date.now() + 1_000);
    await ask({});
    expect(lines.length).toBe(2);
  });
});
