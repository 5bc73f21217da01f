import { join, type Sql, sql } from '../platform/postgres/sql.js';
import type { Kind } from './kinds.js';

/** Where money comes from. */
export const INCOME_SOURCES = { sponsorship: 'Sponsorship', affiliate: 'Affiliate', resale: 'Resale' } as const;
export type IncomeSource = keyof typeof INCOME_SOURCES;

/**
 * What came in by one's own records of a module, on the day it came, and what went back, on the day it did, below nothing. `rows`: a
 * select of `on_day date, currency text, amount bigint, id uuid, row_id uuid, payer_id uuid, name text, what text`: the record, what
 * tells the row from others of a day, the company that it came from, what the record is called, and what was paid.
 */
export type Income = { source: IncomeSource; rows: Sql };

/** Days from and to, both of them in it. */
export type DaySpan = { from: string; to: string };

/**
 * What came in kind and counts as income, never added to what came in money: a select of `on_day date, currency text, amount bigint`,
 * and where the list shows the records of some days.
 */
export type InKind = { rows: Sql; listed(days: DaySpan, currency: string): string };

const NOTHING = sql`
  select null::text as source, null::text as path, null::date as on_day, null::text as currency, null::bigint as amount, null::uuid as id,
    null::uuid as row_id, null::uuid as payer_id, null::text as name, null::text as what where false`;

/** A select of all that came in, of every module, with the path of its records. */
export function incomeOf(modules: readonly { kind: Kind; income?: Income }[]): Sql {
  const selects = modules.flatMap(({ kind, income }) =>
    income
      ? [
          sql`select ${income.source}::text as source, ${kind.path}::text as path, r.on_day, r.currency, r.amount, r.id, r.row_id, r.payer_id,
            r.name, r.what from (${income.rows}) r`,
        ]
      : [],
  );
  return selects.length === 0 ? NOTHING : join(selects, ' union all ');
}
