import { randomUUID } from 'node:crypto';
import { maxHeaderSize, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from '../platform/logger.js';
import type { Fault } from './errors/faults.js';
import { fileSize } from './file-name.js';

/** For how long the rest of what is refused is read: a connection that is cut takes an answer with it that nobody has read. */
const LINGERING_MS = 2_000;

const GARBLED: Fault = {
  status: 400,
  heading: 'That request could not be read',
  what: 'It was cut off or written in a way this server does not know.',
  todo: 'Send it again.',
};
const FAULTS: Readonly<Record<string, Fault>> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    heading: 'The head of that request is too large',
    what: `Its address and headers may have ${fileSize(maxHeaderSize)} together.`,
    todo: 'Send less. In a browser, remove the cookies of this site.',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    heading: 'That request did not come to its end',
    what: 'It took longer than this server waits for one.',
    todo: 'Send it again.',
  },
};

/**
 * Answers requests that Node itself cannot read, and so hands to no route: with problem details where they begin with an address of the
 * API, else with a plain page.
 */
export function answerUnread(server: Server, log: Logger): Server {
  const inHand = new WeakMap<Duplex, ServerResponse>();
  server.prependListener('request', (req, res) => inHand.set(req.socket, res));
  server.on('clientError', (error: NodeJS.ErrnoException & { rawPacket?: Buffer }, socket) => {
    // What comes behind a refusal is read and thrown away.
    if (socket.writableEnded) return;
    const answer = inHand.get(socket);
    const isAnswering = answer?.headersSent && !answer.writableFinished;
    if (error.code === 'ECONNRESET' || !socket.writable || isAnswering) return void socket.destroy();
    const fault = FAULTS[error.code ?? ''] ?? GARBLED;
    const id = randomUUID();
    log.info({ request_id: id, code: error.code, status: fault.status }, 'a request could not be read');
    const isOfApi = /^[A-Z]+ \/api\//.test(error.rawPacket?.toString('latin1', 0, 40) ?? '');
    socket.end(isOfApi ? asProblem(fault, id) : asPage(fault, id));
    setTimeout(() => socket.destroy(), LINGERING_MS).unref();
  });
  return server;
}

function asProblem({ status, heading: title, what, todo }: Fault, request_id: string): string {
  const problem = { type: 'about:blank', status, title, detail: `${what} ${todo}`, request_id };
  return message(status, request_id, 'application/problem+json', JSON.stringify(problem));
}

function asPage({ status, heading, what, todo }: Fault, id: string): string {
  const text = `<h1>${heading}</h1><p>${what} ${todo}</p><p>${status}, request ${id}</p>`;
  return message(
    status,
    id,
    'text/html',
    `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>${heading}</title>${text}</html>`,
  );
}

function message(status: number, id: string, type: string, body: string): string {
  const head = {
    Date: new Date().toUTCString(),
    Connection: 'close',
    'Content-Type': `${type}; charset=utf-8`,
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    'Content-Security-Policy': "default-src 'none'",
    'X-Content-Type-Options': 'nosniff',
    'X-Request-Id': id,
  };
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', body].join('\r\n');
}
