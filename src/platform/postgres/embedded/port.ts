import { createServer } from 'node:net';

/** A port of 127.0.0.1 that is free now: `wanted` if it is. */
export async function freePort(wanted = 0): Promise<number> {
  const server = createServer();
  const port = await new Promise<number | undefined>((done) => {
    server.once('error', () => done(undefined));
    server.listen(wanted, '127.0.0.1', () => done((server.address() as { port: number }).port));
  });
  await new Promise((done) => server.close(done));
  return port ?? freePort();
}
