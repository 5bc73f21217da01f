import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Postgres's last word to a guest whom it throws out. */
const FAREWELL = message('E', 'SFATAL\0VFATAL\0C57P01\0Mterminating connection due to administrator command\0\0');
/** Ends each answer of Postgres. */
const READY = Buffer.from([0x5a, 0, 0, 0, 5]);

export type Cutting = Awaited<ReturnType<typeof cuttingProxy>>;

/** How a connection ends with an answer. */
const ENDS = {
  /** In one piece with it, as they come where the machine is busy while Postgres stops. */
  farewell: (guest: Socket, answer: Buffer) => guest.end(Buffer.concat([answer, FAREWELL])),
  /** In the middle of it, as where Postgres is killed. */
  reset: (guest: Socket, answer: Buffer) =>
    guest.write(answer.subarray(0, answer.length / 2), () => guest.resetAndDestroy()),
};

/**
 * A way to the Postgres of `url` on which each guest is thrown out with his nth answer; answer 1 is that to the login. As long as
 * `after` names none, it lets all be.
 */
export async function cuttingProxy(url: string) {
  const { hostname, port } = new URL(url);
  const open = new Set<Socket>();
  let nth = Number.POSITIVE_INFINITY;
  let end: keyof typeof ENDS = 'farewell';

  const server = createServer((guest) => {
    const host = connect(Number(port), hostname);
    let answers = 0;
    for (const it of [guest, host]) {
      open.add(it);
      it.on('error', () => undefined).on('close', () => [guest, host].forEach((end) => void end.destroy()));
    }
    guest.pipe(host);
    host.on('data', (piece: Buffer) => {
      if (piece.subarray(-6, -1).equals(READY)) answers += 1;
      if (answers < nth) guest.write(piece);
      else ENDS[end](guest, piece);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');

  const way = new URL(url);
  way.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: way.href,
    /** From now on with that answer, on every connection. */
    after(answer: number, by: keyof typeof ENDS = 'farewell'): void {
      nth = answer;
      end = by;
    },
    close(): void {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}

function message(type: string, body: string): Buffer {
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, Buffer.from(body)]);
}
