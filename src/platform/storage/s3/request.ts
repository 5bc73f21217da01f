import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { type ClientRequest, Agent as HttpAgent, type IncomingMessage, request as overHttp } from 'node:http';
import { Agent as HttpsAgent, request as overHttps } from 'node:https';
import { AwsV4Signer } from 'aws4fetch';
import type { S3Settings } from '../../../config.js';
import { awayOf } from '../away.js';
import { S3_SILENT_MS } from './answer.js';

export type Ask = {
  method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  /** The object's; empty: the bucket itself. */
  key?: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: Buffer;
  /** Ends it, however it stands. */
  signal?: AbortSignal | undefined;
  /** When the answer must have begun, beside the time that the body takes on a slow line. */
  silentMs?: number;
};
export type SendS3 = (ask: Ask) => Promise<IncomingMessage>;

/** A line that carries less is taken for a dead one. */
const BYTES_A_MS = 100;
const AT_ONCE = 32;

/** The bucket's own address. A foreign server has it in the path; Amazon in the name, where that has no dot, which TLS would not match. */
export function bucketAddress({ endpoint, bucket, region }: Omit<S3Settings, 'accessKey' | 'secretKey'>): string {
  if (endpoint) return `${endpoint.replace(/\/+$/, '')}/${bucket}`;
  const amazon = `s3.${region}.amazonaws.com`;
  return bucket.includes('.') ? `https://${amazon}/${bucket}` : `https://${bucket}.${amazon}`;
}

/** A way to ask the bucket; what keeps it from answering at all is `StorageAway`. The answer's status is the caller's to look at. */
export function openRequests(settings: S3Settings): SendS3 {
  const label = bucketAddress(settings);
  const base = new URL(label);
  const isTls = base.protocol === 'https:';
  const openRequest = isTls ? overHttps : overHttp;
  const agent = isTls
    ? new HttpsAgent({ keepAlive: true, maxSockets: AT_ONCE })
    : new HttpAgent({ keepAlive: true, maxSockets: AT_ONCE });

  return async ({ method, key = '', query = {}, headers = {}, body, signal, silentMs = S3_SILENT_MS }) => {
    const url = new URL(base);
    if (key) url.pathname = `${base.pathname.replace(/\/$/, '')}/${inPath(key)}`;
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const silence = new AbortController();
    const ends = signal ? AbortSignal.any([signal, silence.signal]) : silence.signal;
    const timer = setTimeout(() => silence.abort(), silentMs + (body?.length ?? 0) / BYTES_A_MS);
    try {
      const options = {
        method,
        headers: await signed(settings, { method, url: url.href, headers, body }),
        signal: ends,
      };
      const first = openRequest(url, { ...options, agent });
      return await answerTo(first, body).catch((error) => {
        // A connection that was kept open may have been closed by the server just then.
        if (!first.reusedSocket || ends.aborted) throw error;
        return answerTo(openRequest(url, { ...options, agent: false }), body);
      });
    } catch (error) {
      throw awayOf(label, ends.aborted ? new Error('it does not answer, or too slowly') : (error as Error));
    } finally {
      clearTimeout(timer);
    }
  };
}

async function answerTo(req: ClientRequest, body: Buffer | undefined): Promise<IncomingMessage> {
  // Also behind the answer something may break, which whoever reads it hears of there.
  req.on('error', () => undefined);
  req.end(body);
  const [res] = (await once(req, 'response')) as [IncomingMessage];
  return res;
}

/** A key as it stands in an address. */
export function inPath(key: string): string {
  return key.split('/').map(encodeURIComponent).join('/');
}

// The hash of what is sent is part of what is signed: a server takes no body that is another one.
async function signed(
  { accessKey, secretKey, region }: S3Settings,
  { body, ...ask }: { method: string; url: string; headers: Record<string, string>; body: Buffer | undefined },
): Promise<Record<string, string>> {
  const sha256 = createHash('sha256')
    .update(body ?? '')
    .digest('hex');
  const signer = new AwsV4Signer({
    ...ask,
    headers: { ...ask.headers, 'x-amz-content-sha256': sha256 },
    accessKeyId: accessKey,
    secretAccessKey: secretKey,
    service: 's3',
    region,
  });
  const { headers } = await signer.sign();
  return { ...Object.fromEntries(headers), ...(body && { 'content-length': String(body.length) }) };
}
