import type { WriteDoor } from '../../platform/postgres/database.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';
import { type AuditSource, audit, clientAddress } from '../../records/audit.js';

/**
 * Notes that a person comes in; false where they may not. Asked inside the transaction, with what else must `still` hold of the
 * account: the password or the approval may have changed while the proof was looked at.
 */
export async function markLogin(tx: WriteDoor, id: string, from: AuditSource, still: Sql): Promise<boolean> {
  const marked = await tx.$executeRaw(sql`
    update users set last_login_at = now(), last_login_ip = ${clientAddress(from)}
    where id = ${id}::uuid and is_approved and locked_by_admin_at is null and ${still}`);
  if (marked > 0) await audit(tx, { ...from, person: { id } }, 'login', { kind: 'user', id });
  return marked > 0;
}
