import { type Sql, sql } from '../../platform/postgres/sql.js';

/** What a row of the report is: a unit that counts, one that was sold, one lent and kept too long, cash, or affiliate income. */
export type RowKind = 'unit' | 'sale' | 'loaner' | 'cash' | 'affiliate' | 'undated';

/** Which rows are listed together. `where`: which of a kind's. */
type Part = { label: string; kind: RowKind; where?: Sql };

/** The parts of the list below the payers, in their order. */
export const PARTS = {
  units: { label: 'All', kind: 'unit' },
  no_value: { label: 'No value', kind: 'unit', where: sql`r.amount is null` },
  no_evidence: { label: 'No evidence', kind: 'unit', where: sql`not r.has_files` },
  sold: { label: 'Sold', kind: 'sale' },
  loaners: { label: 'Loaner kept too long', kind: 'loaner' },
  cash: { label: 'Cash fees', kind: 'cash' },
  affiliate: { label: 'Affiliate', kind: 'affiliate' },
} as const satisfies Record<string, Part>;
export type PartName = keyof typeof PARTS;

/** The condition on a row `r` to be in a part. */
export function inPart(name: PartName): Sql {
  const { kind, where }: Part = PARTS[name];
  return sql`r.kind = ${kind} and ${where ?? sql`true`}`;
}
