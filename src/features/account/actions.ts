import type { PersonRequest } from '../../http/person.js';
import type { Database, ReadDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import { audit } from '../../records/audit.js';
import type { AuthDependencies } from '../auth/index.js';

export type AccountDependencies = AuthDependencies;

/** The reason for the system's door. */
export const WHY = "one's own account stands in a table that persons cannot read";

/** Which reminders of tasks come by mail: one each, one a morning, none. */
type ReminderMail = 'each' | 'daily' | 'none';

/** One's name as it was typed, null for none, and what comes by mail. */
export type OwnAccount = { name: string | null; reminder_mail: ReminderMail };

/** What the account's page says and no other page needs. */
export async function ownAccount(database: Database, personId: string): Promise<OwnAccount> {
  const row = await database.readAsSystem(WHY, (db) =>
    db.row<OwnAccount>(sql`select name, reminder_mail from users where id = ${personId}::uuid`),
  );
  return row ?? { name: null, reminder_mail: 'none' };
}

/** When a person's password was chosen; undefined where that is not known. */
export async function passwordChangedAt(db: ReadDoor, personId: string): Promise<Date | undefined> {
  const row = await db.row<{ at: Date | null }>(
    sql`select password_changed_at as at from users where id = ${personId}::uuid`,
  );
  return row?.at ?? undefined;
}

/** How times, amounts and dates are written for a person. */
type Numbers = { timeZone: string; currency: string; locale: string };

/** Changes a setting of one's own account. */
export async function changeSettings(
  database: Database,
  req: PersonRequest,
  data: Partial<
    {
      theme: string;
      name: string | null;
      shortcuts: boolean;
      weeklyDeliverables: number | null;
      reminderMail: ReminderMail;
    } & Numbers
  >,
): Promise<void> {
  await database.asSystem(WHY, async (tx) => {
    await tx.user.update({ where: { id: req.person.id }, data });
    await audit(tx, req, 'settings_changed', { kind: 'user', id: req.person.id });
  });
}
