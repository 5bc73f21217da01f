import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type TestS3 = Awaited<ReturnType<typeof startS3>>;

/** What is used of it; the package brings no types. It knows one pair of keys, checks what they sign, and keeps objects as files. */
type S3rver = new (options: object) => { run(): Promise<AddressInfo>; close(): Promise<void> };
const S3rver = createRequire(import.meta.url)('@20minutes/s3rver') as S3rver;

const BUCKET = 'mouse-files';
const KEY = 'S3RVER';

/** How the way to the server is. */
const WAYS = {
  open: undefined,
  /** Whoever comes is turned away. */
  gone: (guest: Socket) => guest.resetAndDestroy(),
  /** Whoever comes is let in, and hears nothing. */
  silent: () => undefined,
};

/** A real S3 server with one bucket, behind a way that can be closed, cut in the middle, or lead nowhere. */
export async function startS3() {
  const directory = await mkdtemp(join(tmpdir(), 'mouse-s3-'));
  const options = {
    address: '127.0.0.1',
    port: 0,
    silent: true,
    directory,
    configureBuckets: [{ name: BUCKET, configs: [] }],
  };
  const server = new S3rver(options);
  const { port } = await server.run();
  const way = await openWay(port);
  return {
    env: {
      STORAGE_DRIVER: 's3',
      STORAGE_S3_ENDPOINT: `http://127.0.0.1:${way.port}`,
      STORAGE_S3_BUCKET: BUCKET,
      STORAGE_S3_ACCESS_KEY: KEY,
      STORAGE_S3_SECRET_KEY: KEY,
    },
    is: way.is,
    cutAfter: way.cutAfter,
    /** The keys of all objects, in order. */
    async keys(prefix = ''): Promise<string[]> {
      const names = await readdir(join(directory, BUCKET), { recursive: true });
      const keys = names.filter((name) => name.endsWith(OBJECT)).map((name) => name.slice(0, -OBJECT.length));
      return keys.filter((key) => key.startsWith(prefix)).sort();
    },
    /** Where an object's bytes lie. */
    path: (key: string) => join(directory, BUCKET, `${key}${OBJECT}`),
    async stop(): Promise<void> {
      way.close();
      await server.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

const OBJECT = '._S3rver_object';

async function openWay(port: number) {
  const open = new Set<Socket>();
  let how: keyof typeof WAYS = 'open';
  let left = { up: Number.POSITIVE_INFINITY, down: Number.POSITIVE_INFINITY };

  function lead(from: Socket, to: Socket, direction: 'up' | 'down'): void {
    from.on('data', (piece: Buffer) => {
      left[direction] -= piece.length;
      if (left[direction] >= 0) to.write(piece);
      else for (const it of [from, to]) it.destroy();
    });
  }
  const server = createServer((guest) => {
    open.add(guest.on('error', () => undefined));
    const refuse = WAYS[how];
    if (refuse) return void refuse(guest);
    const host = connect(port, '127.0.0.1');
    open.add(host.on('error', () => undefined));
    for (const it of [guest, host]) it.on('close', () => [guest, host].forEach((end) => void end.destroy()));
    lead(guest, host, 'up');
    lead(host, guest, 'down');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');

  const closeAll = () => open.forEach((socket) => void socket.destroy());
  return {
    port: (server.address() as AddressInfo).port,
    /** From now on; connections that stand are closed. */
    is(next: keyof typeof WAYS): void {
      [how, left] = [next, { up: Number.POSITIVE_INFINITY, down: Number.POSITIVE_INFINITY }];
      closeAll();
    },
    /** Once so many bytes have gone in that direction, all ends. */
    cutAfter(direction: 'up' | 'down', bytes: number): void {
      left = { ...left, [direction]: bytes };
    },
    close(): void {
      server.close();
      closeAll();
    },
  };
}
