import type { Request } from 'express';
import { v7 as uuidv7 } from 'uuid';
import type { Config } from '../../config.js';
import type { Views } from '../../http/views.js';
import type { Metrics } from '../../platform/metrics.js';
import type { Passwords } from '../../platform/passwords.js';
import type { Database, WriteDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import type { Queue } from '../../platform/queue/queue.js';
import { type AuditSource, audit } from '../../records/audit.js';
import { markLogin } from './mark-login.js';
import { endSessions } from './sessions.js';
import { takeSetupToken } from './setup-link.js';

export type AuthDependencies = {
  config: Config;
  database: Database;
  passwords: Passwords;
  metrics: Metrics;
  queue: Queue;
  views: Views;
};
/** What the acts themselves need. */
export type ActDependencies = Pick<AuthDependencies, 'database' | 'passwords'>;
/** Where somebody is and how they write, as their browser says. */
export type Whereabouts = { timeZone: string; locale: string };
export type NewAccount = { email: string; name: string | null; password: string };
/** `mustChangePassword`: the password is another's choice, and holds for the first login alone. */
type NewAdmin = Omit<NewAccount, 'password'> & Partial<Whereabouts> & { mustChangePassword?: boolean };

/**
 * Adds a waiting account and answers with the id that it has then. An address that exists is left as it is, and the caller cannot
 * tell: same hash, same time.
 */
export async function register(
  { database, passwords }: ActDependencies,
  account: NewAccount & Whereabouts,
  from: AuditSource,
): Promise<string> {
  const hash = await passwords.hash(account.password);
  const id = uuidv7();
  await database.asSystem('who registers is nobody yet', async (tx) => {
    const added = await tx.$executeRaw`
      insert into users (id, email, name, password_hash, password_changed_at, time_zone, locale)
      values (${id}::uuid, ${account.email}, ${account.name}, ${hash}, now(), ${account.timeZone}, ${account.locale})
      on conflict (email) do nothing`;
    if (added > 0) await audit(tx, from, 'registered', { kind: 'user', id });
  });
  return id;
}

/** Makes the first admin for whoever holds the setup link and uses the link up; undefined when the link no longer holds. */
export async function createFirstAdmin(
  { database, passwords }: ActDependencies,
  token: string,
  account: NewAccount & Whereabouts,
  from: AuditSource,
): Promise<string | undefined> {
  const hash = await passwords.hash(account.password);
  return database.asSystem('the first admin is made before there is a person', async (tx) => {
    if (!(await takeSetupToken(tx, token))) return undefined;
    const id = await createAdmin(tx, account, hash, from);
    await markLogin(tx, id, from, sql`password_hash = ${hash}`);
    return id;
  });
}

/** Makes an approved admin; whoever had registered that address before becomes one, with this password. */
export async function createAdmin(
  tx: WriteDoor,
  { email, name, timeZone, locale, mustChangePassword = false }: NewAdmin,
  passwordHash: string,
  from: AuditSource,
): Promise<string> {
  const admin = {
    passwordHash,
    passwordChangedAt: new Date(),
    role: 'ADMIN',
    isApproved: true,
    rejectedAt: null,
    lockedByAdminAt: null,
    mustChangePassword,
    // Whoever may do this runs the server, and vouches for the address.
    emailVerifiedAt: new Date(),
  };
  const { id } = await tx.user.upsert({
    where: { email },
    create: { id: uuidv7(), email, name, ...(timeZone && { timeZone }), ...(locale && { locale }), ...admin },
    update: { ...admin, ...(name ? { name } : {}) },
    select: { id: true },
  });
  await endSessions(tx, id);
  await audit(tx, from, 'admin_created', { kind: 'user', id });
  return id;
}

/** Where a request comes from, without the person its session may still name. */
export function sourceOf(req: Request): AuditSource {
  return { id: req.id, ip: req.ip };
}
