import { formatDate, formatMoney } from '../../http/format.js';
import { dayAfter } from '../../platform/clock.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import { choice, currencyOfRecord, date, defineFields, money, text } from '../../records/fields/index.js';
import { type Child, type RowBeginning, type RowBegun, rows } from '../../records/rows/index.js';
import type { Act } from '../../records/states.js';
import { companyTerms } from '../companies/index.js';
import { DUE_WHEN_LABELS } from './choices.js';

/** Something to be paid: amounts in minor units of the collab's currency, days as YYYY-MM-DD. */
export type Payment = {
  label: string;
  amount: number;
  due_when: keyof typeof DUE_WHEN_LABELS;
  invoice_number: string | null;
  invoiced_on: string | null;
  due_on: string | null;
  paid_amount: number | null;
  paid_on: string | null;
  note: string | null;
  currency: string;
};
/** The payments of a collab as they are kept. */
export type Payments = Child<Payment>[];

const FIELDS = defineFields({
  label: text({ label: 'For', max: 200, missing: 'Say what it is for.', placeholder: 'On signing' }),
  amount: money({ label: 'Amount', within: 'currency', missing: 'Type the amount.' }),
  due_when: choice({ label: 'Due', of: DUE_WHEN_LABELS, initial: 'live' }),
  invoice_number: text({ label: 'Invoice number', max: 100, optional: true }),
  invoiced_on: date({ label: 'Invoiced on' }),
  due_on: date({ label: 'Due on' }),
  paid_amount: money({ label: 'Paid so far', within: 'currency' }),
  paid_on: date({ label: 'Paid on' }),
  note: text({ label: 'Note', max: 500, optional: true }),
  currency: currencyOfRecord('collabs', 'collab_id'),
});

const INVOICE: Act = {
  name: 'invoice',
  label: 'Record invoice',
  done: 'Invoice recorded',
  asks: ['invoice_number', 'invoiced_on', 'due_on'],
  needs: { invoiced_on: 'Choose the day it was invoiced.', due_on: 'Choose the day it is due.' },
};
const PAY: Act = {
  name: 'pay',
  label: 'Record payment',
  done: 'Payment recorded',
  asks: ['paid_amount', 'paid_on'],
  needs: { paid_amount: 'Type what was paid so far.', paid_on: 'Choose the day it came.' },
  folded: ['note'],
};

/** The payments of a collab, each with a page of its own, its invoice and what was paid. */
export const PAYMENTS = rows<Payment>({
  label: 'Payments',
  one: 'Payment',
  part: 'payment',
  fields: FIELDS,
  rules,
  most: 100,
  table: { name: 'collab_payments', by: 'collab_id' },
  apart: {
    asks: ['label', 'amount', 'due_when', 'due_on'],
    folded: ['invoice_number', 'invoiced_on', 'paid_amount', 'paid_on', 'note'],
    acts: [INVOICE, PAY],
    called: ({ label }) => String(label),
    begin: begun,
  },
  empty: () => false,
  key: (row) => JSON.stringify(row),
  shown,
});

async function begun(db: Pick<ReadDoor, 'row'>, { record, row, act, today }: RowBegun): Promise<RowBeginning> {
  const payment = row as Payment | null;
  if (act?.name === 'pay' && payment) {
    const paid = payment.paid_amount ?? 0;
    const amount = FIELDS.typed({ ...payment, paid_amount: payment.amount }).paid_amount ?? '';
    const hint = `Of ${formatMoney(payment.amount, payment.currency)}; ${formatMoney(paid, payment.currency)} came before.`;
    return { initial: { paid_amount: amount }, ...(paid > 0 && { hints: { paid_amount: hint } }) };
  }
  if (act?.name !== 'invoice' || payment?.due_on) return {};
  const found = await db.row<{ days: number | null }>(
    sql`select ${companyTerms(sql`${record.fields.company_id ?? null}::uuid`)} as days`,
  );
  const days = found?.days ?? 30;
  const hint = found?.days === null ? 'In 30 days, unless you say otherwise.' : `After ${days} days, as with them.`;
  return { initial: { due_on: dayAfter(today, days) }, hints: { due_on: hint } };
}

function rules(values: Partial<Payment>) {
  const { paid_amount: paid, paid_on, invoiced_on, due_on } = values;
  return {
    ...(paid && !paid_on && { paid_on: 'Choose the day it came.' }),
    ...(paid_on && paid === null && { paid_amount: 'Type what was paid.' }),
    ...(invoiced_on &&
      due_on &&
      due_on < invoiced_on && { due_on: `Choose ${formatDate(invoiced_on)} or later, the day it was invoiced.` }),
  };
}

function shown(all: Payment[]): string {
  return all
    .map(({ label, amount, currency, paid_on }) => {
      const sum = `${label} ${formatMoney(amount, currency)} ${currency}`;
      return paid_on ? `${sum}, paid ${formatDate(paid_on)}` : sum;
    })
    .join('; ');
}
