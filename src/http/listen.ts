import type { Server } from 'node:net';
import { StartRefused } from '../platform/errors.js';

/** Has the server listen; throws `StartRefused` where the address cannot be had. */
export async function listenOn(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE' || error.code === 'EACCES';
      reject(
        taken
          ? new StartRefused(`PORT ${port} on ${host} cannot be listened on (${error.code}). Set PORT to a free one.`)
          : error,
      );
    });
    server.listen(port, host, resolve);
  });
}
