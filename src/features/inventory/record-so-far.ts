import { count, formatDate, formatMoney } from '../../http/format.js';
import { distanceText } from '../../records/due.js';
import type { ItemRow } from './fields.js';
import { cashCost, daysFrom } from './figures.js';
import { costWords, valueWords } from './record-facts.js';

/** A figure of an item's strip; `kind`: what it is in the sum of a sale. */
export type StripAmount = {
  kind: '' | 'op' | 'eq' | 'key';
  label: string;
  value: string;
  /** The currency: of one figure of a strip, which says it for all. */
  unit?: string;
  words: string;
  tone?: 'pos' | 'neg';
  late?: boolean;
};

/** Whether the review is still asked for, as the lists and the dashboard see it. */
export type ReviewStanding = { review_is_open: boolean };

/** What is known of an item for which no price is asked yet; `today` is the day where the reader is. */
export function soFarOf(row: ItemRow & ReviewStanding, today: string): StripAmount[] {
  const held = daysFrom(row.received_on, today);
  return [
    {
      kind: '',
      label: 'Market value',
      value: formatMoney(row.fair_market_value, row.currency),
      unit: row.currency,
      words: row.fair_market_value === null ? 'Not valued yet' : valueWords(row),
    },
    {
      kind: '',
      label: 'Cost so far',
      value: formatMoney(cashCost(row), row.currency),
      words: costWords(row) || (cashCost(row) === 0 ? 'Nothing paid' : ''),
    },
    {
      kind: '',
      label: 'Days held',
      value: held === null ? '–' : count(held),
      words: row.received_on === null ? 'No day of receipt' : `Received ${formatDate(row.received_on)}`,
    },
    reviewCell(row, today),
  ];
}

// A review that is done, or that nobody waits for, is not late.
function reviewCell(row: ItemRow & ReviewStanding, today: string): StripAmount {
  const { review_due_on: due, review_published_on: published, review_state } = row;
  if (review_state === 'published')
    return { kind: '', label: 'Review published', value: formatDate(published), words: dueWords(due) };
  if (review_state === 'not_required') return { kind: '', label: 'Review', value: '–', words: 'Not required' };
  if (due === null) return { kind: '', label: 'Review due', value: '–', words: 'No day is set' };
  const cell: StripAmount = { kind: '', label: 'Review due', value: formatDate(due), words: '' };
  if (!row.review_is_open) return { ...cell, words: row.state === 'reviewed' ? 'Reviewed' : 'Not here yet' };
  return { ...cell, words: distanceText(due, today), late: due < today };
}

const dueWords = (due: string | null) => (due === null ? '' : `Was due ${formatDate(due)}`);
