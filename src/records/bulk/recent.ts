import { count, instant } from '../../http/format.js';
import { keyset, type Page, pageOf, type Sort, viewUrl } from '../../http/list/page.js';
import type { PersonRequest } from '../../http/person.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import { UNDO_DAYS } from '../limits.js';
import type { ListedModule } from '../module.js';
import { BATCH_COLUMNS, type Batch } from './batch.js';
import { badgeOf, mayUndo, viaOf } from './batch-view.js';
import { doneBy } from './step.js';
import { whyNotUndone } from './undo.js';

type Row = Batch & { sort_value: string };

/** The last come first. */
export const RECENT_SORTS: Record<string, Sort> = { at: { expression: sql`b.at`, type: 'timestamptz' } };

/** A page of one's own acts on many records, of as many days as they can be undone. */
export async function recentActs(db: ReadDoor, page: Page) {
  const { where, order } = keyset(page, RECENT_SORTS.at as Sort, sql`b.id`);
  const rows = await db.rows<Row>(sql`
    select ${BATCH_COLUMNS}, b.at::text as sort_value from batches b
    where b.at > now() - make_interval(days => ${UNDO_DAYS}::int) and ${where} ${order}`);
  return pageOf(rows, page);
}

/** What the page of the recent acts prints: each with its undo, or why there is none. */
export function recentView(
  modules: readonly ListedModule[],
  { rows, start, next, previous }: Awaited<ReturnType<typeof recentActs>>,
  { person, query }: PersonRequest,
) {
  const at = (cursor: string | undefined) => cursor && viewUrl('/batches', query, { cursor });
  return {
    days: UNDO_DAYS,
    rows: rows.flatMap((batch) => {
      const act = doneBy(modules, batch);
      if (!act) return [];
      const done = act.words.done(batch.done);
      return {
        href: `/batches/${batch.id}`,
        // How far one is that is not done yet stands on its own page.
        name: isOpen(batch) ? act.words.title(batch.wanted) : done,
        badge: isOpen(batch) || batch.state === 'failed' ? badgeOf(batch) : null,
        list: act.list.label,
        via: viaOf(batch).join(),
        when: instant(batch.at, person.timeZone),
        undo: mayUndo(act, batch, person) ? `/batches/${batch.id}/undo` : null,
        why: leftAlone(batch) ?? whyNotUndone(batch, act) ?? '',
      };
    }),
    pager:
      next || previous ? { text: `${start}–${start + rows.length - 1}`, next: at(next), previous: at(previous) } : null,
  };
}

const isOpen = ({ state }: Batch) => state === 'waiting' || state === 'running' || state === 'undoing';

// Which those are, and why, stands on its own page.
const leftAlone = ({ state, progress: { left = 0 } }: Batch) =>
  state === 'undone' && left > 0 ? `Undone, ${count(left)} left alone` : undefined;
