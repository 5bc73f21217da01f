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
  beside: companyName(sql`d.company_id`),
  rows: (only) =>
    join([...DAYS.map((day) => deliverableDays(only, day)), paymentDays(only), lockDays(only)], ' union all '),
};

const COLLAB = sql`b.version, b.updated_at, b.deleted_at`;
const LABELS = JSON.stringify(DELIVERABLE_LABELS);
const DRAFTED = sql`k.state not in ('to_do', 'drafting', 'revision')`;
const APPROVED = sql`k.state in ('approved', 'live', 'verified')`;
const OUT = sql`k.state in ('live', 'verified')`;
// Of a deliverable one day asks at a time: its draft, else its approval, else going live.
const ASKS = sql`(case when k.draft_due_on is not null and not ${DRAFTED} then 'draft'
  when k.approval_due_on is not null and not ${APPROVED} then 'approval' else 'live' end)`;

type OfDeliverable = { what: string; day: Sql; done: Sql; over: Sql; asks: Sql };

// Each a select of its own: rows made by `values` for each deliverable cost ten times as much.
const OVER = sql`b.state = 'completed'`;
const DAYS: readonly OfDeliverable[] = [
  { what: 'draft', day: sql`k.draft_due_on`, done: DRAFTED, over: OVER, asks: sql`${ASKS} = 'draft'` },
  { what: 'approval', day: sql`k.approval_due_on`, done: APPROVED, over: OVER, asks: sql`${ASKS} = 'approval'` },
  {
    what: 'live',
    day: sql`case when ${OUT} and k.went_live_on is not null then k.went_live_on else k.live_on end`,
    done: OUT,
    over: OVER,
    asks: sql`${ASKS} = 'live'`,
  },
  { what: 'keep', day: sql`k.keep_until`, done: sql`false`, over: sql`false`, asks: sql`false` },
];

function deliverableDays(only: 'open' | 'all', { what, day, done, over, asks }: OfDeliverable): Sql {
  const open = sql`b.state <> 'cancelled' and k.state <> 'missed' and not (${over}) and not (${done})`;
  return sql`
    select ${what}::text as what, b.id, k.id as row_id, concat_ws(', ', coalesce(k.title, ${LABELS}::text::jsonb ->> k.kind), b.name) as name,
      null::text as detail, b.company_id, null::date as since, ${day} as day,
      case when b.state = 'cancelled' or k.state = 'missed' then 'cancelled' when ${over} or ${done} then 'done' else 'open' end as standing,
      ${open} and ${asks} as asks, k.state, null::integer as amount, null::text as currency, ${COLLAB}
    from collab_deliverables k join collabs b on b.id = k.collab_id
    where ${day} is not null and ${only === 'open' ? open : sql`true`}`;
}

// The condition of the index of payments that are open, word for word.
const UNPAID = sql`(p.paid_amount is null or p.paid_amount < p.amount)`;

// As the index of these days has it: with a `coalesce` no policy would let an index be asked.
const PAYMENT_DAY = sql`case when p.paid_amount >= p.amount and p.paid_on is not null then p.paid_on else p.due_on end`;

// What was invoiced is owed, whatever became of the collab.
function paymentDays(only: 'open' | 'all'): Sql {
  const paid = sql`coalesce(p.paid_amount >= p.amount, false)`;
  const invoiced = sql`(p.invoiced_on is not null or p.paid_amount is not null)`;
  const cancelled = sql`(b.state = 'cancelled' and not ${invoiced})`;
  return sql`
    select 'payment', b.id, p.id, concat_ws(', ', p.label, b.name), 'invoice ' || p.invoice_number, b.company_id, p.invoiced_on,
      ${PAYMENT_DAY},
      case when ${paid} then 'done' when ${cancelled} then 'cancelled' else 'open' end, not ${paid} and not ${cancelled},
      case when ${invoiced} then 'invoiced' else 'not_invoiced' end,
      case when ${paid} then p.amount else p.amount - coalesce(p.paid_amount, 0) end, b.currency, ${COLLAB}
    from collab_payments p join collabs b on b.id = p.collab_id
    where ${only === 'open' ? sql`p.due_on is not null and ${UNPAID} and not ${cancelled}` : sql`${PAYMENT_DAY} is not null`}`;
}

function lockDays(only: 'open' | 'all'): Sql {
  const called = sql`coalesce(regexp_replace(${categoryPath(sql`x.category_id`)}, '^.* / ', ''), replace(x.competitors, E'\n', ', '))`;
  return sql`
    select 'lock', b.id, x.id, concat_ws(', ', ${called}, b.name), null, b.company_id, null, x.until_on,
      case when b.state = 'cancelled' then 'cancelled' else 'open' end, false, null, null, null, ${COLLAB}
    from collab_exclusivities x join collabs b on b.id = x.collab_id
    where ${only === 'open' ? sql`b.state <> 'cancelled'` : sql`true`}`;
}
