import { sql } from '../../platform/postgres/sql.js';

/**
 * The next day on which a collab `b` asks for something, late or to come, as a lateral join called `n`: a draft, an approval, going
 * live, a payment that was invoiced. What is done asks for nothing.
 */
export const nextDayJoin = sql`left join lateral (
  select min(d.day) as day from (
    select case
      when k.state in ('to_do', 'drafting', 'revision') then coalesce(k.draft_due_on, k.live_on)
      when k.state = 'submitted' then coalesce(k.approval_due_on, k.live_on)
      when k.state = 'approved' then k.live_on end as day
    from collab_deliverables k where k.collab_id = b.id
    union all
    select p.due_on from collab_payments p where p.collab_id = b.id and (p.paid_amount is null or p.paid_amount < p.amount)
  ) d) n on true`;

/** The same as one value of a select. */
export const nextDayColumn = sql`(select n.day from (select) x ${nextDayJoin}) as next_day`;
