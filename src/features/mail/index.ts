export type { MailContent } from './content.js';
export { sendMail } from './deliver.js';
export { forgetMails } from './forget.js';
export { type LetterWritten, type Outbox, openOutbox, type Recipient } from './outbox.js';
