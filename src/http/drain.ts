import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Server as Listener, type Socket } from 'node:net';
import type { Logger } from '../platform/logger.js';

const STILL_OPEN_MS = 3_000;
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
  const connections: Connections = { open: new Map(), taken: 0 };

  return {
    draining: () => draining,
    /** Keeps account of the server's connections, from before it listens. */
    watch(server: Server): Server {
      server.keepAliveTimeout = (KEPT_S + 1) * 1000;
      server.on('connection', (socket: Socket) => {
        connections.taken += 1;
        connections.open.set(socket, { answer: undefined, read: 0 });
        socket.once('close', () => connections.open.delete(socket));
      });
      server.prependListener('request', (req, res) => {
        if (draining) res.setHeader('Connection', 'close');
        else res.setHeader('Keep-Alive', `timeout=${KEPT_S}`);
        const account = connections.open.get(req.socket);
        if (account) keep(account, req, res);
      });
      return server;
    },
    /** `atOnce` leaves the 3 s out: for a person at a terminal, who has no proxy to warn. */
    async drain(server: Server, atOnce = false): Promise<void> {
      draining = true;
      log.info('draining: no new requests wanted');
      for (const { answer } of connections.open.values())
        if (answer && !answer.headersSent) answer.setHeader('Connection', 'close');
      if (!atOnce) await new Promise((resolve) => setTimeout(resolve, STILL_OPEN_MS));
      await close(server, connections, atOnce);
    },
  };
}

/** What a connection owes: the answer in hand, and how much had been read of it when the last one was done. */
type Account = { answer: ServerResponse | undefined; read: number };
type Connections = { open: Map<Socket, Account>; taken: number };

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
  await untilNoneWaits(connections);
  // Not the HTTP server's own close, which cuts idle connections: a request may be on its way there.
  const closed = new Promise<void>((resolve) => Listener.prototype.close.call(server, () => resolve()));
  if (atOnce) await closeIdle();
  const idle = setTimeout(closeIdle, IDLE_MS - STILL_OPEN_MS);
  const late = setTimeout(() => server.closeAllConnections(), IN_HAND_MS - STILL_OPEN_MS);
  await closed;
  clearTimeout(idle);
  clearTimeout(late);
}

// The kernel takes connections before we do, and throws away those that we have not taken when the listener closes. On return
// there was none, and this turn of the event loop is not over.
async function untilNoneWaits(connections: Connections): Promise<void> {
  const end = Date.now() + TAKING_IN_MS;
  let before: number;
  do {
    before = connections.taken;
    await turn();
  } while (connections.taken > before && Date.now() < end);
}

/** Until what has come by now, of connections and of requests on them, has been seen: wherever this is asked, a whole turn. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}
