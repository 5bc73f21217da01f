import { firstReached } from '../../records/history.js';
import type { Declared } from '../../records/module.js';
import { actsOf } from '../../records/record/acts.js';
import type { RecordRow } from '../../records/record/state.js';
import type { Step } from '../../records/states.js';
import { ITEM_FIELDS, type ItemRow } from './fields.js';
import { INVENTORY } from './kind.js';
import { factsOf } from './record-facts.js';
import { stripOf } from './record-strip.js';
import { trackOf } from './record-track.js';
import { STATES } from './states.js';

const RETURN: Step = { label: 'Record return', to: 'returned', group: 'leaving' };

/** The page of an item: where it stands and what comes next, its money, its facts. */
export const itemRecord: Declared['record'] = {
  async view(record, { person, today }, db) {
    const row = itemIn(record);
    const reached = await firstReached(db, { kind: INVENTORY, id: row.id }, 'state');
    const path = `${INVENTORY.path}/${row.id}`;
    const source = ITEM_FIELDS.shown('source', row.source);
    return {
      origin: row.brand ? `${source} from ${row.brand}` : source,
      acts: actsOf(path, nextOf(row), STATES.all[row.state].second),
      more: row.quantity > 1 ? [{ label: 'Split', icon: 'layers', href: `${path}/split` }] : [],
      track: trackOf(row, reached, person.timeZone),
      strip: stripOf(row),
      currency: row.currency,
      groups: factsOf(row, today),
    };
  },
};

/** A row as an item: its table has those columns. */
export function itemIn(row: RecordRow): ItemRow {
  return row as unknown as ItemRow;
}

// What is only lent goes back; what wants no review goes from the door to the shelf.
function nextOf({ source, state, review_state }: ItemRow): Step | undefined {
  const isReady = state === 'reviewed' || (state === 'received' && review_state === 'not_required');
  if (!isReady) return STATES.all[state].next;
  return source === 'loaner' ? RETURN : STATES.all.reviewed.next;
}
