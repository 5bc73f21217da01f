import type { Payment } from './payments.js';

/** In how many parts a fee is paid, and when. */
export const PLAN_LABELS = { delivery: 'All on delivery', halves: 'Half and half', own: 'Own amounts' } as const;
type Planned = Pick<Payment, 'label' | 'amount' | 'due_when' | 'due_on'>;

/** The payments of a plan, which add up to the fee to the last minor unit; the odd one is paid first. None where nothing is paid. */
export function plannedPayments(plan: 'delivery' | 'halves', fee: number): Planned[] {
  const later = plan === 'halves' ? Math.floor(fee / 2) : fee;
  const all: Planned[] = [
    { label: 'On signing', amount: fee - later, due_when: 'signed', due_on: null },
    { label: 'On delivery', amount: later, due_when: 'live', due_on: null },
  ];
  return all.filter(({ amount }) => amount > 0);
}
