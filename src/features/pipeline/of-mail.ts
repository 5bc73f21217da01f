import { type Sql, sql } from '../../platform/postgres/sql.js';
import { offered } from '../../records/offered.js';

/** What a mail may say of a deal of the reader's own. */
export type DealOfMail = {
  id: string;
  name: string;
  company_id: string | null;
  /** Who stands first among its people. */
  contact_id: string | null;
  currency: string;
  amount: number | null;
  placement: string | null;
  expected_on: string | null;
  next_step: string | null;
  next_step_on: string | null;
};

/** The deal of that id as one object, null where it is not there. */
export function dealOfMail(id: Sql): Sql {
  return sql`(
    select jsonb_build_object('id', d.id, 'name', d.name, 'company_id', d.company_id, 'currency', d.currency, 'amount', d.amount,
      'placement', d.placement, 'expected_on', d.expected_on, 'next_step', d.next_step, 'next_step_on', d.next_step_on,
      'contact_id', (select k.contact_id from deal_contacts k where k.deal_id = d.id order by k.position, k.id limit 1))
    from deals d where d.id = ${id} and d.deleted_at is null)`;
}

/** The open deals that a mail to somebody at that company may be about, their own first: a list of `OfferedRecord`. */
export function dealsToWriteOf(contact: Sql, company: Sql): Sql {
  return offered(sql`
    select d.id, d.name, d.updated_at, exists (select from deal_contacts k where k.deal_id = d.id and k.contact_id = ${contact}) as is_theirs
    from deals d join deal_stages s on s.id = d.stage_id
    where d.deleted_at is null and s.kind in ('open', 'hold')
      and (d.company_id = ${company} or d.id in (select k.deal_id from deal_contacts k where k.contact_id = ${contact}))`);
}

/** Whether the deal of that id is won, and was not yet at that moment. */
export function wonSince(id: Sql, moment: Sql): Sql {
  // Names of its own, since what it is given speaks of the statement around it.
  return sql`exists (
    select from deals won join deal_stages won_stage on won_stage.id = won.stage_id
    where won.id = ${id} and won.deleted_at is null and won_stage.kind = 'won' and won.stage_since > ${moment})`;
}

/** What a deal that a column refers to is called; null for none. */
export function dealName(column: Sql): Sql {
  return sql`(select d.name from deals d where d.id = ${column})`;
}
