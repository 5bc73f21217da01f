import type { Server, ServerResponse } from 'node:http';
import { Server as Listener, type Socket } from 'node:net';
import type { Logger } from '../platform/logger.js';

const STILL_OPEN_MS = 3_000;
const IDLE_MS = 6_000;
const IN_HAND_MS = 20_000;

/**
 * Ends a server without losing a request: `/ready` says no at once, the listener stays open for 3 s answering with
 * `Connection: close` so that a proxy can look away, then closes. A connection that was kept alive may be used for the 5 s
 * that it was promised; requests in hand get until 20 s.
 */
export function createDrain(log: Logger) {
  let draining = false;
  const owed: Owed = new Map();

  return {
    draining: () => draining,
    /** Keeps account of the server's connections, from before it listens. */
    watch(server: Server): Server {
      server.on('connection', (socket: Socket) => {
        owed.set(socket, undefined);
        socket.once('close', () => owed.delete(socket));
      });
      server.prependListener('request', ({ socket }, res) => {
        if (draining) res.setHeader('Connection', 'close');
        owed.set(socket, res);
        res.once('close', () => owed.get(socket) === res && owed.set(socket, undefined));
      });
      return server;
    },
    /** `atOnce` leaves the 3 s out: for a person at a terminal, who has no proxy to warn. */
    async drain(server: Server, atOnce = false): Promise<void> {
      draining = true;
      log.info('draining: no new requests wanted');
      for (const res of owed.values()) if (res && !res.headersSent) res.setHeader('Connection', 'close');
      if (!atOnce) await new Promise((resolve) => setTimeout(resolve, STILL_OPEN_MS));
      await close(server, owed, atOnce);
    },
  };
}

/** The open connections, each with the answer that is owed on it. */
type Owed = Map<Socket, ServerResponse | undefined>;

async function close(server: Server, owed: Owed, atOnce: boolean): Promise<void> {
  const closeIdle = () => {
    for (const [socket, answer] of owed) if (!answer) socket.destroy();
  };
  // Not the HTTP server's own close, which cuts idle connections: a request may be on its way there.
  const closed = new Promise<void>((resolve) => Listener.prototype.close.call(server, () => resolve()));
  if (atOnce) closeIdle();
  const idle = setTimeout(closeIdle, IDLE_MS - STILL_OPEN_MS);
  const late = setTimeout(() => server.closeAllConnections(), IN_HAND_MS - STILL_OPEN_MS);
  await closed;
  clearTimeout(idle);
  clearTimeout(late);
}
