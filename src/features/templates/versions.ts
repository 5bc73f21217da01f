import { dayOf, formatDate } from '../../http/format.js';
import type { Person } from '../../http/person.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';
import { TEMPLATES } from './kind.js';

/** What a template said once; `id` is what a mail that was made of it names. */
export type TemplateVersion = {
  id: string;
  number: number;
  subject: string;
  body: string;
  created_at: string;
  created_by: string | null;
  who: string | null;
};

const COLUMNS = sql`v.id, v.number, v.subject, v.created_at, v.created_by, (select p.name from people p where p.id = v.created_by) as who`;

/** The last versions of a template, the newest first, as a column of a select. */
export function lastVersions(template: Sql, most: number): Sql {
  return sql`(
    select coalesce(jsonb_agg(to_jsonb(l) order by l.number desc), '[]') from (
      select ${COLUMNS} from template_versions v where v.template_id = ${template} order by v.number desc limit ${most}) l)`;
}

/** All versions of a template without their texts, the newest first. */
export function versionsOf(db: Pick<ReadDoor, 'rows'>, template: string): Promise<Omit<TemplateVersion, 'body'>[]> {
  return db.rows(
    sql`select ${COLUMNS} from template_versions v where v.template_id = ${template}::uuid order by v.number desc`,
  );
}

/** One version of a template. */
export function versionOf(
  db: Pick<ReadDoor, 'row'>,
  template: string,
  number: number,
): Promise<TemplateVersion | undefined> {
  return db.row(
    sql`select ${COLUMNS}, v.body from template_versions v where v.template_id = ${template}::uuid and v.number = ${number}::int`,
  );
}

/** A version as a list of them prints it. */
export function versionView(
  template: string,
  { number, subject, created_at, created_by, who }: Omit<TemplateVersion, 'body'>,
  { id, timeZone }: Person,
) {
  return {
    number,
    subject,
    href: `${TEMPLATES.path}/${template}/versions/${number}`,
    at: formatDate(dayOf(new Date(created_at), timeZone)),
    who: created_by === id ? 'You' : (who ?? 'Someone who has left'),
  };
}
