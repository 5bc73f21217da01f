import { severalOf } from '../../http/list/filter.js';
import { toldOf } from '../../http/list/view.js';
import { isOneOf, join, raw, type Sql, sql, typed } from '../../platform/postgres/sql.js';
import { type DayWord, daysOf, type Filter, filterOf } from '../../records/fields/index.js';
import { IN_STOCK } from './states.js';

/** Where a review may still be wanted: what is said to be reviewed has it behind it, whatever is said of the review. */
export const UNREVIEWED = IN_STOCK.filter((state) => state !== 'reviewed');
const DUE = [
  { value: 'overdue', label: 'Overdue' },
  { value: 'next_14_days', label: 'Next 14 days' },
] as const satisfies { value: DayWord; label: string }[];

/** Whether the review of an item is still asked for: it is neither out nor waived, and the item is in hand and not reviewed. */
export function reviewIsOpen(alias: string): Sql {
  const at = (column: string) => raw(`${alias}.${column}`);
  return sql`(${at('review_state')} not in ('published', 'not_required') and ${isOneOf(at('state'), UNREVIEWED)})`;
}

/** Whether an item is a loaner that is still here. */
export function returnIsOpen(alias: string): Sql {
  const at = (column: string) => raw(`${alias}.${column}`);
  return sql`(${at('source')} = 'loaner' and ${isOneOf(at('state'), IN_STOCK)})`;
}

/** Items of which a review or a return was due, or will be, and is still asked for: what the dashboard lists as due. */
export function dueFilter(name: string, alias: string): Filter {
  const shape = { [name]: severalOf(DUE.map(({ value }) => value)) };
  return filterOf('Due', shape, { control: 'ticks', options: DUE }, (sent, { today }) => {
    const asked = DUE.filter(({ value }) => sent[name]?.includes(value));
    if (asked.length === 0) return {};
    const days = (column: string) => {
      const at = raw(`${alias}.${column}`);
      return join(
        asked.map(({ value }) => within(at, value, today)),
        ' or ',
      );
    };
    return {
      where: sql`((${reviewIsOpen(alias)} and (${days('review_due_on')})) or (${returnIsOpen(alias)} and (${days('return_due_on')})))`,
      ...toldOf(asked.map(({ label }) => label.toLowerCase())),
    };
  });
}

function within(at: Sql, word: DayWord, today: string): Sql {
  const { from, to } = daysOf(word, today);
  return from === null
    ? sql`${at} <= ${typed(to, 'date')}`
    : sql`${at} between ${typed(from, 'date')} and ${typed(to, 'date')}`;
}
