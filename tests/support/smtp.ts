import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** A mail as the server got it: the envelope, and the text as it came over the line. */
type Arrived = { from: string; to: string[]; raw: string };

export type Smtp = Awaited<ReturnType<typeof startSmtp>>;

/** A real SMTP server on loopback that keeps what it takes; `options` are its own, such as what it refuses. */
export async function startSmtp(options: SMTPServerOptions = {}) {
  const arrived: Arrived[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    async onData(stream, { envelope }, done) {
      const raw = await text(stream);
      const from = envelope.mailFrom ? envelope.mailFrom.address : '';
      arrived.push({ from, to: envelope.rcptTo.map(({ address }) => address), raw });
      done();
    },
    ...options,
  });
  // A client that leaves in the middle is what some tests are about.
  server.on('error', () => undefined);
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const { port } = listening.address() as AddressInfo;
  return {
    port,
    arrived,
    env: { SMTP_HOST: '127.0.0.1', SMTP_PORT: String(port), MAIL_FROM: 'Mouse Domination <mouse@crm.example>' },
    /** Ends every connection at once, without a word. */
    cut(): void {
      for (const { _socket } of server.connections) _socket.destroy();
    },
    stop: () => new Promise<void>((resolve) => server.close(resolve)),
  };
}

/** An answer of the server's that is no yes, with the code of the protocol. */
export function refusal(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}

/** The headers of a mail, each on one line, names in lower case. */
export function headersOf({ raw }: Arrived): Map<string, string[]> {
  const [head = ''] = raw.split('\r\n\r\n');
  const headers = new Map<string, string[]>();
  for (const line of head.replace(/\r\n[ \t]+/g, ' ').split('\r\n')) {
    const [, name = '', value = ''] = /^([^:]+):\s*(.*)$/.exec(line) ?? [];
    headers.set(name.toLowerCase(), [...(headers.get(name.toLowerCase()) ?? []), value]);
  }
  return headers;
}
