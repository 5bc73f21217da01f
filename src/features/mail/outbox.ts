import { v7 as uuidv7 } from 'uuid';
import { type Config, isMailAddress } from '../../config.js';
import type { Views } from '../../http/views.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import type { Queue } from '../../platform/queue/queue.js';
import { type LetterContent, type MailContent, printLetter, printMail } from './content.js';
import { type LinkKind, unsubscribeUrl } from './unsubscribe-token.js';

export const SEND_MAIL = 'send_mail';
const LONGEST_NAME = 200;

/** Whose mail it is, and where it goes. */
export type Recipient = { id: string; name: string | null; email: string };

/** Who has no account, or none any more: their mail is nobody's, and forgotten once it is sent. */
type Stranger = Omit<Recipient, 'id'> & { id: null };

/** A mail that a person writes to somebody: its text as it is read, and when it leaves where that is not at once. */
export type LetterWritten = LetterContent & {
  to: { name: string | null; address: string };
  writer: { name: string; address: string };
  sendAfter: Date | null;
};

export type Outbox = ReturnType<typeof openOutbox>;

/** Where mails are written. Nothing waits for a mail server: what is written is sent by a job, again and again where need be. */
export function openOutbox({ config, views, queue }: { config: Config; views: Views; queue: Pick<Queue, 'send'> }) {
  const host = new URL(config.appUrl).hostname;
  return {
    /** Whether mails are sent from here at all; where not, none is to be written. */
    sends: config.sendsMail,
    /**
     * Writes a mail in the transaction of what it tells; `about` is a word for operators. Answers with its id, which `send`
     * wants after the commit. What has no address gets none: undefined.
     */
    async write(tx: WriteDoor, about: string, { id: userId, name, email }: Recipient | Stranger, content: MailContent) {
      if (!isMailAddress(email)) return undefined;
      const id = uuidv7();
      const { text, html } = printMail(views, content);
      // Not Prisma's create: it reads the row back.
      await tx.$executeRaw`
        insert into mails (id, user_id, about, to_name, to_address, subject, body_text, body_html, message_id, unsubscribe_url, is_secret)
        values (${id}::uuid, ${userId}::uuid, ${about}, ${name}, ${email}, ${content.subject}, ${text}, ${html},
          ${`<${id}@${host}>`}, ${content.stop?.href ?? null}, ${content.isSecret ?? false})`;
      return id;
    },
    /** Writes a letter of the person who writes here, in their name. Answers with its id; `send` wants those that leave at once. */
    async writeLetter(tx: WriteDoor, about: string, letter: LetterWritten): Promise<string> {
      const id = uuidv7();
      const { to, writer, subject, stop, sendAfter } = letter;
      const { text, html } = printLetter(views, letter);
      await tx.$executeRaw`
        insert into mails (id, about, to_name, to_address, subject, body_text, body_html, message_id, unsubscribe_url, from_name, reply_to, send_after)
        values (${id}::uuid, ${about}, ${to.name?.slice(0, LONGEST_NAME) || null}, ${to.address}, ${subject}, ${text}, ${html},
          ${`<${id}@${host}>`}, ${stop.href}, ${writer.name.slice(0, LONGEST_NAME)}, ${writer.address}, ${sendAfter}::timestamptz)`;
      return id;
    },
    /** The address at which mails of a kind are ended by who gets them. */
    stopUrl: (kind: LinkKind, id: string, boundTo: string) => unsubscribeUrl(config, kind, id, boundTo),
    /** Sends what was written, once it is committed. What this cannot do, a worker finds within two minutes. */
    async send(ids: (string | undefined)[]): Promise<void> {
      for (const id of ids) if (id) await queue.send(SEND_MAIL, { id }, { key: id });
    },
  };
}
