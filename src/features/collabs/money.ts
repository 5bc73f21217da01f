import { daysBetween } from '../../platform/clock.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';
import type { Payment } from './payments.js';
import type { MoneyState } from './states.js';

type Paid = Pick<Payment, 'amount' | 'paid_amount' | 'invoiced_on' | 'due_on' | 'paid_on'>;

/** What a collab's payments come to, in minor units of its currency. */
type Money = {
  planned: number;
  invoiced: number;
  paid: number;
  /** What was invoiced and did not come yet. */
  outstanding: number;
  /** The first day on which something open is due. */
  due_on: string | null;
  /** Null where nothing is to be paid. */
  state: MoneyState | null;
  /** From invoice to payment, in the mean, in whole days; null where nothing invoiced was paid. */
  days_to_pay: number | null;
};

/** The money of a collab, derived of its payments and nothing else. What was paid counts as invoiced. */
export function moneyOf(payments: readonly Paid[], today: string): Money {
  const sum = (of: (it: Paid) => number) => payments.reduce((total, it) => total + of(it), 0);
  const open = payments.filter((it) => !isPaid(it));
  const days = open.flatMap(({ due_on }) => due_on ?? []).sort();
  const lasted = payments.flatMap((it) =>
    isPaid(it) && it.invoiced_on && it.paid_on ? [daysBetween(it.invoiced_on, it.paid_on)] : [],
  );
  const invoiced = sum((it) => (isInvoiced(it) ? it.amount : 0));
  const paid = sum(({ paid_amount }) => paid_amount ?? 0);
  return {
    planned: sum(({ amount }) => amount),
    invoiced,
    paid,
    outstanding: sum((it) => (isInvoiced(it) ? Math.max(0, it.amount - (it.paid_amount ?? 0)) : 0)),
    due_on: days[0] ?? null,
    state: stateOf(payments, today),
    days_to_pay: lasted.length === 0 ? null : Math.round(lasted.reduce((a, b) => a + b, 0) / lasted.length),
  };
}

const isPaid = ({ amount, paid_amount }: Paid) => paid_amount !== null && paid_amount >= amount;
const isInvoiced = ({ invoiced_on, paid_amount }: Paid) => invoiced_on !== null || paid_amount !== null;

function stateOf(payments: readonly Paid[], today: string): MoneyState | null {
  if (payments.length === 0) return null;
  if (payments.some((it) => !isPaid(it) && it.due_on !== null && it.due_on < today)) return 'overdue';
  if (payments.every(isPaid)) return 'paid';
  if (payments.some(({ paid_amount }) => (paid_amount ?? 0) > 0)) return 'part_paid';
  if (payments.every(isInvoiced)) return 'invoiced';
  return payments.some(isInvoiced) ? 'part_invoiced' : 'not_invoiced';
}

/** Whether not all of a payment `p` came; and whether it was asked for: what was paid counts as invoiced. */
export const OPEN_PAYMENT = sql`(p.paid_amount is null or p.paid_amount < p.amount)`;
export const INVOICED_PAYMENT = sql`(p.invoiced_on is not null or p.paid_amount is not null)`;

/** What `moneyOf` says of collabs `b`, as a lateral join called `m`: to list, to sort and to filter them. */
export function moneyJoin(today: string): Sql {
  const [open, invoiced] = [OPEN_PAYMENT, INVOICED_PAYMENT];
  return sql`left join lateral (
    select coalesce(sum(p.amount) filter (where ${invoiced}), 0)::bigint as invoiced, coalesce(sum(p.paid_amount), 0)::bigint as paid,
      coalesce(sum(greatest(0, p.amount - coalesce(p.paid_amount, 0))) filter (where ${invoiced}), 0)::bigint as outstanding,
      min(p.due_on) filter (where ${open}) as due_on,
      case when count(*) = 0 then null
        when bool_or(${open} and p.due_on < ${today}::date) then 'overdue'
        when bool_and(not ${open}) then 'paid'
        when bool_or(p.paid_amount > 0) then 'part_paid'
        when bool_and(${invoiced}) then 'invoiced'
        when bool_or(${invoiced}) then 'part_invoiced'
        else 'not_invoiced' end as state
    from collab_payments p where p.collab_id = b.id) m on true`;
}
