import { count, formatDate } from '../../http/format.js';
import { missingOf } from '../../records/states.js';
import type { MonthData } from './fields.js';
import { STATES } from './states.js';

const MISSING = { paid_on: 'Choose the day it was paid.' };

/** What the fields of a month say against each other. */
export function monthRules(values: Partial<MonthData>): Record<string, string> {
  return { ...missingOf(STATES, values, MISSING), ...returnFaults(values), ...payoutFaults(values) };
}

function returnFaults({
  items_shipped: shipped,
  items_returned: returned,
}: Partial<MonthData>): Record<string, string> {
  if (!returned || shipped === undefined) return {};
  if (shipped === null) return { items_shipped: 'Type what was shipped, since something was returned.' };
  if (returned <= shipped) return {};
  return {
    items_returned: `Returned is ${count(returned)} and shipped is ${count(shipped)}. Type a number up to ${count(shipped)}, or raise what was shipped.`,
  };
}

function payoutFaults({ state, month, expected_on, paid_on, paid_amount }: Partial<MonthData>): Record<string, string> {
  const first = month && `${month}-01`;
  const early = (day: string | null | undefined) => first && day && day < first;
  const isUnpaid = state !== undefined && state !== 'paid' && state !== 'reversed';
  return {
    ...(early(expected_on) && { expected_on: `Choose ${formatDate(first)} or later, when the month begins.` }),
    ...(early(paid_on) && { paid_on: `Choose ${formatDate(first)} or later, when the month begins.` }),
    ...(isUnpaid && paid_on && { paid_on: 'Choose the state Paid, or empty this.' }),
    ...(isUnpaid && (paid_amount ?? null) !== null && { paid_amount: 'Choose the state Paid, or empty this.' }),
  };
}
