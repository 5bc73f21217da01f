import { isIP } from 'node:net';
import { connect } from 'node:tls';

const SILENT_MS = 3_000;

/** When the certificate ends that an https address shows, in Unix time. Whether it is a good one is not asked. */
export function certificateEnds(address: string): Promise<number> {
  const { hostname, port } = new URL(address);
  const host = hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port: Number(port || 443), servername: nameOf(host), rejectUnauthorized: false });
    socket.setTimeout(SILENT_MS, () => socket.destroy(new Error(`${address} says nothing`)));
    socket.once('error', reject);
    socket.once('secureConnect', () => {
      const ends = Date.parse(socket.getPeerCertificate().valid_to) / 1000;
      socket.destroy();
      if (Number.isFinite(ends)) resolve(ends);
      else reject(new Error(`${address} shows no certificate`));
    });
  });
}

// TLS has names of hosts alone.
function nameOf(host: string): string {
  return isIP(host) === 0 ? host : '';
}
