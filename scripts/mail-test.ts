import { randomUUID } from 'node:crypto';
import { isMailAddress, readConfig } from '../src/config.js';
import { MailFault, openMail } from '../src/platform/mail/mail.js';
import { plainScript, ScriptFault } from './support/script.js';

const SUBJECT = 'A test of the mail server';
const TEXT = 'Somebody who looks after Mouse Domination sent this to see whether its mails arrive. They do.';

await plainScript(
  {
    usage:
      'Sends one mail at once, past the queue, and says what the mail server said; ends with 1 when it did not go.',
    options: { to: { type: 'string', help: 'the address that it goes to', required: true } },
  },
  async ({ to }) => {
    if (!isMailAddress(to)) throw new ScriptFault('--to must be an address such as you@example.org.');
    const { smtp, appUrl } = readConfig();
    if (!smtp)
      throw new ScriptFault('No mail server is set up. Set SMTP_HOST and MAIL_FROM; RUNBOOK.md lists the rest.');
    const mail = openMail(smtp);
    try {
      await mail.send({
        messageId: `<${randomUUID()}@${new URL(appUrl).hostname}>`,
        to: { name: null, address: to },
        subject: SUBJECT,
        text: `${TEXT}\n\n${appUrl}\n`,
        html: `<p>${TEXT}</p>`,
        unsubscribeUrl: null,
      });
    } catch (error) {
      throw error instanceof MailFault ? new ScriptFault(error.message) : error;
    } finally {
      mail.close();
    }
    console.log(`${smtp.host}:${smtp.port} took the mail to ${to}.`);
  },
);
