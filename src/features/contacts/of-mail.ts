import { patternOf } from '../../http/list/sql.js';
import { normalForm } from '../../http/normal-form.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { type Sql, sql, typed } from '../../platform/postgres/sql.js';
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

/** The contact that a form means: the one of that id while its name still stands in the field, else the only one of that name. */
export async function contactMeant(
  db: Pick<ReadDoor, 'rows'>,
  { id, name }: { id: string | null; name: string | null },
): Promise<{ id: string } | { fault: string } | undefined> {
  if (name === null) return id === null ? undefined : { id };
  const called = sql`c.deleted_at is null and normal_form(c.name) = normal_form(${name})`;
  const [chosen] = await db.rows<{ id: string }>(
    sql`select c.id::text from contacts c where c.id = ${typed(id, 'uuid')} and ${called}`,
  );
  if (chosen) return chosen;
  const [first, second] = await db.rows<{ id: string }>(
    sql`
    select c.id::text from contacts c where c.search_text like ${patternOf(normalForm(name))} and ${called} limit 2`,
    'anew',
  );
  if (!first) return { fault: 'No contact is called that. Choose one of the list.' };
  return second ? { fault: 'Several contacts are called that. Choose one of the list.' } : first;
}
