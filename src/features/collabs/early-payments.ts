import { formatDate } from '../../http/format.js';
import type { CollabData } from './fields.js';
import type { Payments } from './payments.js';

/**
 * What is said of payments that came before what makes them due, unless their note says why: of those that are new or were changed,
 * since what makes them due may be set right later.
 */
export function earlyFaults(data: CollabData, before: Payments): Record<string, string> {
  const faults = data.payments.flatMap((row, n) => {
    const was = before.find((it) => it.row === row.row);
    const isNews = row.paid_on !== null && (row.paid_on !== was?.paid_on || row.due_when !== was.due_when);
    const text = isNews && row.note === null ? whyEarly(row, data) : null;
    return text ? [[`payment_paid_on_${n}`, `${text} Say in the note why it was paid before.`]] : [];
  });
  return Object.fromEntries(faults);
}

function whyEarly({ due_when, paid_on }: Payments[number], { signed_on, deliverables }: CollabData): string | null {
  const isEarly = (day: string | null): day is string => day !== null && paid_on !== null && paid_on < day;
  if (due_when === 'signed') return isEarly(signed_on) ? `It was signed on ${formatDate(signed_on)}.` : null;
  if (due_when === 'date' || deliverables.length === 0) return null;
  const [name, done, none] =
    due_when === 'live'
      ? (['went_live_on', 'The first went live', 'Nothing is live yet.'] as const)
      : (['submitted_on', 'The first draft was submitted', 'No draft was submitted yet.'] as const);
  const [first] = deliverables
    .flatMap((it) => it[name] ?? (due_when === 'submitted' ? (it.went_live_on ?? []) : []))
    .sort();
  if (first === undefined) return none;
  return isEarly(first) ? `${done} on ${formatDate(first)}.` : null;
}
