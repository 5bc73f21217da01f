import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:https';
import { createServer as createSilent, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { certificateEnds } from '../../src/platform/certificate.js';
import { createMetrics } from '../../src/platform/metrics.js';
import { hasNginx, makeCertificate } from '../support/nginx.js';
import { freePort, until } from '../support/process.js';

let dir: string;
let address: string;
let ends: number;
const servers: Server[] = [];

beforeAll(async () => {
  if (!hasNginx) return;
  dir = await mkdtemp(join(tmpdir(), 'mouse-certificate-'));
  const cert = await makeCertificate(dir);
  address = await listening(createServer({ cert, key: await readFile(join(dir, 'privkey.pem'), 'utf8') }));
  const said = execFileSync('openssl', ['x509', '-noout', '-enddate', '-in', join(dir, 'fullchain.pem')], {
    encoding: 'utf8',
  });
  ends = Date.parse(said.replace('notAfter=', '').trim()) / 1000;
});
afterAll(async () => {
  for (const server of servers) server.close();
  if (dir) await rm(dir, { recursive: true, force: true });
});

async function listening(server: Server): Promise<string> {
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  return `https://localhost:${(server.address() as { port: number }).port}`;
}

describe.skipIf(!hasNginx)('the end of the certificate', () => {
  const told = (metrics: ReturnType<typeof createMetrics>) =>
    metrics.text().then((text) => /^certificate_ends_at (\S+)$/m.exec(text)?.[1]);

  it('is told of an address by its name, signed by whomever', async () => {
    expect(ends).toBeGreaterThan(Date.now() / 1000);
    expect(await certificateEnds(address)).toBe(ends);
    expect(await certificateEnds(address.replace('localhost', '127.0.0.1'))).toBe(ends);
  });

  it('is not told where nobody listens, or says anything, or speaks TLS', async () => {
    await expect(certificateEnds(`https://127.0.0.1:${await freePort()}`)).rejects.toThrow('ECONNREFUSED');
    const silent = await listening(createSilent());
    await expect(certificateEnds(silent)).rejects.toThrow(`${silent} says nothing`);
    const plain = await listening(createSilent((socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')));
    await expect(certificateEnds(plain)).rejects.toThrow();
  });

  it('is what Prometheus is told from its second asking on, and nothing where it is not known', async () => {
    const [metrics, unknown] = [createMetrics(), createMetrics()];
    let asked = 0;
    metrics.watchCertificate(() => {
      asked += 1;
      return certificateEnds(address);
    });
    unknown.watchCertificate(() => Promise.reject(new Error('out of reach')));
    await until(async () => Number(await told(metrics)) === ends, 5_000);
    expect(asked).toBe(1);
    expect([await told(unknown), await told(unknown)]).toEqual([undefined, undefined]);
  });
});
