import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { MailSettings } from '../../config.js';
import { connectFault, sendFault } from './fault.js';

/** How long a server is waited for. */
export type MailPatience = {
  /** Until it has greeted and taken the login. */
  connectMs: number;
  /** While it says nothing. A server may look through a text before it takes it, and a mail that it takes late is sent twice. */
  silentMs: number;
};

export type MailConnection = Awaited<ReturnType<typeof connectMail>>;
type Envelope = { from: string | false; to: string[] };

/** A connection that is ready for mails: encrypted as the settings say, the certificate checked, logged in unless `login` is false. */
export async function connectMail(settings: MailSettings, { connectMs, silentMs }: MailPatience, login = true) {
  const { host, port, secure, requireTls } = settings;
  const connection = new SMTPConnection({
    host,
    port,
    secure,
    requireTLS: requireTls,
    connectionTimeout: connectMs,
    greetingTimeout: connectMs,
    dnsTimeout: connectMs,
    socketTimeout: silentMs,
  });
  // What nobody listens to would end the process; each act below is told of its own fault.
  connection.on('error', () => undefined);
  try {
    await opened(connection);
    if (login && settings.login) await loggedIn(connection, settings.login);
  } catch (error) {
    connection.close();
    throw connectFault(error);
  }
  return {
    usable: () => !connection.destroyed,
    /** Hands one mail over; throws a `MailFault`, after which the connection is of no use. */
    send: (envelope: Envelope, message: Buffer) => sent(connection, envelope, message),
    /** Takes its leave of the server. */
    quit: () => connection.quit(),
    close: () => connection.close(),
  };
}

function opened(connection: SMTPConnection): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.once('error', reject);
    connection.connect((error) => (error ? reject(error) : resolve()));
  });
}

function loggedIn(connection: SMTPConnection, { user, password }: { user: string; password: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.once('error', reject);
    connection.login({ user, pass: password }, (error) => (error ? reject(error) : resolve()));
  });
}

function sent(connection: SMTPConnection, envelope: Envelope, message: Buffer): Promise<void> {
  let begun = false;
  // Read only once the server has taken the addresses and asked for the text.
  const text = Readable.from(
    (function* () {
      begun = true;
      yield message;
    })(),
  );
  return new Promise((resolve, reject) => {
    connection.send({ ...envelope, size: message.length }, text, (error) =>
      error ? reject(sendFault(error, begun)) : resolve(),
    );
  });
}
