import { createHash, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import type { Request } from 'express';
import type { MetricsGuard } from '../../config.js';

/** Whether the request may read /metrics: it sends the secret in `x-metrics-secret`, or its client address is allowed. */
export function passes(guard: MetricsGuard, req: Request): boolean {
  if ('secret' in guard) return same(req.get('x-metrics-secret') ?? '', guard.secret);
  const address = req.ip ?? '';
  const family = isIP(address);
  return family !== 0 && guard.allowed.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

// Digests are of one length, so the time tells neither length nor beginning. A doubled header is joined, and so is wrong.
function same(sent: string, secret: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(sent), digest(secret));
}
