import { minorDigits } from '../../http/currency.js';
import type { Row } from '../fields/set.js';
import type { Draft } from '../record/draft.js';

/**
 * What is said where a record that has amounts in these rows is led to a currency of other digits: they are kept in its smallest unit,
 * and would be other amounts.
 */
export function currencyFault<T extends Row & { currency: string }>(
  { data, before }: Draft<T>,
  name: keyof T & string,
): Record<string, string> {
  const was = String(before?.fields.currency ?? data.currency);
  const rows = data[name] as unknown as readonly unknown[];
  if (rows.length === 0 || minorDigits(was) === minorDigits(data.currency)) return {};
  return { currency: `Its ${name} are in ${was}. Remove them before you choose ${data.currency}.` };
}
