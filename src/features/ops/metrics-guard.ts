import { createHash, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import type { Request } from 'express';
import type { MetricsGuard } from '../../config.js';
import type { Logger } from '../../platform/logger.js';

/** A kind of asking that is refused, in the words of the log. */
type Refusal = 'no secret was sent' | 'another secret was sent' | 'the address is not in the list' | 'no address';

const SAY_AGAIN_MS = 60_000;

/**
 * Whether a request may read /metrics: it sends the secret in `x-metrics-secret`, or its client address is allowed. Each kind of
 * refused asking is warned of in the log, once a minute at most, so that who guesses fills no disk.
 */
export function createMetricsGuard(guard: MetricsGuard, log: Logger): (req: Request) => boolean {
  const said = new Map<Refusal, number>();
  return (req) => {
    const refusal = 'secret' in guard ? wrongSecret(guard.secret, req) : wrongAddress(guard.allowed, req);
    if (!refusal) return true;
    const now = Date.now();
    if (now - (said.get(refusal) ?? -SAY_AGAIN_MS) >= SAY_AGAIN_MS) {
      said.set(refusal, now);
      log.warn(
        { request_id: req.id, client: req.ip, refused: refusal },
        `metrics_guard: /metrics was refused, ${refusal}`,
      );
    }
    return false;
  };
}

function wrongSecret(secret: string, req: Request): Refusal | undefined {
  const sent = req.get('x-metrics-secret');
  if (!sent) return 'no secret was sent';
  return same(sent, secret) ? undefined : 'another secret was sent';
}

function wrongAddress(
  allowed: Extract<MetricsGuard, { allowed: unknown }>['allowed'],
  req: Request,
): Refusal | undefined {
  const address = req.ip ?? '';
  const family = isIP(address);
  if (family === 0) return 'no address';
  return allowed.check(address, family === 6 ? 'ipv6' : 'ipv4') ? undefined : 'the address is not in the list';
}

// Digests are of one length, so the time tells neither length nor beginning. A doubled header is joined, and so is wrong.
function same(sent: string, secret: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(sent), digest(secret));
}
