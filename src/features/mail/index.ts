export type { MailContent } from './content.js';
export { sendMail } from './deliver.js';
export { forgetMails, MAIL_KEPT_DAYS } from './forget.js';
export { type LetterWritten, type Outbox, openOutbox, type Recipient } from './outbox.js';
export { mailStanding } from './standing.js';
export { type MailEnding, unsubscribeRoutes } from './unsubscribe-routes.js';
export { readLink, unsubscribeUrl } from './unsubscribe-token.js';
