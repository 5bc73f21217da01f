import type { WriteDoor } from '../../platform/postgres/database.js';

/** How long a mail is kept after it was sent or given up. */
export const MAIL_KEPT_DAYS = 30;

/** Forgets mails whose end is long past, and at once those of nobody: what they told stands elsewhere. */
export async function forgetMails(tx: WriteDoor): Promise<void> {
  await tx.$executeRaw`
    delete from mails where (sent_at is not null or given_up_at is not null)
      and (user_id is null or coalesce(sent_at, given_up_at) < now() - make_interval(days => ${MAIL_KEPT_DAYS}::int))`;
}
