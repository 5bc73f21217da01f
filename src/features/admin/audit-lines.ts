import type { ReadDoor } from '../../platform/postgres/database.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';

/** A line of the audit log; names are of people who are still there. */
export type AuditLine = {
  id: string;
  at: Date;
  act: string;
  actor_id: string | null;
  actor: string | null;
  subject_kind: string | null;
  subject_id: string | null;
  /** Whom it was done to, where it was somebody. */
  subject: string | null;
  client_address: string | null;
  request_id: string | null;
};

/** What a line says, of `audit_log a`. */
export const AUDIT_COLUMNS = sql`a.id::text, a.at, a.act, a.actor_id::text, actor.name as actor, a.subject_kind, a.subject_id, subject.name as subject,
  a.client_address, a.request_id`;
export const AUDIT_NAMES = sql`left join people actor on actor.id = a.actor_id
  left join people subject on a.subject_kind = 'user' and subject.id::text = a.subject_id`;

const BY = (id: string) => sql`a.actor_id = ${id}::uuid`;
const ABOUT = (id: string) => sql`a.subject_kind = 'user' and a.subject_id = ${id}`;

/** Whether a line is by or about a person. */
export function isByOrAbout(id: string): Sql {
  return sql`(${BY(id)} or (${ABOUT(id)}))`;
}

/** So many lines by or about a person, of those that a condition lets through: each of the two is read from an index of its own. */
export function byOrAbout(id: string, condition: Sql, { way, limit }: { way: Sql; limit: number }): Sql {
  const half = (of: Sql) =>
    sql`(select a.id from audit_log a where ${of} and ${condition} order by a.id ${way} limit ${limit})`;
  return sql`a.id in (${half(BY(id))} union ${half(ABOUT(id))})`;
}

/** The last lines by or about a person, the last first. */
export function linesAbout(db: Pick<ReadDoor, 'rows'>, id: string, limit: number): Promise<AuditLine[]> {
  const last = byOrAbout(id.toLowerCase(), sql`true`, { way: sql`desc`, limit });
  return db.rows<AuditLine>(sql`
    select ${AUDIT_COLUMNS} from audit_log a ${AUDIT_NAMES} where ${last} order by a.id desc limit ${limit}`);
}
