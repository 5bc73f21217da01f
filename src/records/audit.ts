import { isIP } from 'node:net';
import type { WriteDoor } from '../platform/postgres/database.js';

/** What the log knows acts by; stable, since filters and exports rely on them. */
export const AUDIT_ACTS = [
  'login',
  'login_failed',
  'confirmed',
  'lockout',
  'logout',
  'sessions_ended',
  'registered',
  'invited',
  'invitation_called_off',
  'invitation_accepted',
  'approved',
  'rejected',
  'locked',
  'admin_created',
  'role_set',
  'unlocked',
  'removed',
  'token_made',
  'token_used',
  'token_revoked',
  'webhook_made',
  'webhook_changed',
  'webhook_switched_on',
  'webhook_switched_off',
  'webhook_removed',
  'webhook_secret_shown',
  'webhook_secret_renewed',
  'deletion_asked',
  'deletion_taken_back',
  'password_changed',
  'password_reset',
  'password_forced',
  'email_verified',
  'address_asked',
  'address_changed',
  'settings_changed',
  'created',
  'changed',
  'deleted',
  'restored',
  'purged',
  'exported',
  'imported',
  'job_retried',
  'merged',
  'unmerged',
  'code_failed',
  'two_factor_on',
  'two_factor_off',
  'two_factor_reset',
  'recovery_codes_made',
  'recovery_code_used',
  'passkey_added',
  'passkey_renamed',
  'passkey_removed',
  'passkey_refused',
  'year_closed',
  'year_reopened',
] as const;
export type AuditAct = (typeof AUDIT_ACTS)[number];

/** Who acts and from where: a request, or nothing of it for a script. */
export type AuditSource = { id?: string | undefined; ip?: string | undefined; person?: { id: string } | undefined };
type Subject = { kind: string; id: string };

/** The client's address where it is one: a trusted proxy may hand on whatever its client wrote. */
export function clientAddress({ ip }: AuditSource): string | null {
  return ip && isIP(ip) ? ip : null;
}

/**
 * Writes one line of the audit log in the transaction of the act itself: both commit or neither does. Never field values.
 * Through a person's door the actor must be that person; Postgres refuses any other.
 */
export async function audit(tx: WriteDoor, source: AuditSource, act: AuditAct, subject?: Subject): Promise<void> {
  // Not Prisma's create: it reads the row back, and a person may write this table but not read it.
  await tx.$executeRaw`
    insert into audit_log (actor_id, act, subject_kind, subject_id, client_address, request_id)
    values (${source.person?.id ?? null}::uuid, ${act}, ${subject?.kind ?? null}, ${subject?.id ?? null}, ${clientAddress(source)}, ${source.id ?? null})`;
}
