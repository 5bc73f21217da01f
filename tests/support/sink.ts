import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll } from 'vitest';

/** A message that came in: its headers, its text, and that as what it says. */
export type Received = { headers: Record<string, string>; body: string; path: string };
type Answering = (res: ServerResponse, received: Received) => void;

/** A real server on loopback that keeps what is posted to it, and answers 200 unless a test says otherwise. */
export class Sink {
  readonly received: Received[] = [];
  answering: Answering = ok;
  private server: Server | undefined;

  constructor(private readonly tls?: { key: string; cert: string }) {}

  async open(): Promise<void> {
    const listener: RequestListener = (req, res) => void this.take(req, res);
    this.server = this.tls ? createTlsServer(this.tls, listener) : createServer(listener);
    await new Promise<void>((done) => this.server?.listen(0, '127.0.0.1', done));
  }

  get port(): number {
    const address = this.server?.address() as AddressInfo | undefined;
    return address?.port ?? 0;
  }

  url(path = '/hook', host = '127.0.0.1'): string {
    return `${this.tls ? 'https' : 'http'}://${host}:${this.port}${path}`;
  }

  /** What came in since the last call. */
  taken(): Received[] {
    return this.received.splice(0);
  }

  async close(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((done) => this.server?.close(done));
  }

  private async take(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk);
    const received = {
      headers: req.headers as Record<string, string>,
      body: Buffer.concat(chunks).toString(),
      path: req.url ?? '',
    };
    this.received.push(received);
    this.answering(res, received);
  }
}

/** The answer of a receiver that took it. */
export const ok: Answering = (res) => res.writeHead(200).end('thanks');
/** An answer with that status. */
export function answer(status: number, body = '', headers: Record<string, string> = {}): Answering {
  return (res) => res.writeHead(status, headers).end(body);
}

/** A sink for all tests of a file. */
export function useSink(): Sink {
  const sink = new Sink();
  beforeAll(() => sink.open());
  afterAll(() => sink.close());
  return sink;
}
