import { isLoopback } from './checks.js';
import { type Mailbox, readMailbox } from './mail-address.js';
import type { ConfigValues } from './variables.js';

const PORT_OF_TLS = 465;
const PORT_OF_SUBMISSION = 587;

/** The server that mails are handed to. */
export type MailSettings = {
  host: string;
  port: number;
  /** TLS from the first byte; else STARTTLS. */
  secure: boolean;
  /** Nothing is sent over a connection that STARTTLS did not encrypt. */
  requireTls: boolean;
  /** Undefined: the server takes mail without a login. */
  login: { user: string; password: string } | undefined;
  from: Mailbox;
};

/** Undefined: no server is set up. `faultsTogether` has seen to it that what belongs to one is there. */
export function mailOf(values: ConfigValues): MailSettings | undefined {
  const { SMTP_HOST: host, SMTP_PORT, SMTP_SECURE: secure, SMTP_USER: user, SMTP_PASSWORD: password } = values;
  const from = readMailbox(values.MAIL_FROM ?? '');
  if (!host || !from) return undefined;
  const login = user && password ? { user, password } : undefined;
  return {
    host,
    port: SMTP_PORT ?? (secure ? PORT_OF_TLS : PORT_OF_SUBMISSION),
    secure,
    // Whoever stands between could take STARTTLS out of the server's offer, and would be sent the password.
    requireTls: !secure && login !== undefined && !isLoopback(host),
    login,
    from,
  };
}
