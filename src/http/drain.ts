import type { Server } from 'node:http';
import type { Logger } from '../platform/logger.js';

const STILL_OPEN_MS = 3_000;
const IN_HAND_MS = 20_000;

/**
 * Ends a server without losing a request: `/ready` says no at once, the listener stays open for 3 s answering with
 * `Connection: close` so that a proxy can look away, then closes; requests in hand get until 20 s.
 */
export function createDrain(log: Logger) {
  let draining = false;
  return {
    draining: () => draining,
    /** `atOnce` leaves the 3 s out: for a person at a terminal, who has no proxy to warn. */
    async drain(server: Server, atOnce = false): Promise<void> {
      draining = true;
      log.info('draining: no new requests wanted');
      server.prependListener('request', (_req, res) => res.setHeader('Connection', 'close'));
      if (!atOnce) await new Promise((resolve) => setTimeout(resolve, STILL_OPEN_MS));
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const late = setTimeout(() => server.closeAllConnections(), IN_HAND_MS - STILL_OPEN_MS);
      await closed;
      clearTimeout(late);
    },
  };
}
