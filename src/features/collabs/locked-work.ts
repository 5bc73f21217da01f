import { formatDate } from '../../http/format.js';
import { sql } from '../../platform/postgres/sql.js';
import { COLLIDES, calledLock, LOCK, type Lock, workOf } from './conflicts.js';
import { calledDeliverable } from './deliverables.js';
import { COLLABS } from './kind.js';

/** A deliverable of another collab on a day in a lock of this one. */
type LockedWork = Lock & { live_on: string; other: string; other_id: string; deliverable: object };

/** The deliverables to come of other collabs that lie in the locks of collab `b`, as one value of a select: the soonest ten. */
export const lockedWork = () => sql`(
  select coalesce(jsonb_agg(it), '[]') from (
    select jsonb_build_object('live_on', p.live_on, 'other', w.name, 'other_id', w.collab_id, 'deliverable',
      jsonb_build_object('kind', p.kind, 'title', p.title, 'platform', p.platform, 'quantity', p.quantity), ${LOCK}) as it
    from collab_exclusivities x
    join collab_deliverables p on p.live_on between x.from_on and x.until_on and p.collab_id <> b.id and p.state not in ('live', 'verified', 'missed')
    cross join lateral ${workOf(sql`
      select o.id as collab_id, o.name, o.company_id, o.category_id, o.territory, o.compensation from collabs o
      where o.id = p.collab_id and o.deleted_at is null and o.state <> 'cancelled'`)} w
    where x.collab_id = b.id and ${COLLIDES}
    order by p.live_on, p.id limit 10) found)`;

/** What is said of each. */
export function lockedWorkView(found: readonly LockedWork[]) {
  return found.map((it) => ({
    title: `In exclusivity “${calledLock(it)}”:`,
    called: calledDeliverable(it.deliverable as never),
    collab: it.other,
    href: `${COLLABS.path}/${it.other_id}`,
    day: formatDate(it.live_on),
  }));
}
