import { type Sql, sql } from '../../platform/postgres/sql.js';
import { type CompanyStanding, companyName, companyStanding } from '../companies/index.js';

/** What somebody must know of a contact to write to them: who they are, where their mail goes, and what speaks against it. */
export type ContactOfMail = {
  id: string;
  first_name: string;
  last_name: string | null;
  name: string;
  title: string | null;
  pronouns: string | null;
  language: string | null;
  email: string | null;
  opted_out: boolean;
  /** Where they work by now, in the order of their page. */
  companies: { id: string; name: string; standing: CompanyStanding }[];
};

/** The contact of that id as one object, null where it is not there; `day`: the day that decides where they work. */
export function contactOfMail(id: Sql, day: Sql): Sql {
  return sql`(
    select jsonb_build_object('id', c.id, 'first_name', c.first_name, 'last_name', c.last_name, 'name', c.name, 'title', c.title,
      'pronouns', c.pronouns, 'language', c.language, 'opted_out', c.opted_out,
      'email', (select p.value from contact_points p where p.contact_id = c.id and p.kind = 'email'
        order by p.is_primary desc, p.position, p.id limit 1),
      'companies', (select coalesce(jsonb_agg(jsonb_build_object('id', w.company_id, 'name', ${companyName(sql`w.company_id`)},
          'standing', ${companyStanding(sql`w.company_id`)}) order by w.position, w.id), '[]')
        from contact_companies w where w.contact_id = c.id and (w.to_on is null or w.to_on >= ${day})))
    from contacts c where c.id = ${id} and c.deleted_at is null)`;
}
