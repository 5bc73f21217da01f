import { dayOf } from '../../http/format.js';
import type { Person } from '../../http/person.js';
import { actsOf } from './next-step.js';
import { factsOf } from './record-facts.js';
import type { RecordRow } from './record-queries.js';
import { stripOf } from './record-strip.js';
import { trackOf } from './record-track.js';
import { SOURCE_LABELS, STATE_LOOKS } from './states.js';

/** What a record's page prints of the item itself. */
export function recordView(row: RecordRow, reached: Map<string, Date>, now: Date, person: Person) {
  const path = `/inventory/${row.id}`;
  const mayWrite = person.role !== 'VIEWER';
  return {
    id: row.id,
    name: row.name,
    path,
    look: STATE_LOOKS[row.state],
    origin: row.brand ? `${SOURCE_LABELS[row.source]} from ${row.brand}` : SOURCE_LABELS[row.source],
    acts: mayWrite ? actsOf(row) : null,
    more: mayWrite ? moreOf(row, path) : [],
    track: trackOf(row, reached, person.timeZone),
    strip: stripOf(row),
    currency: row.currency,
    groups: factsOf(row, dayOf(now, person.timeZone)).map((it) => ({
      ...it,
      edit_href: mayWrite ? `${path}/edit#${it.group}` : null,
    })),
  };
}

function moreOf(row: RecordRow, path: string) {
  const split = row.quantity > 1 ? [{ label: 'Split', icon: 'layers', href: `${path}/split` }] : [];
  const remove = { label: 'Delete', icon: 'trash-2', action: `${path}/delete`, danger: true, rule: split.length > 0 };
  return [...split, remove];
}
