import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** What went over the way so far: how often somebody waited for an answer, and how many statements were sent. */
export type Trips = { trips: number; statements: number };

/** Of the messages that a client sends, those that have a statement carried out, Query and Execute; and those that Postgres answers by being ready again, Query and Sync. */
const CARRIED_OUT = new Set(['Q', 'E']);
const ANSWERED = new Set(['Q', 'S']);
const READY = 'Z';

/**
 * A way to the Postgres at `url` that counts what goes over it. Whatever is asked while no answer is out begins a round trip. What is
 * sent without waiting between is one, however many statements it is.
 */
export async function countingWay(url: string) {
  const target = new URL(url);
  const so: Trips = { trips: 0, statements: 0 };
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const postgres = connect(Number(target.port), target.hostname);
    let out = 0;
    const asked = messages(0, (type) => {
      if (CARRIED_OUT.has(type)) so.statements += 1;
      if (!ANSWERED.has(type)) return;
      if (out === 0) so.trips += 1;
      out += 1;
    });
    const answered = messages(1, (type) => {
      if (type === READY) out = Math.max(0, out - 1);
    });
    client.on('data', asked);
    postgres.on('data', answered);
    for (const [socket, other] of [
      [client, postgres],
      [postgres, client],
    ] as const) {
      open.add(socket);
      socket.setNoDelay();
      socket.pipe(other);
      socket.on('error', () => other.destroy());
      socket.on('close', () => open.delete(socket));
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const way = new URL(url);
  way.port = String((server.address() as AddressInfo).port);
  return {
    url: way.href,
    counted: (): Trips => ({ ...so }),
    close(): void {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}

/** Reads what goes one way, in pieces as they come, and tells the type of each message; `first`: how long that of the first one is, since what opens a connection has none. */
function messages(first: 0 | 1, tell: (type: string) => void): (bytes: Buffer) => void {
  let rest = Buffer.alloc(0);
  let head: number = first;
  return (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    while (rest.length >= head + 4) {
      const length = head + rest.readInt32BE(head);
      if (rest.length < length) return;
      if (head > 0) tell(String.fromCharCode(rest[0] ?? 0));
      rest = rest.subarray(length);
      head = 1;
    }
  };
}
