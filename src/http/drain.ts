import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Server as Listener, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from '../platform/logger.js';

/** How long a listener stays open that is about to close: a proxy looks away meanwhile. */
export const STILL_OPEN_MS = 3_000;
const IDLE_MS = 6_000;
const IN_HAND_MS = 20_000;

/** How long a connection may be used again, as each answer promises; it is open a little longer, for what is on its way by then. */
const KEPT_S = 5;
/** Connections that were made before the listener closes are taken in, also where many wait; but not for ever. */
const TAKING_IN_MS = 2_000;

/**
 * Ends a server without losing a request: `/ready` says no at once, the listener stays open for 3 s answering with
 * `Connection: close` so that a proxy can look away, then closes. A connection that was kept alive may be used for the 5 s
 * that it was promised; requests in hand, also those of which only the beginning has come, get until 20 s.
 */
export function createDrain(log: Logger) {
  let draining = false;
  const connections: Connections = { open: new Map(), emptied: undefined };

  return {
    draining: () => draining,
    /** Keeps account of the server's connections, from before it listens. */
    watch(server: Server): Server {
      server.keepAliveTimeout = (KEPT_S + 1) * 1000;
      server.on('connection', (socket: Socket) => {
        connections.open.set(socket, { answer: undefined, read: 0 });
        socket.once('close', () => {
          connections.open.delete(socket);
          if (connections.open.size === 0) connections.emptied?.();
        });
      });
      server.prependListener('request', (req, res) => {
        if (draining) res.setHeader('Connection', 'close');
        else res.setHeader('Keep-Alive', `timeout=${KEPT_S}`);
        const account = connections.open.get(req.socket);
        if (account) keep(account, req, res);
      });
      return server;
    },
    /**
     * `atOnce` leaves the 3 s out: for a person at a terminal, who has no proxy to warn. `noneComes` says when no connection comes any
     * more, where the listener is not this server's own.
     */
    async drain(server: Server, atOnce = false, noneComes = () => stopListening(server)): Promise<void> {
      draining = true;
      log.info('draining: no new requests wanted');
      for (const { answer } of connections.open.values())
        if (answer && !answer.headersSent) answer.setHeader('Connection', 'close');
      if (!atOnce) await pause(STILL_OPEN_MS);
      await noneComes();
      await close(server, connections, atOnce);
    },
  };
}

/** What a connection owes: the answer in hand, and how much had been read of it when the last one was done. */
type Account = { answer: ServerResponse | undefined; read: number };
type Connections = { open: Map<Socket, Account>; emptied: (() => void) | undefined };

function keep(account: Account, req: IncomingMessage, res: ServerResponse): void {
  account.answer = res;
  const settle = () => {
    account.read = req.socket.bytesRead;
    if (account.answer === res && res.closed) account.answer = undefined;
  };
  res.once('close', settle);
  // What was left of the form is read behind the answer.
  req.once('close', settle);
}

async function close(server: Server, connections: Connections, atOnce: boolean): Promise<void> {
  const closeIdle = async () => {
    await turn();
    for (const [socket, { answer, read }] of connections.open)
      if (!answer && socket.bytesRead === read) socket.destroy();
  };
  const emptied = new Promise<void>((resolve) => {
    connections.emptied = resolve;
    if (connections.open.size === 0) resolve();
  });
  if (atOnce) await closeIdle();
  const idle = setTimeout(closeIdle, IDLE_MS - STILL_OPEN_MS);
  const late = setTimeout(() => server.closeAllConnections(), IN_HAND_MS - STILL_OPEN_MS);
  await emptied;
  clearTimeout(idle);
  clearTimeout(late);
}

/**
 * Closes a listener and loses no connection: the kernel takes them before we do, and throws away those that we have not taken by
 * then. Those that are open stay open.
 */
export async function stopListening(server: Listener): Promise<void> {
  const end = Date.now() + TAKING_IN_MS;
  let taken = 0;
  let before: number;
  server.on('connection', () => {
    taken += 1;
  });
  do {
    before = taken;
    await turn();
  } while (taken > before && Date.now() < end);
  // None has come, and this turn of the event loop is not over. Not the HTTP server's own close, which cuts idle connections: a
  // request may be on its way there.
  Listener.prototype.close.call(server);
}

/** Until what has come by now, of connections and of requests on them, has been seen: wherever this is asked, a whole turn. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}
