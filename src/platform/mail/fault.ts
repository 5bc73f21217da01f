/** What nodemailer says of a fault, as far as it is told on. */
type Told = { code?: string; originalCode?: string; command?: string; response?: string; permanent?: boolean };

/** Why a mail did not go; `message` is for operators, without any address, and without what was said in the mail. */
export class MailFault extends Error {
  override name = 'MailFault';
  constructor(
    message: string,
    /** The server will not take this mail however often it is sent: an address that is none, a text that it refuses. */
    readonly forGood: boolean,
    /** The mail was on its way when the connection ended: the server may have it. */
    readonly inDoubt: boolean,
  ) {
    super(message);
  }
}

const LONGEST_ANSWER = 300;
/** What is wrong with this one mail, rather than with how the server is spoken to. */
const OF_THE_MAIL = ['RCPT TO', 'DATA'];

/** A fault before any mail was on its way: the server is away, or does not take the login, or is not who it says. */
export function connectFault(error: unknown): MailFault {
  return new MailFault(wordsFor(error as Told, error), false, false);
}

/** A fault of one mail; `begun`: its text was on its way. */
export function sendFault(error: unknown, begun: boolean): MailFault {
  const { response, permanent, command = '', code = '' } = error as Told;
  if (response)
    return new MailFault(wordsFor(error as Told, error), permanent === true && OF_THE_MAIL.includes(command), false);
  // Without an answer: too long for what the server said it takes, or an address that cannot be said to a server.
  const refused = code === 'EMESSAGE' || code === 'EENVELOPE';
  return new MailFault(wordsFor(error as Told, error), refused, begun && !refused);
}

function wordsFor({ code = '', originalCode, command = '', response }: Told, error: unknown): string {
  const answer = response ? `: ${withoutAddresses(response)}` : '';
  const reason = withoutAddresses(error instanceof Error ? error.message : String(error));
  if (code === 'EAUTH') return `The mail server refused SMTP_USER and SMTP_PASSWORD${answer || ` (${reason})`}`;
  if (response) return `The mail server answered ${command || 'the connection'}${answer}`;
  if (code === 'ETIMEDOUT') return 'The mail server did not answer in time.';
  if (code === 'EDNS') return 'The name in SMTP_HOST is not known.';
  if (originalCode === 'ECONNREFUSED')
    return 'The mail server cannot be reached: nothing listens there (ECONNREFUSED).';
  if (code === 'ECONNECTION') return 'The mail server closed the connection.';
  return `The mail server could not be spoken to: ${reason}`;
}

// Servers like to repeat whom a mail was for, and these words go into the log.
function withoutAddresses(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/<[^<>]*>|(?:"[^"]*"|[^\s<>"'()]+)@[^\s<>"'(),;]+/g, '(address)')
    .trim()
    .slice(0, LONGEST_ANSWER)
    .toWellFormed();
}
