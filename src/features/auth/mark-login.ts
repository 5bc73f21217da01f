import type { WriteDoor } from '../../platform/postgres/database.js';
import { type AuditSource, clientAddress } from '../../records/audit.js';

/**
 * Notes that a person comes in; false where they may not. Asked inside the transaction: the password or the approval may have
 * changed while the hash was computed.
 */
export async function markLogin(
  tx: WriteDoor,
  account: { id: string; password_hash: string },
  from: AuditSource,
): Promise<boolean> {
  const marked = await tx.$executeRaw`
    update users set last_login_at = now(), last_login_ip = ${clientAddress(from)}
    where id = ${account.id}::uuid and password_hash = ${account.password_hash} and is_approved and locked_by_admin_at is null`;
  return marked > 0;
}
