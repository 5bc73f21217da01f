import type { ReadDoor } from '../../platform/postgres/database.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';
import { companyName } from '../companies/index.js';
import type { PartName, RowKind } from './parts.js';

/** The rows of one kind, of one payer in one currency, added up. */
export type Group = {
  currency: string;
  kind: RowKind;
  company_id: string | null;
  payer: string | null;
  rows: number;
  units: number;
  amount: number;
  no_value: number;
  no_evidence: number;
  net: number;
  basis: number;
  gain: number;
};

/** What a payer gave in a year, in one currency: each figure the sum of the rows that are listed for it. */
export type PayerFigures = {
  company_id: string | null;
  payer: string | null;
  units: number;
  no_value: number;
  in_kind: number;
  cash: number;
  affiliate: number;
  total: number;
};

/** The figures of a year in one currency. */
export type YearFigures = {
  currency: string;
  payers: PayerFigures[];
  units: number;
  in_kind: number;
  cash: number;
  affiliate: number;
  total: number;
  sale: { rows: number; net: number; basis: number; gain: number };
  /** How many rows each part of the list has. */
  parts: Record<PartName, number>;
};

/** The rows of a year added up by currency, kind and payer, in one statement; every figure is made of these. */
export function yearGroups(db: Pick<ReadDoor, 'rows'>, rows: Sql): Promise<Group[]> {
  // Sums of integers far below 2^53, which a float8 holds exactly; through Prisma's door a bigint would be another type.
  return db.rows<Group>(sql`
    select g.*, coalesce(g.frozen_payer, ${companyName(sql`g.company_id`)}) as payer from (
      select r.currency, r.kind, r.company_id, max(r.payer) as frozen_payer, count(*)::int as rows, sum(r.quantity)::int as units,
        coalesce(sum(r.amount), 0)::float8 as amount, count(*) filter (where r.amount is null)::int as no_value,
        count(*) filter (where not r.has_files)::int as no_evidence, coalesce(sum(r.net), 0)::float8 as net,
        coalesce(sum(r.basis), 0)::float8 as basis, coalesce(sum(r.gain), 0)::float8 as gain
      from (${rows}) r group by 1, 2, 3) g`);
}

/** The figures of each currency of a year, the person's own first, then those of most rows. */
export function figuresOf(groups: readonly Group[], own: string): YearFigures[] {
  const counting = groups.filter(({ kind }) => kind !== 'undated');
  const codes = [...new Set(counting.map(({ currency }) => currency))];
  const rows = (code: string) => sum(counting, ({ currency, rows }) => (currency === code ? rows : 0));
  codes.sort((a, b) => Number(b === own) - Number(a === own) || rows(b) - rows(a) || a.localeCompare(b));
  return codes.map((code) =>
    inCurrency(
      code,
      counting.filter(({ currency }) => currency === code),
    ),
  );
}

function inCurrency(currency: string, groups: Group[]): YearFigures {
  const of = (kind: RowKind) => groups.filter((it) => it.kind === kind);
  const amountOf = (kind: RowKind) => sum(of(kind), ({ amount }) => amount);
  const rowsOf = (kind: RowKind) => sum(of(kind), ({ rows }) => rows);
  const [units, sales] = [of('unit'), of('sale')];
  return {
    currency,
    payers: payersOf(groups),
    units: sum(units, (it) => it.units),
    in_kind: amountOf('unit'),
    cash: amountOf('cash'),
    affiliate: amountOf('affiliate'),
    total: amountOf('unit') + amountOf('cash') + amountOf('affiliate'),
    sale: {
      rows: rowsOf('sale'),
      net: sum(sales, (it) => it.net),
      basis: sum(sales, (it) => it.basis),
      gain: sum(sales, (it) => it.gain),
    },
    parts: {
      units: rowsOf('unit'),
      no_value: sum(units, (it) => it.no_value),
      no_evidence: sum(units, (it) => it.no_evidence),
      sold: rowsOf('sale'),
      loaners: rowsOf('loaner'),
      cash: rowsOf('cash'),
      affiliate: rowsOf('affiliate'),
    },
  };
}

function payersOf(groups: readonly Group[]): PayerFigures[] {
  const paying = groups.filter(({ kind }) => kind === 'unit' || kind === 'cash' || kind === 'affiliate');
  const byPayer = new Map<string | null, Group[]>();
  for (const group of paying) byPayer.set(group.company_id, [...(byPayer.get(group.company_id) ?? []), group]);
  const payers = [...byPayer].map(([id, own]) => {
    const amountOf = (kind: RowKind) => sum(own, (it) => (it.kind === kind ? it.amount : 0));
    const [in_kind, cash, affiliate] = [amountOf('unit'), amountOf('cash'), amountOf('affiliate')];
    return {
      company_id: id,
      payer: own[0]?.payer ?? null,
      in_kind,
      cash,
      affiliate,
      units: sum(own, (it) => (it.kind === 'unit' ? it.units : 0)),
      no_value: sum(own, (it) => (it.kind === 'unit' ? it.no_value : 0)),
      total: in_kind + cash + affiliate,
    };
  });
  return payers.sort((a, b) => b.total - a.total || (a.payer ?? '').localeCompare(b.payer ?? ''));
}

function sum<T>(all: readonly T[], of: (it: T) => number): number {
  return all.reduce((total, it) => total + of(it), 0);
}
