import { join, type Sql, sql } from '../../platform/postgres/sql.js';
import { type Dated, type DatedRow, type DayGroup, MONEY } from '../../records/dated.js';
import { IN_DIALOG } from '../../records/record/acts.js';
import { categoryPath, companyName } from '../companies/index.js';
import { DELIVERABLE_LABELS } from './choices.js';
import { COLLABS } from './kind.js';

const GROUP: DayGroup = { name: COLLABS.name, label: COLLABS.title, series: 'c2' };
const DELIVERABLE = { group: GROUP, word: 'Collab', icon: 'clapperboard', within: 'deliverables' };

const opened = (part: string, name: string, label: string) => (row: DatedRow) => ({
  label,
  href: `${COLLABS.path}/${row.id}/${part}/${row.row_id}/${name}`,
  attrs: IN_DIALOG,
});
const submit = opened('deliverables', 'submit', 'Submit');
const approve = opened('deliverables', 'approve', 'Approve');
const invoice = opened('payments', 'invoice', 'Invoice');
const pay = opened('payments', 'pay', 'Mark paid');

/** The days of collabs: drafts, approvals and going live, until when something stays, what is to be paid, when a lock ends. */
export const collabsDated: Dated = {
  path: COLLABS.path,
  whats: {
    draft: { ...DELIVERABLE, label: 'Draft', field: 'draft_due_on', act: submit },
    approval: {
      ...DELIVERABLE,
      label: 'Approval',
      field: 'approval_due_on',
      act: (row) => (row.state === 'submitted' ? approve : submit)(row),
    },
    live: { ...DELIVERABLE, label: 'Live', field: 'live_on', act: opened('deliverables', 'mark-live', 'Mark live') },
    keep: { ...DELIVERABLE, label: 'Keep live until', field: 'keep_until' },
    payment: {
      group: MONEY,
      label: 'Payment',
      word: 'Money',
      icon: 'banknote',
      since: 'invoiced',
      within: 'payments',
      field: 'due_on',
      act: (row) => (row.state === 'invoiced' ? pay : invoice)(row),
    },
    lock: {
      group: GROUP,
      label: 'Exclusivity ends',
      word: 'Collab',
      icon: 'lock',
      within: 'exclusivities',
      field: 'until_on',
    },
  },
  rows: (only) => join([deliverableDays(only), paymentDays(only), lockDays(only)], ' union all '),
};

const COLLAB = sql`b.version, b.updated_at, b.deleted_at`;
const AT = companyName(sql`b.company_id`);
const LABELS = JSON.stringify(DELIVERABLE_LABELS);

// Of a deliverable one day asks at a time: its draft, else its approval, else going live.
function deliverableDays(only: 'open' | 'all'): Sql {
  const drafted = sql`k.state not in ('to_do', 'drafting', 'revision')`;
  const approved = sql`k.state in ('approved', 'live', 'verified')`;
  const out = sql`k.state in ('live', 'verified')`;
  return sql`
    select v.what, b.id, k.id as row_id, concat_ws(', ', coalesce(k.title, ${LABELS}::text::jsonb ->> k.kind), b.name) as name,
      ${AT} as detail, null::date as since, v.day, v.standing,
      v.standing = 'open' and v.what = (case when k.draft_due_on is not null and not ${drafted} then 'draft'
        when k.approval_due_on is not null and not ${approved} then 'approval' else 'live' end) as asks,
      k.state, null::integer as amount, null::text as currency, ${COLLAB}
    from collab_deliverables k join collabs b on b.id = k.collab_id cross join lateral (
      select a.what, a.day, case when b.state = 'cancelled' or k.state = 'missed' then 'cancelled'
        when a.done or (b.state = 'completed' and a.what <> 'keep') then 'done' else 'open' end as standing
      from (values ('draft', k.draft_due_on, ${drafted}), ('approval', k.approval_due_on, ${approved}),
        ('live', case when ${out} then coalesce(k.went_live_on, k.live_on) else k.live_on end, ${out}),
        ('keep', k.keep_until, false)) as a (what, day, done)
      where a.day is not null) v
    where ${only === 'open' ? sql`v.standing = 'open' and k.state <> 'missed' and (k.keep_until is not null or not ${out})` : sql`true`}`;
}

// What was invoiced is owed, whatever became of the collab.
function paymentDays(only: 'open' | 'all'): Sql {
  const paid = sql`coalesce(p.paid_amount >= p.amount, false)`;
  const invoiced = sql`(p.invoiced_on is not null or p.paid_amount is not null)`;
  const cancelled = sql`(b.state = 'cancelled' and not ${invoiced})`;
  return sql`
    select 'payment', b.id, p.id, concat_ws(', ', p.label, b.name), concat_ws(', ', ${AT}, 'invoice ' || p.invoice_number), p.invoiced_on,
      case when ${paid} then coalesce(p.paid_on, p.due_on) else p.due_on end,
      case when ${paid} then 'done' when ${cancelled} then 'cancelled' else 'open' end, not ${paid} and not ${cancelled},
      case when ${invoiced} then 'invoiced' else 'not_invoiced' end,
      case when ${paid} then p.amount else p.amount - coalesce(p.paid_amount, 0) end, b.currency, ${COLLAB}
    from collab_payments p join collabs b on b.id = p.collab_id
    where (p.due_on is not null or ${paid}) and ${only === 'open' ? sql`not ${paid} and not ${cancelled}` : sql`true`}`;
}

function lockDays(only: 'open' | 'all'): Sql {
  const called = sql`coalesce(regexp_replace(${categoryPath(sql`x.category_id`)}, '^.* / ', ''), replace(x.competitors, E'\n', ', '))`;
  return sql`
    select 'lock', b.id, x.id, concat_ws(', ', ${called}, b.name), ${AT}, null, x.until_on,
      case when b.state = 'cancelled' then 'cancelled' else 'open' end, false, null, null, null, ${COLLAB}
    from collab_exclusivities x join collabs b on b.id = x.collab_id
    where ${only === 'open' ? sql`b.state <> 'cancelled'` : sql`true`}`;
}
