import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** What went over the way so far: how often somebody waited for an answer, and how many statements were sent. */
export type Trips = { trips: number; statements: number };

/** Of the messages that a client sends, those that have a statement carried out: Query and Execute. */
const ASKING = new Set(['Q', 'E']);

/**
 * A way to the Postgres at `url` that counts what goes over it. A round trip is a turn of a connection: something was sent after an
 * answer came. What is sent without waiting between is one, however many statements it is.
 */
export async function countingWay(url: string) {
  const target = new URL(url);
  const so: Trips = { trips: 0, statements: 0 };
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const postgres = connect(Number(target.port), target.hostname);
    const read = messages((type) => {
      if (ASKING.has(type)) so.statements += 1;
    });
    let answered = true;
    client.on('data', (bytes: Buffer) => {
      if (answered) so.trips += 1;
      answered = false;
      read(bytes);
    });
    postgres.on('data', () => {
      answered = true;
    });
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

/** Reads what a client sends, in pieces as they come, and tells the type of each message; the first one has none. */
function messages(tell: (type: string) => void): (bytes: Buffer) => void {
  let rest = Buffer.alloc(0);
  let head = 0;
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
