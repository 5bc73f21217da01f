import { type Sql, sql } from '../../platform/postgres/sql.js';
import { offered } from '../../records/offered.js';

/** What a mail may say of a collab of the reader's own. */
export type CollabOfMail = {
  id: string;
  name: string;
  company_id: string | null;
  contact_id: string | null;
  currency: string;
  fee: number | null;
  starts_on: string | null;
  ends_on: string | null;
  promo_code: string | null;
  tracking_link: string | null;
};

/** The collab of that id as one object, null where it is not there. */
export function collabOfMail(id: Sql): Sql {
  return sql`(
    select jsonb_build_object('id', l.id, 'name', l.name, 'company_id', l.company_id, 'currency', l.currency, 'fee', l.fee,
      'starts_on', l.starts_on, 'ends_on', l.ends_on, 'promo_code', l.promo_code, 'tracking_link', l.tracking_link,
      'contact_id', (select k.contact_id from collab_contacts k where k.collab_id = l.id order by k.position, k.id limit 1))
    from collabs l where l.id = ${id} and l.deleted_at is null)`;
}

/** The collabs that a mail to somebody at that company may be about, their own first: a list of `OfferedRecord`. */
export function collabsToWriteOf(contact: Sql, company: Sql): Sql {
  return offered(sql`
    select l.id, l.name, l.updated_at, exists (select from collab_contacts k where k.collab_id = l.id and k.contact_id = ${contact}) as is_theirs
    from collabs l where l.deleted_at is null and l.state <> 'cancelled'
      and (l.company_id = ${company} or l.agency_id = ${company} or l.id in (select k.collab_id from collab_contacts k where k.contact_id = ${contact}))`);
}
