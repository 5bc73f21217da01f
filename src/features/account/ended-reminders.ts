import type { Request } from 'express';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { audit } from '../../records/audit.js';
import type { MailEnding } from '../mail/index.js';

/** One's reminders by mail, which end by the link in each of them. */
export const ENDED_REMINDERS: MailEnding = {
  path: '/unsubscribe',
  purpose: 'reminders by mail',
  title: 'Reminders by mail',
  asked: {
    heading: 'End the reminders by mail?',
    lead: 'Reminders of tasks stay in the app. Other mails, such as answers to what you do there, go on.',
    button: 'End them',
  },
  ended: {
    heading: 'No more reminders by mail',
    lead: 'Reminders of tasks stay in the app. You can have them by mail again on the page of your account.',
  },
  unknown: 'It is cut off, or too old. On the page of your account you choose which reminders come by mail.',
  again: { href: '/account#reminders', label: 'Your account' },
  end: (tx, req, { id }) => endReminders(tx, req, id),
};

async function endReminders(tx: WriteDoor, req: Request, personId: string): Promise<void> {
  const { count } = await tx.user.updateMany({
    where: { id: personId, reminderMail: { not: 'none' } },
    data: { reminderMail: 'none' },
  });
  if (count > 0) await audit(tx, req, 'settings_changed', { kind: 'user', id: personId });
}
