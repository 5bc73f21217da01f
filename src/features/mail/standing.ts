import type { ReadDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';

/** How the mails stand: how many wait, how many were given up in the last day, and what the last that waits met. */
type MailStanding = { waiting: number; failed: number; fault: string | null };

/** How the mails stand that are to leave by now. */
export async function mailStanding(db: ReadDoor): Promise<MailStanding> {
  const row = await db.row<MailStanding>(sql`
    select count(*) filter (where given_up_at is null and sent_at is null)::int as waiting,
      count(*) filter (where given_up_at > now() - interval '1 day')::int as failed,
      (array_agg(fault order by written_at desc) filter (where fault is not null and given_up_at is null))[1] as fault
    from mails where sent_at is null and (send_after is null or send_after <= now())`);
  return row ?? { waiting: 0, failed: 0, fault: null };
}
