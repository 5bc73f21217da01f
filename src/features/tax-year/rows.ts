import { keyset, type Page, type Sort } from '../../http/list/page.js';
import { dayAfter } from '../../platform/clock.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { join, type Sql, sql } from '../../platform/postgres/sql.js';
import { incomeOf } from '../../records/income.js';
import type { RecordModule } from '../../records/module.js';
import { companyName } from '../companies/index.js';
import { filesOfUnit, keptLoanerRows, undatedUnitRows, unitRows, unitSaleRows } from '../inventory/index.js';
import { daysOfYear } from './asked.js';
import type { RowKind } from './parts.js';

/** A file that shows for a row, as its name was. */
type Evidence = { id: string; name: string };
/** What a row tells beside its figures: where it is opened, what became of a unit, what was paid. */
type RowFacts = {
  path: string;
  what?: string;
  source?: string;
  state?: string;
  left_on?: string | null;
  review_state?: string;
  review_published_on?: string | null;
  fmv_method?: string | null;
  valued_on?: string | null;
};
/** A row of the report: amounts in minor units of its currency; of a unit `amount` is its value, null where nobody said. */
export type TaxRow = {
  kind: RowKind;
  id: string;
  name: string;
  company_id: string | null;
  payer: string | null;
  currency: string;
  on_day: string;
  amount: number | null;
  quantity: number;
  has_files: boolean;
  net: number | null;
  basis: number | null;
  gain: number | null;
  facts: RowFacts;
  files: Evidence[];
};

/** The rows of a year: a select of the columns of `TaxRow` but for their files, and what gives those of a row `p`. */
export type YearRows = { rows: Sql; files: Sql };

/** Rows stand by their day. */
export const BY_DAY: Sort = { expression: sql`r.on_day`, type: 'date' };
const EXPORTED: readonly RowKind[] = ['unit', 'sale', 'cash', 'affiliate', 'loaner'];
/** The rows of a year as they are today. `counted`: what of an item `i` was counted as income when it came. */
export function liveRows(
  modules: readonly RecordModule[],
  { year, today, counted }: { year: number; today: string; counted: Sql },
): YearRows {
  const days = daysOfYear(year);
  const yesterday = dayAfter(today, -1);
  const rows = join(
    [
      unitRows(days, counted),
      unitSaleRows(days, counted),
      undatedUnitRows(counted),
      keptLoanerRows(days.to < yesterday ? days.to : yesterday),
      sql`select case e.source when 'affiliate' then 'affiliate' else 'cash' end as kind, e.row_id, e.name, e.payer_id, e.currency, e.on_day,
        e.amount, 1, false, null::bigint, null::bigint, null::bigint,
        jsonb_build_object('path', e.path || '/' || e.id, 'what', e.what)
        from (${incomeOf(modules)}) e where e.source in ('sponsorship', 'affiliate') and e.on_day between ${days.from}::date and ${days.to}::date`,
    ],
    ' union all ',
  );
  return {
    rows: sql`select u.*, null::text as payer from (${rows}) u`,
    files: sql`case when p.kind in ('unit', 'sale', 'loaner') then ${filesOfUnit(sql`p.id`)} else '[]' end`,
  };
}

/** A page of the rows of a part, in one currency, of all payers or one; a row more than the page has tells whether there is another. */
export function listedRows(db: ReadDoor, of: YearRows, { where, page }: { where: Sql; page: Page }) {
  const { where: from, order, way } = keyset(page, BY_DAY, sql`r.id`);
  // What is looked up row by row is looked up for the rows of the page alone.
  return db.rows<TaxRow & { sort_value: string }>(sql`
    select ${columnsOf(of)}, p.on_day::text as sort_value
    from (select * from (${of.rows}) r where ${where} and ${from} ${order}) p order by p.on_day ${way}, p.id ${way}`);
}

/** All rows of a year as they are exported, in an order that stays. */
export function exportedRows(of: YearRows): Sql {
  return sql`
    select ${columnsOf(of)} from (${of.rows}) p where p.kind <> 'undated'
    order by array_position(${[...EXPORTED]}::text[], p.kind), p.currency, p.on_day, p.id`;
}

function columnsOf({ files }: YearRows): Sql {
  return sql`
    p.kind, p.id, p.name, p.company_id, coalesce(p.payer, ${companyName(sql`p.company_id`)}) as payer, p.currency, p.on_day, p.amount,
    p.quantity, p.has_files, p.net, p.basis, p.gain, p.facts, ${files} as files`;
}
