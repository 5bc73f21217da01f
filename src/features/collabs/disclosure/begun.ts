import type { ReadDoor } from '../../../platform/postgres/database.js';
import type { RowBeginning, RowBegun } from '../../../records/rows/row.js';
import { COLLABS } from '../kind.js';
import { waitsFor } from './checklist.js';
import { openItems } from './gate.js';

/** What the form of a deliverable says of its disclosure: what “Mark live” waits for. */
export async function liveBegun(
  db: Pick<ReadDoor, 'row' | 'rows'>,
  { record, row, act }: RowBegun,
): Promise<RowBeginning> {
  if (row === null || act?.name !== 'mark-live') return {};
  const open = await openItems(db, record.fields, row);
  if (open.length === 0) return { unasked: ['live_reason'] };
  return {
    hints: { live_reason: 'Kept with your name and the time, and shown under “Live without proof”.' },
    waits: {
      title: `${waitsFor(open)}.`,
      items: open.map(({ text }) => text),
      href: disclosurePath(record.id, row.row),
      label: 'Open the list',
    },
  };
}

/** Where the list of a deliverable stands. */
export function disclosurePath(collab: string, deliverable: unknown): string {
  return `${COLLABS.path}/${collab}/deliverables/${deliverable}/disclosure`;
}
