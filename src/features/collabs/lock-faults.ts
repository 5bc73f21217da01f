import { formatDate } from '../../http/format.js';
import { readerOf } from '../../http/list/sql.js';
import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import type { Row } from '../../records/fields/set.js';
import type { Draft } from '../../records/record/draft.js';
import { type Conflict, calledLock, conflictsOf, type Work } from './conflicts.js';
import { calledDeliverable, type Deliverables } from './deliverables.js';
import type { CollabData } from './fields.js';
import { OUT, SIGNED } from './states.js';

/**
 * What stands in the way of signing: days in older locks, unless a reason is given. A collab that comes of a won deal, for which
 * `sent.won` stands, is held against them whatever its state.
 */
export async function lockFaults(
  tx: WriteDoor,
  { before, sent }: Draft<CollabData>,
  data: CollabData & { category_id: string | null },
): Promise<Record<string, string>> {
  const was = before?.fields.state as CollabData['state'] | undefined;
  const isSigned = SIGNED.includes(data.state) && (was === undefined || !SIGNED.includes(was));
  if ((!isSigned && !sent.won) || data.lock_reason !== null) return {};
  const deliverables = (data.deliverables as Deliverables).filter(isToCome);
  const held = await heldWords(readerOf(tx), { ...data, collab_id: before?.id ?? null }, deliverables);
  return held === null ? {} : { lock_reason: held };
}

/** Which of these are to go live on days in older locks, with the way on; null where none is. */
export async function heldWords(
  db: Pick<ReadDoor, 'row'>,
  { company_id, category_id, territory, compensation, collab_id }: Omit<Work, 'days'>,
  deliverables: readonly (Row & Omit<Work['days'][number], 'row'>)[],
): Promise<string | null> {
  if (deliverables.length === 0) return null;
  const days = deliverables.map(({ platform, live_on }, n) => ({ platform, live_on, row: String(n) }));
  const work = { company_id, category_id, territory, compensation, collab_id, days };
  const held = (await conflictsOf(db, work)).filter(({ locks }) => locks.length > 0);
  if (held.length === 0) return null;
  const said = held.map((it) => faultWords(it, calledDeliverable(deliverables[Number(it.row)] ?? {})));
  return `${said.join(' ')} Choose another day, or say why you do it all the same.`;
}

/** Whether a deliverable is still to go live: what is out, or was missed, cannot be moved any more. */
export function isToCome({ state }: Pick<Deliverables[number], 'state'>): boolean {
  return !OUT.includes(state) && state !== 'missed';
}

function faultWords({ live_on, locks }: Conflict, called: string): string {
  const names = locks.map((lock) => `“${calledLock(lock)}” until ${formatDate(lock.until_on)}`);
  const whose = locks.length === 1 ? 'exclusivity' : 'exclusivities';
  return `${called} on ${formatDate(live_on)} collides with ${whose} ${new Intl.ListFormat('en').format(names)}.`;
}
