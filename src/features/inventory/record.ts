import { sql } from '../../platform/postgres/sql.js';
import { firstReached, reachedOn } from '../../records/history.js';
import type { Declared } from '../../records/module.js';
import type { RecordRow } from '../../records/record/state.js';
import { trackOf } from '../../records/record/track.js';
import type { Ways } from '../../records/states.js';
import { reviewIsOpen } from './due.js';
import { type FieldName, ITEM_FIELDS, type ItemRow } from './fields.js';
import { INVENTORY } from './kind.js';
import { factsOf } from './record-facts.js';
import { stripOf } from './record-strip.js';
import { IN_STOCK, STATES, type State } from './states.js';

const WAY = ['requested', 'ordered', 'received', 'in_review', 'reviewed', 'listed', 'sold'] as const;

/** The page of an item: where it stands and what comes next, its money, its facts. */
export const itemRecord: Declared['record'] = {
  select: () => sql`${reviewIsOpen('i')} as review_is_open, ${firstReached(INVENTORY, 'i', 'state')} as reached`,
  view(record, { person, today }) {
    const row = itemIn(record);
    const review_is_open = record.review_is_open === true;
    const reached = reachedOn(record.reached, person.timeZone);
    const path = `${INVENTORY.path}/${row.id}`;
    const source = ITEM_FIELDS.shown('source', row.source);
    return {
      origin: row.brand ? `${source} from ${row.brand}` : source,
      more: row.quantity > 1 ? [{ label: 'Split', icon: 'layers', href: `${path}/split` }] : [],
      track: trackOf(row.state, { states: STATES, way: WAY, dayIn: (state) => ownDay(row, state) ?? reached(state) }),
      strip: stripOf({ ...row, review_is_open }, today),
      currency: row.currency,
      groups: factsOf(row, today),
    };
  },
  ways: (row) => waysOf(itemIn(row)),
};

/** A row as an item: its table has those columns. */
export function itemIn(row: RecordRow): ItemRow {
  return row as unknown as ItemRow;
}

function ownDay(row: ItemRow, state: State): string | null {
  if (state === 'reviewed') return row.review_published_on;
  const field = STATES.dayOf(state) as FieldName | undefined;
  return field ? (row[field] as string | null) : null;
}

// What is only lent goes back and is not sold; what wants no review goes from the door to the shelf.
function waysOf({ source, state, review_state }: ItemRow): Ways<State> {
  const ways: Ways<State> = STATES.all[state];
  const isReady = state === 'reviewed' || (state === 'received' && review_state === 'not_required');
  if (source !== 'loaner') return isReady ? { ...ways, next: 'listed', beside: 'sold' } : ways;
  const more = ways.more?.filter((it) => it !== 'returned') ?? [];
  return isReady
    ? { next: 'returned', more: [...more, 'sold'] }
    : { ...ways, more, ...(IN_STOCK.includes(state) && { beside: 'returned' }) };
}
