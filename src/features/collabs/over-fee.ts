import { formatMoney } from '../../http/format.js';
import type { CollabData } from './fields.js';
import type { Payments } from './payments.js';

/** A fee and what is paid of it, as they stood; nothing of a collab that is made. */
type Stood = { fee: number | null; payments: Payments } | null;

/**
 * What is said of payments that come to more than the fee, unless a note says why: of what is new or was changed, where it makes
 * that more than it was. One note is enough.
 */
export function overFeeFaults({ fee, payments, currency }: CollabData, before: Stood): Record<string, string> {
  const over = beyond(fee, payments);
  if (over <= 0 || over <= beyond(before?.fee ?? null, before?.payments ?? [])) return {};
  const changed = payments.flatMap((row, n) => (isAsBefore(row, before?.payments ?? []) ? [] : [{ ...row, n }]));
  const asked = changed.length > 0 ? changed : payments;
  if (asked.some(({ note }) => note !== null)) return {};
  const said = `The payments come to ${formatMoney(over, currency)} ${currency} more than`;
  const last = changed.at(-1);
  return last
    ? { [`payment_amount_${last.n}`]: `${said} the fee. Say why in the note, or type less.` }
    : { fee: `${said} that. Say why in the note of one, or lower them first.` };
}

// Where no fee was agreed, nothing is beyond it.
function beyond(fee: number | null, payments: Payments): number {
  return fee === null ? 0 : payments.reduce((sum, { amount }) => sum + amount, 0) - fee;
}

function isAsBefore({ row, amount }: Payments[number], before: Payments): boolean {
  return before.some((it) => it.row === row && it.amount === amount);
}
