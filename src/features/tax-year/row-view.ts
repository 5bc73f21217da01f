import { formatDate, formatMoney, shortDate, signedMoney } from '../../http/format.js';
import { REVIEW_LOOKS, STATES } from '../inventory/index.js';
import type { RowKind } from './parts.js';
import type { TaxRow } from './rows.js';

/** How many files a row names. */
const NAMED = 2;

/** A row of the list as it is printed. */
export function rowView(row: TaxRow, year: number) {
  const { kind, name, facts, currency, quantity, amount } = row;
  return {
    name,
    href: facts.path,
    what: facts.what,
    payer: row.payer ?? 'No payer named',
    times: quantity > 1 ? `× ${quantity}` : '',
    day: dayIn(row.on_day, year),
    value: amount === null ? null : formatMoney(amount, currency),
    evidence: evidenceOf(kind, row),
    files: { href: `${facts.path}?tab=files`, words: namesOf(row.files.map((it) => it.name)) },
    review: facts.review_published_on
      ? dayIn(facts.review_published_on, year)
      : facts.review_state
        ? ((REVIEW_LOOKS as Record<string, { label: string }>)[facts.review_state]?.label ?? '')
        : '',
    disposal: disposalOf(row, year),
    net: formatMoney(row.net, currency),
    basis: formatMoney(row.basis, currency),
    gain: signedMoney(row.gain, currency),
  };
}

/** What became of a unit, with its day: "Sold 4 Apr". */
function disposalOf({ facts }: Pick<TaxRow, 'facts'>, year: number): string {
  const { state = '', left_on: left } = facts;
  if (['received', 'in_review', 'reviewed'].includes(state)) return 'Here';
  const label = STATES.of(state)?.label ?? '';
  return left ? `${label} ${dayIn(left, year)}` : label;
}

// Within the year its number is said once, over all of it.
function dayIn(day: string, year: number): string {
  return day.startsWith(`${year}-`) ? shortDate(day) : formatDate(day);
}

function evidenceOf(kind: RowKind, { has_files }: TaxRow): 'files' | 'none' | null {
  if (kind === 'cash' || kind === 'affiliate') return null;
  return has_files ? 'files' : 'none';
}

function namesOf(names: readonly string[]): string {
  const more = names.length - NAMED;
  return names.slice(0, NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
