import MailComposer from 'nodemailer/lib/mail-composer';
import type { Mailbox } from '../../config.js';

/** A mail as it is kept: all that is needed to send it, and again. */
export type Letter = {
  /** In angle brackets; the same at each try, so that a repeat can be known. */
  messageId: string;
  to: Mailbox;
  /** Who wrote it, where a person did: it comes in their name from the server's address, and is answered to theirs. */
  writer?: Mailbox;
  subject: string;
  text: string;
  html: string;
  /** A page of ours that takes a POST from whoever holds the address. */
  unsubscribeUrl: string | null;
};

/** The bytes of a mail and to whom they go. Line breaks in names and subjects become blanks: no header can be added. */
export async function composeMail(
  { messageId, to, writer, subject, text, html, unsubscribeUrl }: Letter,
  from: Mailbox,
) {
  const node = new MailComposer({
    from: boxOf({ name: writer?.name ?? from.name, address: from.address }),
    to: boxOf(to),
    ...(writer && { replyTo: boxOf(writer) }),
    subject: oneHeader(subject),
    messageId,
    text,
    html,
    headers: {
      // No holiday note of a mailbox comes back to us; what a person wrote is answered to them.
      ...(writer ? {} : { 'Auto-Submitted': 'auto-generated' }),
      ...(unsubscribeUrl
        ? { 'List-Unsubscribe': `<${unsubscribeUrl}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }
        : {}),
    },
  }).compile();
  return { envelope: node.getEnvelope(), message: await node.build() };
}

function boxOf({ name, address }: Mailbox) {
  return { name: oneHeader(name ?? ''), address };
}

function oneHeader(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}
