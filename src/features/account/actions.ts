import type { Config } from '../../config.js';
import type { PersonRequest } from '../../http/person.js';
import type { Metrics } from '../../platform/metrics.js';
import type { Passwords } from '../../platform/passwords.js';
import type { Database } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import { audit } from '../../records/audit.js';

export type AccountDependencies = { config: Config; database: Database; passwords: Passwords; metrics: Metrics };

/** The reason for the system's door. */
export const WHY = "one's own account stands in a table that persons cannot read";

/** The name as it was typed; null when the person gave none. */
export async function ownName(database: Database, personId: string): Promise<string | null> {
  const row = await database.readAsSystem(WHY, (db) =>
    db.row<{ name: string | null }>(sql`select name from users where id = ${personId}::uuid`),
  );
  return row?.name ?? null;
}

/** Changes a setting of one's own account. */
export async function changeSettings(
  database: Database,
  req: PersonRequest,
  data: { theme?: string; name?: string | null; shortcuts?: boolean },
): Promise<void> {
  await database.asSystem(WHY, async (tx) => {
    await tx.user.update({ where: { id: req.person.id }, data });
    await audit(tx, req, 'settings_changed', { kind: 'user', id: req.person.id });
  });
}
