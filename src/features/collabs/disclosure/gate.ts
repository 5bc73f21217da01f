import { readerOf } from '../../../http/list/sql.js';
import type { ReadDoor, WriteDoor } from '../../../platform/postgres/database.js';
import type { Row } from '../../../records/fields/set.js';
import { type DeliverableState, OUT } from '../states.js';
import { aboutOf, checklist, type Item, openOf, waitsFor } from './checklist.js';
import { ticksOf } from './queries.js';

/** A deliverable as far as its gate goes. */
type Gated = Row & { row: string | null; state: DeliverableState; live_reason: string | null };

const NOT_LIVE = 'This is for what goes live. Choose the state Live or Verified, or leave it empty.';

/**
 * Holds deliverables against their lists, whatever changes them: one that comes to be out with open items must say why. What is
 * no longer out has no reason. What was removed while it was out, and is brought back, is out as before.
 */
export async function heldByGate<T extends Gated>(
  tx: WriteDoor,
  collab: Row,
  before: readonly T[],
  after: readonly T[],
): Promise<{ deliverables: T[]; errors: Record<string, string> }> {
  const was = new Map(before.map((row) => [row.row, row]));
  const wasOut = (row: T) => OUT.includes(was.get(row.row)?.state as DeliverableState);
  const errors: Record<string, string> = {};
  const silent = after.filter((row) => {
    const said = was.get(row.row)?.live_reason ?? null;
    return OUT.includes(row.state) && row.live_reason === null && (!wasOut(row) || said !== null);
  });
  const ticks =
    silent.length === 0
      ? []
      : await ticksOf(
          readerOf(tx),
          silent.map(({ row }) => String(row)),
        );
  const deliverables = after.map((row, n) => {
    const name = `deliverable_live_reason_${n}`;
    const own = ticks.filter(({ deliverable }) => deliverable === row.row);
    const open = silent.includes(row) ? openOf(checklist(aboutOf(collab, row), own)) : [];
    if (open.length > 0)
      errors[name] = `${waitsFor(open)}: ${namesOf(open)}. Tick them, or type why it goes live without.`;
    if (OUT.includes(row.state) || row.live_reason === null) return row;
    if (!wasOut(row)) errors[name] = NOT_LIVE;
    return { ...row, live_reason: null };
  });
  return { deliverables, errors };
}

/** The items that a deliverable waits for before it is live. */
export async function openItems(db: Pick<ReadDoor, 'row' | 'rows'>, collab: Row, row: Row): Promise<Item[]> {
  return openOf(checklist(aboutOf(collab, row), await ticksOf(db, [String(row.row)])));
}

/** "The relationship is said in plain words; Claims can be supported". */
function namesOf(items: readonly Item[]): string {
  return items.map(({ text }) => text).join('; ');
}
