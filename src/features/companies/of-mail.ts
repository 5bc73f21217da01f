import { type Sql, sql } from '../../platform/postgres/sql.js';

/** What a mail may say of a company, and whether anybody there is to be written to. */
export type CompanyOfMail = {
  id: string;
  name: string;
  legal_name: string | null;
  website: string | null;
  payment_terms_days: number | null;
  do_not_contact: boolean;
  reason: string | null;
};

/** The company of that id as one object, null where it is not there. */
export function companyOfMail(id: Sql): Sql {
  return sql`(
    select jsonb_build_object('id', o.id, 'name', o.name, 'legal_name', o.legal_name, 'website', o.website,
      'payment_terms_days', o.payment_terms_days, 'do_not_contact', o.do_not_contact, 'reason', o.do_not_contact_reason)
    from companies o where o.id = ${id} and o.deleted_at is null)`;
}
