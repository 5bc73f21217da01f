import { formatDate, formatMoney } from '../../http/format.js';
import { daysInOrder, missingOf } from '../../records/states.js';
import type { CollabData } from './fields.js';
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
        return [[`deliverable_${name}_${n}`, `Choose ${formatDate(starts_on)} or later, the day the collab starts.`]];
      }),
    ),
  );
}

// What is out of the ordinary is allowed where the row's note says why.
function paymentFaults({ payments = [] }: Partial<CollabData>): Record<string, string> {
  return Object.fromEntries(
    payments.flatMap(({ amount, paid_amount, currency, note }, n) =>
      note === null && (paid_amount ?? 0) > amount
        ? [[`payment_paid_amount_${n}`, `That is more than ${formatMoney(amount, currency)}. Say why in the note.`]]
        : [],
    ),
  );
}
