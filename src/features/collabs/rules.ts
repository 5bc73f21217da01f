import { formatMoney } from '../../http/format.js';
import { daysInOrder, missingOf } from '../../records/states.js';
import type { CollabData } from './fields.js';
import type { Payments } from './payments.js';
import { STATES } from './states.js';

const MISSING = { signed_on: 'Choose the day it was signed.' };

/** An agreement does not end before it begins. */
export const DAYS = daysInOrder({ ends_on: ['starts_on', 'the day it starts'] });

/** What the fields of a collab say against each other. A message beside a row's input is called as that is. */
export function collabRules(values: Partial<CollabData>): Record<string, string> {
  return {
    ...DAYS.faults(values),
    ...missingOf(STATES, values, MISSING),
    ...dueFaults(values),
    ...paymentFaults(values),
  };
}

function dueFaults({ deliverables = [], starts_on }: Partial<CollabData>): Record<string, string> {
  if (!starts_on) return {};
  const days = ['draft_due_on', 'approval_due_on', 'live_on', 'keep_until'] as const;
  return Object.fromEntries(
    deliverables.flatMap((row, n) =>
      days.flatMap((name) => {
        const day = row[name];
        if (day === null || day >= starts_on) return [];
        return [[`deliverable_${name}_${n}`, `Choose ${starts_on} or later, the day the collab starts.`]];
      }),
    ),
  );
}

// What is out of the ordinary is allowed where the row's note says why.
function paymentFaults({ payments = [], fee }: Partial<CollabData>): Record<string, string> {
  const unexplained = payments.flatMap((row, n) => (row.note === null ? [[row, n] as const] : []));
  const over = beyondFee(payments, fee);
  const last = unexplained.at(-1);
  return Object.fromEntries([
    ...(over !== null && last
      ? [
          [
            `payment_amount_${last[1]}`,
            `The payments come to ${over} more than the fee. Say why in the note, or type less.`,
          ],
        ]
      : []),
    ...unexplained.flatMap(([{ amount, paid_amount, currency }, n]) =>
      (paid_amount ?? 0) > amount
        ? [[`payment_paid_amount_${n}`, `That is more than ${formatMoney(amount, currency)}. Say why in the note.`]]
        : [],
    ),
  ]);
}

function beyondFee(payments: Payments, fee: CollabData['fee'] | undefined): string | null {
  const [first] = payments;
  if (!first || fee === null || fee === undefined) return null;
  const more = payments.reduce((sum, { amount }) => sum + amount, 0) - fee;
  return more > 0 ? `${formatMoney(more, first.currency)} ${first.currency}` : null;
}
