/** What the page of a month has a field for, in its order: a count, or an amount. */
export const CELLS = [
  { name: 'clicks', label: 'Clicks', of: 'count' },
  { name: 'orders', label: 'Orders', of: 'count' },
  { name: 'items_shipped', label: 'Shipped', of: 'count' },
  { name: 'items_returned', label: 'Returned', of: 'count' },
  { name: 'sales_amount', label: 'Sales', of: 'amount' },
  { name: 'commission', label: 'Commission', of: 'amount' },
  { name: 'bounties', label: 'Bounties', of: 'amount' },
  { name: 'adjustments', label: 'Adjustments', short: 'Adjust.', of: 'amount' },
] as const satisfies readonly { name: string; label: string; short?: string; of: 'count' | 'amount' }[];

export type CellName = (typeof CELLS)[number]['name'];
export type CellValues = Record<CellName, number | null>;

/** The name of a field of the n-th row, in the whole form. */
export function inputName(name: string, n: number): string {
  return `${name}_${n}`;
}
