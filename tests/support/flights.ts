import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export type Flights = Awaited<ReturnType<typeof countingProxy>>;

/** A way to the Postgres of `url` that counts round trips: whatever is asked while no answer is out begins one. */
export async function countingProxy(url: string) {
  const { hostname, port } = new URL(url);
  const open = new Set<Socket>();
  let flights = 0;

  const server = createServer((guest) => {
    const host = connect(Number(port), hostname);
    let out = 0;
    for (const it of [guest, host]) {
      open.add(it);
      it.on('error', () => undefined).on('close', () => [guest, host].forEach((end) => void end.destroy()));
    }
    // What opens a connection has no type: one message, or two where TLS is asked for.
    const asked = framesOf(true, (type) => {
      if (type !== 'Q' && type !== 'S') return;
      if (out === 0) flights += 1;
      out += 1;
    });
    const answered = framesOf(false, (type) => {
      if (type === 'Z') out = Math.max(0, out - 1);
    });
    guest.on('data', (piece: Buffer) => {
      asked(piece);
      host.write(piece);
    });
    host.on('data', (piece: Buffer) => {
      answered(piece);
      guest.write(piece);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');

  const way = new URL(url);
  way.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: way.href,
    /** How many round trips there were so far. */
    count: () => flights,
    close(): void {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}

/** Tells each message of one direction, however it is cut on the way. */
function framesOf(opening: boolean, tell: (type: string) => void) {
  let rest = Buffer.alloc(0);
  let isOpening = opening;
  return (piece: Buffer) => {
    rest = Buffer.concat([rest, piece]);
    for (;;) {
      const head = isOpening ? 0 : 1;
      if (rest.length < head + 4) return;
      const end = head + rest.readUInt32BE(head);
      if (rest.length < end) return;
      if (isOpening) isOpening = false;
      else tell(String.fromCharCode(rest[0] ?? 0));
      rest = rest.subarray(end);
    }
  };
}
